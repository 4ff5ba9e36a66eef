"""Are ids UUIDv7, unique and in the order of their birth?"""

import time

from exibidos.kernel.ids import new_id


def test_an_id_is_version_7_of_the_rfc_variant() -> None:
    made = new_id()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_an_id_tells_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    millis = new_id().int >> 80
    assert before <= millis <= time.time_ns() // 1_000_000


def test_ids_sort_by_birth_and_never_repeat() -> None:
    earlier = new_id()
    time.sleep(0.002)
    assert earlier < new_id()
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_ids_made_one_after_the_other_keep_their_order_within_a_millisecond() -> None:
    made = [new_id() for _ in range(1_000)]
    assert made == sorted(made)
