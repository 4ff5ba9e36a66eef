"""What does the parent do with a child that dies, hangs, or says nonsense?"""

import asyncio
import os
import signal
import sys

import pytest
from PIL import Image

from exibidos.kernel.errors import Invalid
from exibidos.media import ChildLost, Darkroom, Mark, process
from exibidos.media.process import Child
from exibidos.media.wire import Order
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio

ORDER = Order(encoded(gradient()), "jpeg", Mark("ana", "Clube da Luz"))


async def impostor(code: str) -> Child:
    """Return a child that runs these lines in the place of ours."""
    pipe = asyncio.subprocess.PIPE
    return Child(
        await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-c", f"import os, sys; {code}", stdin=pipe, stdout=pipe, stderr=pipe
        )
    )


async def refusal_of(child: Child) -> Invalid:
    with pytest.raises(Invalid) as refused:
        await child.ask(ORDER)
    assert child._process.returncode is not None
    return refused.value


@pytest.mark.parametrize(
    "code",
    [
        "",
        "sys.exit(3)",
        "os.abort()",
        "os.read(0, 9); os.write(1, b'\\0\\0\\0\\4nope')",
        "os.read(0, 9); os.write(1, b'\\0\\0\\0\\1')",
        "os.read(0, 9); os.write(1, b'\\xff\\xff\\xff\\xff' + bytes(99)); sys.stdin.read()",
    ],
    ids=["nothing", "exit", "abort", "nonsense", "half_an_answer", "endless_answer"],
)
async def test_a_child_that_does_not_answer_well_is_ended_and_the_picture_broken(code: str) -> None:
    assert (await refusal_of(await impostor(code))).code == "media.broken"


async def test_a_child_that_lies_in_its_values_is_not_believed() -> None:
    lie = (
        "import msgspec; os.read(0, 9);"
        "body = msgspec.msgpack.encode({'refusal': {'code': 'media.broken', 'values': {'field': 'password'}}});"
        "os.write(1, len(body).to_bytes(4, 'big') + body)"
    )
    assert (await refusal_of(await impostor(lie))).values == {"why": "child"}


async def test_a_flood_on_stderr_neither_blocks_nor_fills_memory() -> None:
    child = await impostor("sys.stderr.write('warning\\n' * 1_000_000 + 'the end'); sys.exit(1)")
    refused = await refusal_of(child)
    assert len(child._heard) == 4096
    assert refused.__notes__[0].endswith("the end")


async def test_a_child_killed_by_the_machine_makes_the_picture_too_costly() -> None:
    child = await Child.start()
    os.kill(child._process.pid, signal.SIGSTOP)
    asking = asyncio.create_task(refusal_of(child))
    await asyncio.sleep(0.1)
    os.kill(child._process.pid, signal.SIGKILL)
    assert (await asking).code == "media.too_costly"


async def test_a_child_that_crashes_makes_the_picture_broken() -> None:
    child = await Child.start()
    os.kill(child._process.pid, signal.SIGSEGV)
    assert (await refusal_of(child)).code == "media.broken"


async def test_a_child_that_hangs_is_ended_by_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "WALL_SECONDS", 0.3)
    child = await Child.start()
    os.kill(child._process.pid, signal.SIGSTOP)
    assert (await refusal_of(child)).code == "media.too_costly"


async def test_a_picture_that_eats_its_cpu_is_ended_and_the_time_of_earlier_ones_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    child = await Child.start()
    for _ in range(3):
        await child.ask(ORDER)
    monkeypatch.setattr(process, "CPU_SECONDS", 1)
    assert (await child.ask(ORDER)).developed is not None
    monkeypatch.setattr(process, "CPU_SECONDS", 0)
    noise = encoded(Image.effect_noise((5000, 5000), 120), quality=95)
    with pytest.raises(Invalid) as refused:
        await child.ask(Order(noise, "jpeg", ORDER.mark))
    assert refused.value.code == "media.too_costly"
    assert child._process.returncode == -signal.SIGXCPU


async def test_a_cancelled_order_ends_its_child() -> None:
    child = await Child.start()
    os.kill(child._process.pid, signal.SIGSTOP)
    asking = asyncio.create_task(child.ask(ORDER))
    await asyncio.sleep(0.1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert child._process.returncode == -signal.SIGKILL


async def test_a_darkroom_whose_child_fails_a_proof_does_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_FONTS", process._FONTS.with_name("missing.conf"))
    with pytest.raises(ChildLost, match=r"(?s)did not start: .*another face was found"):
        async with Darkroom():
            pass
