"""The files that `init` writes: what they hold, what they are to hold, and why not."""

import os

from confledger.cli.failure import shown
from confledger.cli.init_pre_commit import FILE as PRE_COMMIT
from confledger.cli.init_pre_commit import Unfit, with_hook
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository
from confledger.settings import FILE as SETTINGS

NEWLINE = b"\n"
ATTRIBUTES = ".gitattributes"
_ATTRIBUTE = f"{SETTINGS} text eol=lf"
_COMMENT = "# The same bytes on every machine: what was checked is remembered by them."
# What prek reads when there is no .pre-commit-config.yaml.
_OF_PREK = ("prek.toml", ".pre-commit-config.yml")


class Change:
    """One file: `old` and `new` bytes, None for not there."""

    __slots__ = ("new", "old", "path")

    def __init__(self, path: str, old: bytes | None, new: bytes) -> None:
        self.path = path
        self.old = old
        self.new = new

    @property
    def size(self) -> str:
        """How much it is: `24 lines` of a new file, `+6` of another."""
        after = self.new.count(NEWLINE)
        if self.old is None:
            return f"{after} lines" if after != 1 else "1 line"
        return f"{after - self.old.count(NEWLINE):+}"

    def diff(self) -> str:
        """Return the change as git would show it."""
        from difflib import unified_diff

        before, after = (
            (data or b"").decode("utf-8", "replace").replace("\r\n", "\n").splitlines()
            for data in (self.old, self.new)
        )
        name = shown(self.path)
        start = "/dev/null" if self.old is None else f"a/{name}"
        lines = unified_diff(before, after, start, f"b/{name}", lineterm="")
        return "".join(f"{shown(line)}\n" for line in lines)


class Plan:
    """The files that change, those that git has to know, and what is left undone, and why."""

    __slots__ = ("changes", "notes", "unknown")

    def __init__(self) -> None:
        self.changes: list[Change] = []
        # Files of ours that are not tracked, and so would be missing in a commit.
        self.unknown: list[str] = []
        self.notes: list[str] = []


def plan(
    repository: Repository, settings: str | None, held: str | None, *, with_pre_commit: bool
) -> Plan:
    """Work out what every file is to hold.

    `settings` is the new file, None to leave what there is; `held` the file that has them now.
    """
    top = repository.top
    assert top is not None
    made = Plan()
    if settings is not None:
        _add(made, top, SETTINGS, settings.encode())
    if with_pre_commit:
        _pre_commit(made, top)
    if (settings is not None or held == SETTINGS) and _wants_attribute(repository):
        old = _read(top, ATTRIBUTES)
        if isinstance(old, str):
            made.notes.append(f"{ATTRIBUTES} {old}, and is left alone")
        else:
            made.changes.append(Change(ATTRIBUTES, old, _with_attribute(old)))
    made.unknown = _unknown(repository, top, [one.path for one in made.changes])
    return made


def _unknown(repository: Repository, top: str, changed: list[str]) -> list[str]:
    """Return files of ours, changed or not, that are not tracked."""
    marks = {SETTINGS: b"", PRE_COMMIT: b"confledger", ATTRIBUTES: _ATTRIBUTE.encode()}
    ours = []
    for path, mark in marks.items():
        held = _read(top, path)
        if path in changed or (isinstance(held, bytes) and mark in held):
            ours.append(path)
    spec = [f":(top,literal){path}" for path in ours]
    raw = repository.run("ls-files", "-z", "--full-name", "--", *spec) if ours else b""
    tracked = os.fsdecode(raw).split("\0")
    return [path for path in ours if path not in tracked]


def _add(made: Plan, top: str, path: str, new: bytes) -> None:
    old = _read(top, path)
    if isinstance(old, str):
        raise ConfledgerError(f"{path} {old}", help="move it away; settings are a regular file")
    if new != old:
        made.changes.append(Change(path, old, new))


def _pre_commit(made: Plan, top: str) -> None:
    for name in _OF_PREK:
        if os.path.lexists(os.path.join(top, name)):
            held = _read(top, name)
            if isinstance(held, bytes) and b"confledger" not in held:
                made.notes.append(
                    f"{name} is left alone: add a hook to it that runs `confledger check --staged`"
                )
            return
    old = _read(top, PRE_COMMIT)
    try:
        if isinstance(old, str):
            raise Unfit(f"it {old}")
        new = with_hook(old)
    except Unfit as reason:
        made.notes.append(
            f"{PRE_COMMIT} is left alone: {reason}; add a hook to it that runs "
            "`confledger check --staged`"
        )
        return
    if new != old:
        made.changes.append(Change(PRE_COMMIT, old, new))


def _wants_attribute(repository: Repository) -> bool:
    """Whether git could write the settings with other line ends than it keeps them with."""
    raw = repository.run("check-attr", "-z", "text", "eol", "--", SETTINGS)
    fields = raw.split(b"\0")
    values = {fields[at + 1]: fields[at + 2] for at in range(0, len(fields) - 2, 3)}
    return values.get(b"text") != b"unset" and values.get(b"eol") != b"lf"


def _with_attribute(old: bytes | None) -> bytes:
    newline = b"\r\n" if old and b"\r\n" in old else b"\n"
    text = old or b""
    if text and not text.endswith(b"\n"):
        text += newline
    lines = [_COMMENT.encode(), _ATTRIBUTE.encode()]
    return text + b"".join(line + newline for line in lines)


def _read(top: str, path: str) -> bytes | str | None:
    """Return what a file holds, None when it is not there, or why it cannot be used."""
    full = os.path.join(top, path)
    if os.path.islink(full):
        return f"is a symbolic link to {os.readlink(full)!r}"
    try:
        with open(full, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        return "is a folder"
    except OSError as error:
        return f"cannot be read: {(error.strerror or '').lower()}"
