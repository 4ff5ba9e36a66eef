"""Does a sealed secret open with our keys alone, also after a rotation?"""

from exibidos.kernel.sealing import Sealer


def test_what_is_sealed_opens_with_its_key_and_no_other() -> None:
    sealed = Sealer(("a:" + "1" * 64,)).seal("JBSWY3DP")
    assert b"JBSWY3DP" not in sealed
    assert Sealer(("a:" + "1" * 64,)).open(sealed) == "JBSWY3DP"
    assert Sealer(("a:" + "2" * 64,)).open(sealed) is None
    assert Sealer(("a:" + "1" * 64,)).open(sealed[:-4]) is None


def test_a_former_key_opens_while_it_is_rotated_out() -> None:
    old, new = "a:" + "1" * 64, "b:" + "2" * 64
    sealed = Sealer((old,)).seal("x")
    both = Sealer((new, old))
    assert both.open(sealed) == "x"
    assert Sealer((new,)).open(both.seal("x")) == "x"


def test_a_new_seal_stands_without_the_former_key_and_is_made_once() -> None:
    old, new = "a:" + "1" * 64, "b:" + "2" * 64
    sealed, both = Sealer((old,)).seal("x"), Sealer((new, old))
    fresh = both.reseal(sealed)
    assert fresh
    assert Sealer((new,)).open(fresh) == "x"
    assert both.reseal(fresh) == fresh
    assert Sealer((new,)).reseal(sealed) is None
