"""Does one row follow from another? The rules of the chain, on plain values."""

import hashlib

from exibidos.features.audit.model import Broken, Damage, Head, Link

# What the very first row follows from.
BEGINNING = Head(0, bytes(32))
FORGOTTEN = "audit.forgotten"


def fault(before: Head, link: Link) -> Broken | None:
    """Return what is wrong with a row that stands after `before`, or None."""
    if link.seq > before.seq + 1:
        missing = before.seq + 1
        return _broken(missing, Damage.REMOVED, f"it is not there: row {link.seq} stands after row {before.seq}")
    if link.seq <= before.seq:
        return _broken(link.seq, Damage.DOUBLED, "it is there more than once")
    if hashlib.sha256(link.said.encode()).digest() != link.hash:
        return _broken(
            link.seq, Damage.CHANGED, f"what it says since {link.at:%Y-%m-%d %H:%M:%S} is not what was hashed"
        )
    if link.prev_hash != before.hash:
        return _broken(before.seq, Damage.REPLACED, f"row {link.seq} was written after another row {before.seq}")
    return None


def excuses(link: Link, first: Link) -> bool:
    """Say whether a row records that the log was dropped, by retention, right up to the first row that is left."""
    dropped = {"through": first.seq - 1, "hash": first.prev_hash.hex()}
    return link.act == FORGOTTEN and bool(link.details == dropped)


def beginning_is_gone(first: Link) -> Broken:
    """Say that the rows before the first one left are gone, and that no retention says so."""
    return _broken(
        first.seq - 1, Damage.REMOVED, f"the log begins at row {first.seq}, and no retention dropped the rest"
    )


def end_is_gone(known: Head) -> Broken:
    """Say that a row which somebody wrote down is not there as they knew it."""
    return _broken(known.seq, Damage.REMOVED, "it was written down with another hash, or the log ends before it")


def _broken(seq: int, damage: Damage, sentence: str) -> Broken:
    return Broken(seq=seq, damage=damage, sentence=sentence)
