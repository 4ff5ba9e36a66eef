"""Are signatures HMAC-SHA256, and do keys rotate?"""

import base64
import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from exibidos.kernel.signing import Signer

LINE = st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=80)


@given(
    secret=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200),
    parts=st.lists(LINE, min_size=1),
)
def test_a_tag_is_the_standard_librarys_hmac_cut_to_128_bits(secret: str, parts: list[str]) -> None:
    _, tag = Signer((f"k:{secret}",)).sign(*parts)
    expected = hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).digest()[:16]
    assert tag == base64.urlsafe_b64encode(expected).rstrip(b"=").decode()


def test_old_keys_stay_valid_while_new_ones_sign() -> None:
    old = Signer(("old:one",))
    both = Signer(("new:two", "old:one"))
    assert both.sign("x")[0] == "new"
    assert both.verify(*old.sign("x"), "x")
    assert not Signer(("new:two",)).verify(*old.sign("x"), "x")


def test_a_key_id_that_nobody_knows_is_false() -> None:
    assert not Signer(("k:s",)).verify("other", "tag", "x")
    assert not Signer(("k:s",)).verify("k", "não-ascii-é", "x")
