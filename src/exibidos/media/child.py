"""What does the child do? Shut itself in, prove its decoders, then develop one picture after another until its pipe closes.

Run as `python -I -m exibidos.media.child PARENT`, a fresh interpreter: a fork would inherit the parent's memory, and with it every secret.
"""

import os
import sys
from typing import BinaryIO

import msgspec

from exibidos.kernel.errors import Invalid
from exibidos.media.card import draw_card
from exibidos.media.loaders import block_loaders, prove_loaders
from exibidos.media.sandbox import die_with, leave_network, lock_down
from exibidos.media.variants import cut, develop
from exibidos.media.watermark import prove_face
from exibidos.media.wire import LENGTH_BYTES, ORDERS, CardOrder, Refusal, Reply, pack, read_length


def main() -> None:
    """Exit with status 0 when the parent closes the pipe; any proof that fails ends the child before it says that it is ready."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand between two answers
    leave_network()
    die_with(int(sys.argv[1]))  # after it: new credentials may clear the wish
    block_loaders()
    prove_loaders()
    prove_face()
    lock_down()
    _say(answers, Reply())
    orders = sys.stdin.buffer
    while prefix := orders.read(LENGTH_BYTES):
        _say(answers, _work(orders.read(read_length(prefix))))


def _work(body: bytes) -> Reply:
    order = ORDERS.decode(body)
    try:
        if isinstance(order, CardOrder):
            return Reply(card=draw_card(order.data, order.kind, order.words))
        if order.mark is None:
            return Reply(developed=cut(order.data, order.kind, order.crops))
        return Reply(developed=develop(order.data, order.kind, order.mark, camera=order.camera))
    except Invalid as problem:
        return Reply(refusal=msgspec.convert({"code": problem.code, "values": problem.values}, Refusal))
    except MemoryError:
        return Reply(refusal=Refusal("media.too_costly", {"why": "memory"}))


def _say(answers: BinaryIO, reply: Reply) -> None:
    answers.write(pack(reply))
    answers.flush()


if __name__ == "__main__":
    main()
