"""Is an AVIF or HEIC written anew from its picture alone, and refused when its boxes lie?"""

import struct

import pytest
from PIL import Image

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.boxes import box, full_box
from exibidos.media.containers.heif import strip
from exibidos.media.containers.items import Items
from exibidos.media.containers.stripped import Part as Area
from exibidos.media.limits import MAX_ITEMS, MAX_PROFILE_BYTES
from media.by_hand import Item, coded, grid, heic, iso_file, ispe, tie, with_properties
from media.pictures import SECRETS, encoded, gradient

AVIF = encoded(gradient(64, 48), "avif", quality=90)
DOT = coded(AVIF)
IROT, IMIR = (True, box(b"irot", b"\1")), (True, box(b"imir", b"\0"))


def refusal(data: bytes, kind: str = "avif") -> tuple[str, object]:
    with pytest.raises(Invalid) as refused:
        strip(data, kind)
    return refused.value.code, refused.value.values.get("why")


def with_notes(kind: str) -> bytes:
    note, xmp = Image.Exif(), b"<x:xmpmeta>" + SECRETS[2]
    note[0x010F] = SECRETS[0].decode()
    picture = gradient(64, 48)
    return heic(picture, exif=note, xmp=xmp) if kind == "heic" else encoded(picture, kind, exif=note, xmp=xmp)


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_metadata_is_left_behind(kind: str) -> None:
    data = with_notes(kind) + box(b"free", SECRETS[6])
    assert all(secret in data for secret in (SECRETS[0], SECRETS[2], SECRETS[6]))
    bare = strip(data, kind)
    assert not [secret for secret in SECRETS if secret in bare.data]
    assert len(Items(bare.data).kinds) == 1


def test_other_pictures_thumbnails_and_unknown_boxes_are_left_behind() -> None:
    secret: Item = (b"hvc1", SECRETS[5], [ispe(16, 16)])
    mime: Item = (b"mime", SECRETS[2], [])
    data = iso_file(
        DOT,
        secret,
        mime,
        ties=[tie(b"thmb", 2, 1), tie(b"cdsc", 3, 1)],
        more_meta=box(b"uuid", SECRETS[3]),
        after=SECRETS[6],
    )[: -len(SECRETS[6])]
    bare = strip(data, "avif").data
    assert not [secret for secret in SECRETS if secret in bare]
    assert coded(bare)[:2] == DOT[:2]


def test_what_was_written_is_written_the_same_again() -> None:
    once = strip(AVIF, "avif").data
    assert strip(once, "avif").data == once


def test_a_profile_is_taken_out_and_its_freight_with_it() -> None:
    bare = strip(encoded(gradient(64, 48), "avif", icc_profile=b"a profile"), "avif")
    assert bare.profile == b"a profile"
    assert b"a profile" not in bare.data


def test_turn_mirror_crop_and_colours_are_taken_out() -> None:
    clap = True, box(b"clap", struct.pack(">8i", 32, 1, 16, 1, -8, 1, 4, 1))
    nclx = False, box(b"colr", b"nclx", struct.pack(">HHHB", 12, 13, 6, 128))
    item = with_properties(DOT, nclx, clap, IROT, IMIR, without=[b"colr"])
    bare = strip(iso_file(item), "avif")
    assert (bare.orientation, bare.crop) == (5, Area(8, 20, 32, 16))
    assert (bare.primaries, bare.transfer) == (12, 13)
    assert not [name for name in (b"clap", b"irot", b"imir") if name in bare.data]


@pytest.mark.parametrize(
    "properties",
    [
        (IMIR, IROT),
        (IROT, IROT),
        ((True, box(b"clap", struct.pack(">8i", 65, 1, 48, 1, 0, 1, 0, 1))),),
        ((True, box(b"clap", struct.pack(">8i", 0, 1, 0, 1, 0, 1, 0, 1))),),
        ((True, box(b"clap", struct.pack(">8i", 32, 0, 16, 1, 0, 1, 0, 1))),),
        ((True, box(b"clap", struct.pack(">8i", 32, 1, 16, 1, 99, 1, 0, 1))),),
        ((True, box(b"clap", b"\0")),),
        ((True, box(b"irot")),),
        ((True, box(b"lsel", b"\0\0")),),
        (ispe(64, 48),),
    ],
    ids=["order", "turned_twice", "wider", "empty", "by_zero", "outside", "cut", "cut_turn", "layers", "two_sizes"],
)
def test_properties_that_contradict_the_standard_are_broken(properties: tuple[tuple[bool, bytes], ...]) -> None:
    assert refusal(iso_file(with_properties(DOT, *properties)))[0] == "media.broken"


