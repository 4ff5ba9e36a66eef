"""Why did a job fail, in words that may stay in a table? The kind and first line of the error, without credentials, bounded."""

import re

# Enough for a sentence; a whole SQL statement or response body has no place in a row.
_LONGEST = 300
_CREDENTIALS = re.compile(r"://[^/\s@]*@")


def reason_of(error: BaseException) -> str:
    """Return `Kind: first line`. Further lines are dropped: Postgres puts rows, which are people's data, into its DETAIL."""
    lines = str(error).splitlines()
    words = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return _CREDENTIALS.sub("://***@", words)[:_LONGEST]
