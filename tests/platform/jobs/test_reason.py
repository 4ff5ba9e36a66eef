"""Does a reason say enough, and nothing that must not stay in a table?"""

from exibidos.kernel.errors import NotFound
from exibidos.platform.jobs.reason import reason_of


def test_a_reason_names_the_kind_and_the_first_line() -> None:
    assert reason_of(NotFound("images.gone")) == "NotFound: images.gone"


def test_an_error_without_words_is_named_alone() -> None:
    assert reason_of(TimeoutError()) == "TimeoutError"


def test_the_rows_that_postgres_puts_into_its_detail_are_dropped() -> None:
    assert reason_of(ValueError("duplicate key\nDETAIL: Key (email)=(ana@example.org)")) == "ValueError: duplicate key"


def test_credentials_in_addresses_are_masked() -> None:
    error = OSError("no route to redis://:s3cret@cache:6379/0 and http://u:p@host/")
    assert reason_of(error) == "OSError: no route to redis://***@cache:6379/0 and http://***@host/"


def test_a_reason_is_bounded() -> None:
    assert len(reason_of(ValueError("x" * 5000))) == 300