def test_a_property_that_nobody_must_understand_is_dropped() -> None:
    assert b"what" not in strip(iso_file(with_properties(DOT, (False, box(b"what", b"ever")))), "avif").data


@pytest.mark.parametrize(("width", "height"), [(65_535, 65_535), (2**32 - 1, 2**32 - 1), (30_001, 1), (8_000, 8_000)])
def test_a_size_beyond_the_limits_is_refused_before_decoding(width: int, height: int) -> None:
    assert refusal(iso_file(with_properties(DOT, ispe(width, height), without=[b"ispe"])))[0] == "media.too_many_pixels"


def test_a_picture_without_a_size_or_with_none_is_broken() -> None:
    assert refusal(iso_file(with_properties(DOT, without=[b"ispe"]))) == ("media.broken", "size")
    assert refusal(iso_file(with_properties(DOT, ispe(0, 9), without=[b"ispe"]))) == ("media.broken", "size")


def tiles(count: int) -> tuple[list[Item], list[bytes]]:
    return [DOT] * count, [tie(b"dimg", 1, *range(2, count + 2))]


def test_a_grid_keeps_its_tiles_in_their_order() -> None:
    parts, ties = tiles(6)
    bare = Items(strip(iso_file(grid(2, 3, 192, 96), *parts, ties=ties), "avif").data)
    assert list(bare.kinds.values()) == [b"grid", *[b"av01"] * 6]
    assert bare.ties == [(b"dimg", 1, [2, 3, 4, 5, 6, 7])]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_grid_of_another_number_of_tiles_is_broken(rows: int) -> None:
    parts, ties = tiles(6)
    assert refusal(iso_file(grid(rows, 3, 192, 96), *parts, ties=ties)) == ("media.broken", "grid")


def test_a_grid_of_thousands_of_tiles_is_too_costly() -> None:
    parts, ties = tiles(MAX_ITEMS)
    assert refusal(iso_file(grid(32, 32, 2048, 1536), *parts, ties=ties)) == ("media.too_costly", "items")


def test_a_grid_whose_tiles_are_far_larger_than_itself_is_refused() -> None:
    huge = with_properties(DOT, ispe(7_000, 7_000), without=[b"ispe"])
    data = iso_file(grid(2, 2, 128, 96), *[huge] * 4, ties=[tie(b"dimg", 1, 2, 3, 4, 5)])
    assert refusal(data)[0] == "media.too_many_pixels"


def test_a_grid_of_one_tile_shown_many_times_is_broken() -> None:
    data = iso_file(grid(2, 3, 192, 96), DOT, ties=[tie(b"dimg", 1, 2, 2, 2, 2, 2, 2)])
    assert refusal(data) == ("media.broken", "place")


def test_a_grid_of_itself_is_broken() -> None:
    assert refusal(iso_file(grid(1, 1, 64, 48), ties=[tie(b"dimg", 1, 1)])) == ("media.broken", "codec")


def iloc(*entries: bytes, sizes: bytes = b"\x44\0", version: int = 0, count: int | None = None) -> bytes:
    return full_box(b"iloc", version, 0, sizes, struct.pack(">H", len(entries) if count is None else count), *entries)


@pytest.mark.parametrize(
    "places",
    [
        iloc(struct.pack(">HHHII", 1, 0, 1, 2**32 - 1, 9)),
        iloc(struct.pack(">HHHII", 1, 0, 1, 9, 2**32 - 1)),
        iloc(struct.pack(">HHHII", 1, 0, 1, 9, 0)),
        iloc(struct.pack(">HHH", 1, 0, 0)),
        iloc(),
        iloc(struct.pack(">HHHII", 1, 7, 1, 9, 9)),
        iloc(struct.pack(">HHHHII", 1, 2, 0, 1, 9, 9), version=1),
        iloc(struct.pack(">HHH", 1, 0, 200), struct.pack(">II", 0, 300) * 200, count=1),
        iloc(struct.pack(">HHHII", 1, 0, 1, 9, 9), count=2),
    ],
    ids=["after_the_end", "longer", "endless", "nowhere", "unlisted", "other_file", "in_an_item", "shared", "cut"],
)
def test_places_that_lie_are_broken(places: bytes) -> None:
    assert refusal(iso_file(DOT, places=places))[0] == "media.broken"


