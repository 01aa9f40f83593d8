"""What git runs to show one file: its values, or its lines where it has none; it never fails.

git gives a path, then file, id and mode of both versions (`GIT_EXTERNAL_DIFF` in git's manual),
of a renamed file two words more; of one with a merge conflict, the path alone.
"""

import os

from confledger.cli.streams import put
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.reports.changes.content import Comparison

_NOTHING = "/dev/null"
# Larger files are left to git.
_MOST = 16 * 1024 * 1024
# What the mode of an ordinary file begins with; there is none where there is no file.
_ORDINARY = ("100", ".")


def run(arguments: list[str]) -> int:
    """Show one file; return 0, whatever it holds."""
    from confledger.cli.failure import shown

    if len(arguments) < 7:
        # There is one line of git for a conflict, and it says nothing that we know better.
        put(f"* Unmerged path {shown(arguments[0])}\n" if arguments else "")
        return 0
    path, old, old_mode, new, mode = (arguments[at] for at in (0, 1, 3, 4, 6))
    name = arguments[7] if len(arguments) > 7 else path
    text = None
    # The target of a link, or the commit of a submodule, is no value.
    if old_mode.startswith(_ORDINARY) and mode.startswith(_ORDINARY):
        try:
            text = _values(path, name, old, new)
        except Exception:
            # An error of ours must not be one of git's, which would end in the middle of a log.
            text = None
    head = f"diff --git a/{shown(path)} b/{shown(name)}\n{_modes(old_mode, mode)}"
    if text is None:
        text = head + _lines(path, name, old, new)
    elif old_mode != mode and "." not in (old_mode, mode):
        text = head + text
    put(text)
    return 0


def _modes(old: str, new: str) -> str:
    """Say what a file was and is, where that is another thing, in the words of git."""
    if old == new:
        return ""
    if old == ".":
        return f"new file mode {new}\n"
    return f"deleted file mode {old}\n" if new == "." else f"old mode {old}\nnew mode {new}\n"


def _values(path: str, name: str, old: str, new: str) -> str | None:
    """Return what differs in values; None where there are no values to compare."""
    from shutil import get_terminal_size

    from confledger.cli import workspace
    from confledger.cli.diff_files import Comparing
    from confledger.cli.diff_sides import Held, Sides
    from confledger.cli.output import coloured
    from confledger.git.pairs import Pair
    from confledger.git.snapshot import FILE, Entry
    from confledger.reports.changes.renderers import text

    files = (old, new)
    contents = [_content(file) for file in files]
    if any(file != _NOTHING and held is None for file, held in zip(files, contents, strict=True)):
        return None
    sides = Sides("a", "b")
    repository = workspace.repository_here()
    if repository is not None and repository.top is not None:
        sides.settings = workspace.work_tree(repository)
    entries = [
        None if held is None else Entry(one, FILE, None)
        for one, held in zip((path, name), contents, strict=True)
    ]
    sides.before, sides.after = (
        Held({} if held is None else {one: held})
        for one, held in zip((path, name), contents, strict=True)
    )
    sides.pairs = [Pair(*entries)]
    comparing = Comparing(sides, [], None)
    comparing.guessing = False
    comparison = comparing.run(lambda done, total: None)
    if _dumb(comparison):
        return None
    # git's pager shows colours as a terminal does.
    paged = os.environ.get("GIT_PAGER_IN_USE") == "true" and not os.environ.get("NO_COLOR")
    colour = coloured("auto") or paged
    width = get_terminal_size((100, 24)).columns
    return text.files(comparison, colour=colour, width=max(width, 40))


def _dumb(comparison: "Comparison") -> bool:
    """Whether nothing is known that git would not show better."""
    if not comparison.files:
        return True
    return any(file.status in ("unreadable", "formatted") for file in comparison.files)


def _content(file: str) -> bytes | None:
    if file == _NOTHING:
        return None
    try:
        with open(file, "rb") as opened:
            data = opened.read(_MOST + 1)
    except OSError:
        return None
    return data if len(data) <= _MOST else None


def _lines(path: str, name: str, old: str, new: str) -> str:
    """Return the difference by lines, as git shows it."""
    from confledger.cli.failure import shown
    from confledger.git.process import Running, environment

    options = ("--no-ext-diff", "--no-textconv", "--no-color", "--no-index")
    try:
        running = Running([], ["diff", *options, "--", old, new], environment())
        raw = running.output.read()
        running.end()
    except (ConfledgerError, OSError):
        return ""
    text = raw.decode("utf-8", "replace")
    at = text.find("\n@@ ")
    if at < 0:
        return "Binary files differ\n" if "Binary files" in text else ""
    sides = [
        _NOTHING if file == _NOTHING else f"{side}/{shown(one)}"
        for side, one, file in (("a", path, old), ("b", name, new))
    ]
    body = "".join(f"{shown(line)}\n" for line in text[at + 1 :].removesuffix("\n").split("\n"))
    return f"--- {sides[0]}\n+++ {sides[1]}\n{body}"
