"""Are local secrets made once, long, and closed to other users?"""

from pathlib import Path

from exibidos.platform.engines import local_secret


def test_a_secret_is_made_once_and_each_name_has_its_own(tmp_path: Path) -> None:
    first = local_secret(tmp_path / "new", "postgres")
    assert len(first) == 64
    assert local_secret(tmp_path / "new", "postgres") == first
    assert local_secret(tmp_path / "new", "valkey") != first


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    local_secret(tmp_path, "postgres")
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
