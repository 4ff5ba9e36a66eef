"""Are exactly our decoders on, and is that noticed when it is not so?"""

import pytest

from media.alone import OUR_FACE, run_alone


def test_the_proof_passes_once_loaders_are_blocked() -> None:
    run_alone("from exibidos.media import loaders; loaders.block_loaders(); loaders.prove_loaders()")


def test_the_proof_fails_while_nothing_is_blocked() -> None:
    with pytest.raises(AssertionError, match=r"free loaders: .*svgload"):
        run_alone("from exibidos.media import loaders; loaders.prove_loaders()")


def test_the_mark_of_libvips_itself_would_not_suffice() -> None:
    with pytest.raises(AssertionError, match=r"free loaders: .*heifload.*tiffload"):
        run_alone("from exibidos.media import loaders; loaders.prove_loaders()", {"VIPS_BLOCK_UNTRUSTED": "1"})


@pytest.mark.parametrize("kind", ["JpegBuffer", "PngBuffer", "WebpBuffer", "NsgifBuffer"])
def test_the_proof_fails_without_a_loader_that_we_need(kind: str) -> None:
    block = f"import pyvips; pyvips.operation_block_set('VipsForeignLoad{kind}', True)"
    with pytest.raises(AssertionError, match="free loaders"):
        run_alone(f"from exibidos.media import loaders; loaders.block_loaders(); {block}; loaders.prove_loaders()")


@pytest.mark.parametrize("freed", ["SvgBuffer", "NsgifSource", "TiffFile", "HeifBuffer"])
def test_the_proof_fails_with_one_loader_too_many(freed: str) -> None:
    free = f"import pyvips; pyvips.operation_block_set('VipsForeignLoad{freed}', False)"
    with pytest.raises(AssertionError, match="free loaders"):
        run_alone(f"from exibidos.media import loaders; loaders.block_loaders(); {free}; loaders.prove_loaders()")


def test_a_blocked_heif_loader_yields_no_picture() -> None:
    code = """
import io
import PIL.Image, pyvips
from exibidos.media import loaders
file = io.BytesIO()
PIL.Image.new("RGB", (64, 64)).save(file, "avif")
loaders.block_loaders()
for load in (lambda: pyvips.Image.heifload_buffer(file.getvalue()), lambda: pyvips.Image.new_from_buffer(file.getvalue(), "")):
    try:
        load()
    except pyvips.Error as error:
        print(error)
"""
    said = run_alone(code, OUR_FACE)
    assert "operation is blocked" in said
    assert "not in a known format" in said
