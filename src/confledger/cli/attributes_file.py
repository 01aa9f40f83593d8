"""The attributes of one clone, `info/attributes`: our lines in it stand between two others."""

import os

from confledger.cli.failure import shown
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository


class AttributesFile:
    """The file, as far as one kind of our lines goes; `begin` and `end` are the lines around."""

    def __init__(self, repository: Repository, begin: str, end: str) -> None:
        self.path = os.path.join(repository.common_dir, "info", "attributes")
        self._begin = begin
        self._end = end

    @property
    def shown(self) -> str:
        """Return where it is, from here."""
        return shown(os.path.relpath(self.path))

    @property
    def there(self) -> bool:
        """Whether there are lines of ours."""
        return self._begin in self.text()

    def text(self) -> str:
        """Return what it holds; nothing where there is none."""
        try:
            with open(self.path, encoding="utf-8", errors="surrogateescape", newline="") as file:
                return file.read()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise ConfledgerError(
                f"{self.shown} could not be read: {(error.strerror or '').lower()}"
            ) from None

    def without(self) -> str:
        """Return what it holds but for our lines; raise where they have no end."""
        before, begin, rest = self.text().partition(self._begin)
        _, end, after = rest.partition(f"{self._end}\n")
        if begin and not end:
            raise ConfledgerError(
                f"{self.shown}: our lines begin in it, but the line {self._end!r} is missing",
                help="nothing was changed; take our lines out by hand",
            )
        return before + after

    def block(self, lines: list[str]) -> str:
        """Return lines of ours as they stand in it."""
        return "\n".join((self._begin, *lines, self._end, ""))

    def write(self, text: str) -> None:
        """Let it hold this; without any, take it away."""
        from confledger.cli.atomic import replace

        try:
            if not text:
                os.unlink(self.path)
                return
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            replace(self.path, text.encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise ConfledgerError(
                f"{self.shown} could not be written: {(error.strerror or '').lower()}"
            ) from error
