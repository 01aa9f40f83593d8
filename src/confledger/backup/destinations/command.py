"""Backups wherever a program of the user brings them: four commands, started without a shell.

`put` reads a backup, `get` writes one, `list` writes the names of all, `delete` removes one;
`{name}` stands for the name. What was stopped on the way must not look like a backup: each one
has a mark beside it, put there once all of it has arrived.
"""

import io
import shlex
from datetime import datetime
from typing import BinaryIO

from confledger.backup.destinations.destination import NotThere
from confledger.backup.destinations.place import LARGEST_NOTE, NOTE, Failed, verify
from confledger.backup.destinations.program import Output, Program
from confledger.backup.manifest import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

VERBS = ("put", "get", "list", "delete")
# A command that does nothing for so long is stopped.
SECONDS = 600.0
_WHOLE = ".whole"
_NAME = "{name}"
_BLOCK = 1 << 16
_LARGEST_LIST = 64 << 20
_A_DAY = 24 * 3600


class Command:
    """A place that four commands reach; `environ` is what they see."""

    def __init__(
        self,
        name: str,
        commands: "Mapping[str, str]",
        environ: "Mapping[str, str]",
        *,
        seconds: float = SECONDS,
    ) -> None:
        self._name = name
        self._environ = environ
        self._seconds = seconds
        self._words = {verb: _words(name, verb, commands.get(verb, "")) for verb in VERBS}

    @property
    def shown(self) -> str:
        """The name; what the commands are may be private."""
        return f"command:{self._name}"

    def names(self) -> list[str]:
        """Return the names of all backups that have arrived as a whole, sorted."""
        listed = self._listed()
        return sorted(one for one in listed if named(one) and one + _WHOLE in listed)

    def read(self, name: str) -> BinaryIO:
        """Start `get`; it is stopped when the file is closed before its end."""
        verify(name, self.shown)
        got = Output(self._start("get", name))
        file = io.BufferedReader(got, _BLOCK)
        try:
            file.peek(1)
        except Failed:
            file.close()
            if name not in self._listed():
                raise NotThere(name, self.shown) from None
            raise
        return file

    def write(self, name: str, file: BinaryIO) -> None:
        """Give a backup to `put`, and a mark once it has arrived."""
        verify(name, self.shown)
        self._sweep(name)
        self._start("put", name).feed(file)
        self._start("put", name + _WHOLE).feed(io.BytesIO(b"whole\n"))

    def delete(self, name: str) -> None:
        """Remove a backup, its mark before it."""
        verify(name, self.shown)
        listed = self._listed()
        for one in (name + _WHOLE, name + NOTE, name):
            if one in listed:
                self._start("delete", one).output(LARGEST_NOTE)

    def notes(self) -> dict[str, bytes]:
        """Return the notes, by the names of their backups."""
        listed = sorted(self._listed())
        found = [one.removesuffix(NOTE) for one in listed if one.endswith(NOTE)]
        return {
            name: self._start("get", name + NOTE).output(LARGEST_NOTE)
            for name in found
            if named(name)
        }

    def note(self, name: str, data: bytes) -> None:
        """Put a note beside a backup."""
        verify(name, self.shown)
        self._start("put", name + NOTE).feed(io.BytesIO(data))

    def _listed(self) -> set[str]:
        """Return all names: of each line the last word, as listings have sizes and dates before.

        Only the last part of a path counts.
        """
        said = self._start("list", "").output(_LARGEST_LIST).decode("utf-8", "replace")
        words = (line.split() for line in said.splitlines())
        return {one[-1].rpartition("/")[2] for one in words if one}

    def _sweep(self, name: str) -> None:
        """Remove what never arrived as a whole, a day and more before a backup of today."""
        today = _seconds(name)
        listed = self._listed()
        for one in sorted(listed):
            if named(one) and one + _WHOLE not in listed and _seconds(one) < today - _A_DAY:
                self._start("delete", one).output(LARGEST_NOTE)

    def _start(self, verb: str, name: str) -> Program:
        words = [word.replace(_NAME, name) for word in self._words[verb]]
        return Program(f"{verb} of {self.shown}", words, self._environ, self._seconds)


def _words(name: str, verb: str, command: str) -> list[str]:
    """Split a command into words as a shell would, without doing anything else that one does."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Failed(
            f"{verb} of command:{name} cannot be split into words: {error}".lower(),
            help="see that each quote is closed",
        ) from None
    if not words:
        raise Failed(
            f"command:{name} has no {verb}",
            help=f"it needs {', '.join(VERBS[:-1])} and {VERBS[-1]}, in the configuration of git: "
            f"git config --global confledger-backup.{name}.{verb} COMMAND",
        )
    if verb != "list" and not any(_NAME in word for word in words):
        raise Failed(
            f"{verb} of command:{name} does not say which backup",
            help="write {name} where its name belongs",
        )
    return words


def _seconds(name: str) -> float:
    """Return when a backup was made, by its name."""
    found = named(name)
    assert found is not None
    try:
        return datetime.fromisoformat(found.created).timestamp()
    except ValueError:
        return float("inf")
