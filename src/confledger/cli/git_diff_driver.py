"""Let git show configuration by value: `git diff`, and `git log -p --ext-diff`, in one clone.

Only on request: what git prints then is for people, and no patch that `git apply` takes.
"""

import os

from confledger.cli.attributes_file import AttributesFile
from confledger.cli.diff import DRIVER
from confledger.cli.git_drivers import NAME as ENCRYPTED
from confledger.cli.hook_script import this_program
from confledger.documents.dialect import dialect_of
from confledger.git.process import GitFailed
from confledger.git.repository import Repository

NAME = "confledger"
_SECTION = f"diff.{NAME}"
_OPTION = f"{_SECTION}.command"
_BEGIN = "# >>> confledger diff >>>"
_END = "# <<< confledger diff <<<"
# The end of the lines on encrypted files.
_THEIRS = "# <<< confledger <<<\n"
INSTALLED = (
    "git diff shows configuration by value now, git log -p with --ext-diff; a patch for others is "
    "made with: git diff --no-ext-diff\n"
)


def command() -> str:
    """Return what git runs for one file."""
    return " ".join((*this_program(), "diff", DRIVER))


class DiffDriver:
    """The driver of one clone: what is there, and what would be."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._attributes = AttributesFile(repository, _BEGIN, _END)

    @property
    def there(self) -> bool:
        """Whether anything of ours is in this clone."""
        return self._configured() is not None or self._attributes.there

    def make(self, action: str, *, dry: bool = False) -> list[str]:
        """Install or remove it; return a line on each step."""
        done, would = ("removed", "would remove") if action == "uninstall" else ("set", "would set")
        verb = would if dry else done
        said = []
        wanted = None if action == "uninstall" else command()
        configured = self._configured()
        if configured != wanted:
            change = ["--remove-section", _SECTION] if wanted is None else [_OPTION, wanted]
            if not dry:
                self._repository.run("config", "--local", *change)
            what = f"{_SECTION} from" if wanted is None else f"{_OPTION} in"
            said.append(f"{verb} {what} git's configuration\n")
        old = self._attributes.text()
        new = self._attributes.without()
        if wanted is not None:
            lines = [f"{one} diff={NAME}" for one in self.patterns()]
            # What the user says there comes behind it, and holds over it.
            before, theirs, after = new.rpartition(_THEIRS)
            new = before + theirs + self._attributes.block(lines) + after
        if new != old:
            if not dry:
                self._attributes.write(new)
            where = "lines on diff from" if action == "uninstall" else "lines on diff in"
            said.append(f"{verb} our {where} {self._attributes.shown}\n")
        return said

    def state(self) -> list[str]:
        """Return one line on how git shows configuration; none where we have no part in it."""
        if not self.there:
            return []
        if self._configured() != command() or not self._attributes.there:
            return ["diff of configuration: not as it should be; confledger git install --diff\n"]
        return ["diff of configuration: by value\n"]

    def patterns(self) -> list[str]:
        """Return patterns for the tracked configuration, by endings.

        Not of an ending that somebody has given another driver for a file.
        """
        raw = self._repository.run("ls-files", "-z", "--full-name")
        paths = [one for one in os.fsdecode(raw).split("\0") if one and dialect_of(one)]
        taken, found = set(), set()
        for path, driver in self._drivers(paths).items():
            name = path.rpartition("/")[2]
            stem, _, suffix = name.rpartition(".")
            pattern = f"*.{suffix}" if stem and dialect_of(f"x.{suffix}") else name
            if not all(one.isalnum() or one in "._*-" for one in pattern):
                continue
            found.add(pattern)
            if driver not in ("unspecified", "set", NAME, ENCRYPTED):
                taken.add(pattern)
        return sorted(found - taken)

    def _drivers(self, paths: list[str]) -> dict[str, str]:
        """Return the driver that the attributes of each file name."""
        if not paths:
            return {}
        given = os.fsencode("".join(f"{path}\0" for path in paths))
        said = self._repository.fed(given, "check-attr", "-z", "--stdin", "diff")
        fields = os.fsdecode(said).split("\0")
        return dict(zip(fields[0::3], fields[2::3], strict=False))

    def _configured(self) -> str | None:
        try:
            raw = self._repository.run("config", "--local", "--get", _OPTION)
        except GitFailed:
            return None
        return os.fsdecode(raw).rstrip("\n")
