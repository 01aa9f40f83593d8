"""The ciphertext of a file in a private folder, where `sops` may change it."""

import os

from confledger.location import Path
from confledger.secrets.plain import Plain
from confledger.secrets.sops_file import BINARY, DOTENV, INI, JSON, YAML
from confledger.secrets.sops_messages import SopsFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from confledger.secrets.sops_file import SopsFile

    class Run(Protocol):
        """What runs `sops`."""

        def __call__(self, *arguments: str, given: Plain | None = None) -> Plain:
            """Run it with these arguments."""


_ENDINGS = {YAML: "yaml", JSON: "json", DOTENV: "env", INI: "ini", BINARY: "binary"}
# A key that is set and removed again, which makes the MAC anew; another one if it is there.
_PASSING = "confledger_passing"


class Copy:
    """The ciphertext of a file in a private folder, with rules that keep its indentation."""

    __slots__ = ("file", "rules")

    def __init__(self, folder: str, data: bytes, store: str) -> None:
        self.rules = ("--config", written(folder, ".sops.yaml", _style(data, store)))
        self.file = written(folder, f"file.{_ENDINGS[store]}", data)

    def set(self, run: "Run", path: Path, value: Plain, *options: str) -> None:
        """Set a value, given as JSON."""
        run(*self.rules, "set", *options, "--value-stdin", self.file, index(path), given=value)

    def unset(self, run: "Run", path: Path, *options: str) -> None:
        """Remove a value."""
        run(*self.rules, "unset", *options, self.file, index(path))

    def data(self) -> bytes:
        """Return what it holds now."""
        return held(self.file)


def index(path: Path) -> str:
    """Write a path as `sops` reads it; there is no way to write a bracket in a key."""
    if any("[" in step for step in path if isinstance(step, str)):
        raise SopsFailed(
            "path",
            "sops has no way to name a key with `[` in it",
            "change it with `confledger secrets edit`",
        )
    return "".join(f"[{step}]" if isinstance(step, int) else f'["{step}"]' for step in path)


def written(folder: str, path: str, data: bytes) -> str:
    """Write a file below a folder, and return where it is."""
    file = os.path.join(folder, path)
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "wb") as out:
        out.write(data)
    return file


def held(file: str) -> bytes:
    """Return the bytes of a file."""
    with open(file, "rb") as opened:
        return opened.read()


def _style(data: bytes, store: str) -> bytes:
    """Return a configuration with no rules, and the indentation of a file."""
    if store == YAML:
        _, _, below = b"\n".join((b"", data)).partition(b"\nsops:\n")
        kind = "yaml"
    elif store in (JSON, BINARY):
        _, _, below = data.partition(b"\n")
        kind = "json" if store == JSON else "json_binary"
    else:
        return b"creation_rules: []\n"
    spaces = len(below) - len(below.lstrip(b" "))
    return b"creation_rules: []\n" + (
        f"stores: {{{kind}: {{indent: {spaces}}}}}\n".encode() if spaces else b""
    )


def passing(file: "SopsFile") -> Path:
    """Return the path of a key that the first document does not have."""
    document = file.documents[0]
    assert isinstance(document, dict)
    above: Path = ()
    if file.store == INI:
        # Each value is in a section, and an empty one would stay.
        above = next(((name,) for name, inside in document.items() if inside), ())
        document = document[above[0]] if above else document
    name = _PASSING
    while name in document:
        name += "_"
    return (*above, name)