def test_more_places_than_any_are_too_costly() -> None:
    many = iloc(struct.pack(">HHH", 1, 0, 60_000), struct.pack(">II", 0, 1) * 60_000, count=1)
    assert refusal(iso_file(DOT, places=many)) == ("media.too_costly", "items")
    assert refusal(iso_file(DOT, places=iloc(count=65_535))) == ("media.too_costly", "items")


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_a_brand_of_the_other_codec_is_broken(kind: str) -> None:
    data = AVIF if kind == "heic" else heic(gradient(64, 48))
    assert refusal(data, kind) == ("media.broken", "codec")


@pytest.mark.parametrize("kind", [b"jpeg", b"iden", b"iovl", b"unci", b"mski", b"Exif"])
def test_a_picture_of_another_kind_is_broken(kind: bytes) -> None:
    assert refusal(iso_file((kind, *DOT[1:]))) == ("media.broken", "codec")


def test_a_sequence_without_a_cover_is_broken() -> None:
    assert refusal(box(b"ftyp", b"avis", bytes(4), b"avis") + box(b"moov", bytes(900))) == ("media.broken", "meta")


def test_of_a_sequence_the_cover_is_kept_and_its_track_left_behind() -> None:
    frames = [gradient(64, 48), gradient(64, 48).rotate(180)]
    bare = strip(encoded(frames[0], "avif", save_all=True, append_images=frames[1:]), "avif")
    assert b"moov" not in bare.data
    assert list(Items(bare.data).kinds.values()) == [b"av01"]


def test_boxes_in_boxes_are_not_followed() -> None:
    deep = b""
    for _ in range(5_000):
        deep = box(b"meta", bytes(4), deep)
    assert refusal(box(b"ftyp", b"avif", bytes(4), b"avif") + deep)[0] == "media.broken"


def test_more_boxes_than_any_are_too_costly() -> None:
    assert refusal(AVIF + box(b"free") * 100_001)[0] == "media.too_costly"


def test_two_tables_of_contents_are_broken() -> None:
    head, rest = AVIF[: AVIF.index(b"meta") - 4], AVIF[AVIF.index(b"meta") - 4 :]
    meta = rest[: int.from_bytes(rest[:4], "big")]
    assert refusal(head + meta + rest) == ("media.broken", "meta")


def test_setups_and_profiles_larger_than_any_are_too_costly() -> None:
    setup = with_properties(DOT, (True, box(b"av1C", bytes(10_001))), without=[b"av1C"])
    assert refusal(iso_file(setup)) == ("media.too_costly", "setup")
    profile = with_properties(DOT, (False, box(b"colr", b"prof", bytes(MAX_PROFILE_BYTES + 1))))
    assert refusal(iso_file(profile)) == ("media.too_costly", "profile")


def test_transparency_of_another_size_is_broken() -> None:
    alpha = with_properties(
        DOT,
        ispe(9, 9),
        (True, full_box(b"auxC", 0, 0, b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")),
        without=[b"ispe"],
    )
    assert refusal(iso_file(DOT, alpha, ties=[tie(b"auxl", 2, 1)])) == ("media.broken", "alpha")


@pytest.mark.parametrize("size", [b"\0\0\0\7", b"\0\0\0\1", b"\xff\xff\xff\xff"])
def test_a_box_that_leaves_the_file_is_broken(size: bytes) -> None:
    assert refusal(AVIF + size + b"free")[0] == "media.broken"


def test_no_cut_of_a_file_passes_for_a_picture_that_is_not_whole() -> None:
    for data, kind in ((AVIF, "avif"), (heic(gradient(64, 48)), "heic")):
        for end in range(0, len(data) - 1, 3):
            assert refusal(data[:end], kind)[0] == "media.broken"


def test_no_changed_byte_is_more_than_a_refusal() -> None:
    for data, kind in ((AVIF, "avif"), (heic(gradient(64, 48)), "heic")):
        for at in range(data.index(b"meta"), data.index(b"mdat")):
            for value in (0, 1, 0x7F, 0xFF):
                try:
                    strip(data[:at] + bytes([value]) + data[at + 1 :], kind)
                except Invalid as refused:
                    assert refused.code.startswith("media.")  # noqa: PT017 most changes are harmless
