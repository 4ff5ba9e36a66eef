"""Does a darkroom develop good pictures, refuse bad ones, and go on working?"""

import hashlib

import pytest

from exibidos.kernel.errors import Invalid
from exibidos.media import Darkroom, Mark
from media.pictures import encoded, gradient, opened

pytestmark = pytest.mark.anyio

MARK = Mark("ana", "Clube da Luz")


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
async def test_each_format_yields_all_variants(darkroom: Darkroom, kind: str) -> None:
    developed = await darkroom.develop(encoded(gradient(3000, 2000), kind), MARK)

    assert developed.source.format == kind
    assert (developed.source.width, developed.source.height) == (3000, 2000)
    sizes = {variant.name: (variant.width, variant.height) for variant in developed.variants}
    assert sizes == {"thumb": (320, 213), "feed": (1080, 720), "full": (2048, 1365), "blur": (320, 213)}
    for variant in developed.variants:
        assert variant.content_type == "image/webp"
        assert variant.sha256 == hashlib.sha256(variant.data).hexdigest()
        assert opened(variant.data).size == (variant.width, variant.height)


async def test_a_truncated_jpeg_is_refused_and_the_next_picture_works(darkroom: Darkroom) -> None:
    whole = encoded(gradient())
    with pytest.raises(Invalid, match="broken"):
        await darkroom.develop(whole[: len(whole) // 2], MARK)
    assert (await darkroom.develop(whole, MARK)).variants
