"""Are files known by their first bytes, and refused for the right reason?"""

import pytest

from exibidos.kernel.errors import Invalid
from exibidos.media import MAX_BYTES, admit, sniff
from media.pictures import encoded, gradient


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (encoded(gradient()), "jpeg"),
        (encoded(gradient(), "png"), "png"),
        (encoded(gradient(), "webp"), "webp"),
        (encoded(gradient(), "gif"), "gif"),
        (encoded(gradient(), "tiff"), "tiff"),
        (encoded(gradient(), "bmp"), "bmp"),
        (encoded(gradient(), "pdf"), "pdf"),
        (encoded(gradient(), "eps"), "eps"),
        (encoded(gradient(64, 64), "avif"), "avif"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "avif"),
        (b"\0\0\0\x14ftypmif1\0\0\0\0mif1", "heic"),
        (b"\0\0\0\x14ftypmp42\0\0\0\0mp42", None),
        (b'<?xml version="1.0"?>\n<!-- a drawing -->\n<SVG xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b"<!doctype html><title>photo</title>", None),
        (b"GIF8", None),
        (b"", None),
    ],
)
def test_the_first_bytes_name_the_format(head: bytes, name: str | None) -> None:
    assert sniff(head) == name


def test_a_format_we_do_not_develop_is_named_in_the_refusal() -> None:
    with pytest.raises(Invalid) as refused:
        admit(b"II*\0")
    assert (refused.value.code, refused.value.values) == ("media.format_not_allowed", {"format": "tiff"})


def test_html_with_the_name_of_a_photo_is_an_unknown_format() -> None:
    with pytest.raises(Invalid) as refused:
        admit(b"<html><body>photo.jpg", declared="image/jpeg")
    assert refused.value.code == "media.unknown_format"


def test_a_declared_type_must_be_the_one_found() -> None:
    data = encoded(gradient(), "png")
    assert admit(data, declared="image/png") == "png"
    with pytest.raises(Invalid) as refused:
        admit(data, declared="image/jpeg")
    assert refused.value.code == "media.type_mismatch"
    assert refused.value.values == {"declared": "image/jpeg", "found": "image/png"}


@pytest.mark.parametrize("declared", ["image/heic", "image/heif"])
def test_a_phone_may_call_its_photo_by_either_name(declared: str) -> None:
    assert admit(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", declared=declared) == "heic"
    with pytest.raises(Invalid, match="type_mismatch"):
        admit(b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", declared=declared)


def test_a_file_of_one_byte_too_many_is_too_large() -> None:
    data = encoded(gradient()).ljust(MAX_BYTES + 1, b"\0")
    assert admit(data[:-1]) == "jpeg"
    with pytest.raises(Invalid) as refused:
        admit(data)
    assert refused.value.code == "media.too_large"
