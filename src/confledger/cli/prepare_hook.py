"""A subject and `Config-Change:` lines that are proposed for the message of a commit.

git runs this before it opens the editor. It never fails, and never takes long; where the person
has said something, or git has, nothing is proposed.
"""

import os
import signal
import time

from confledger.cli import revert_warning, workspace
from confledger.cli.changed_keys import States
from confledger.cli.failure import report
from confledger.cli.governed import governed
from confledger.cli.proposal import TRAILER, Told, comment_lines, trailers
from confledger.cli.proposal import subject as proposed_subject
from confledger.errors import ConfledgerError
from confledger.git.deltas import has_commits, staged
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.snapshot import CommitSnapshot, Snapshot

COMMENTS, TEXT, OFF = "comments", "text", "off"
# Such a commit becomes a part of another, whose message counts.
_EXEMPT = ("fixup! ", "squash! ", "amend! ")
# Seconds after which no further file is read, and after which everything ends.
_ENOUGH = 2.0
_AT_LAST = 10
# More files than this are not looked at: nobody wants as many lines.
_MOST_FILES = 500
# What git may choose for comments by itself (core.commentChar=auto).
_AUTOMATIC = "#;@!$%^&|:"
# Where git begins what is only shown in the editor.
_SCISSORS = "------------------------ >8 ------------------------"


def run(arguments: list[str]) -> int:
    """Write a proposal into the file with the message; return 0 whatever happens."""
    try:
        if hasattr(signal, "alarm"):
            signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
            signal.alarm(_AT_LAST)
        file, source = _given(arguments)
        repository = workspace.repository_here()
        if repository is None or not file:
            return 0
        revert_warning.warn(repository, _read(file))
        if source in ("", "template", "message"):
            _propose(repository, file, source)
    except (ConfledgerError, OSError, KeyboardInterrupt):
        # The commit is what matters; the next command will tell what is wrong.
        return 0
    except Exception as error:
        report(error)
    return 0


def _given(arguments: list[str]) -> tuple[str, str]:
    """Return the file, and where its text is from; pre-commit tells it in the environment."""
    file, source, *_ = [*arguments, "", ""]
    return file, source or os.environ.get("PRE_COMMIT_COMMIT_MSG_SOURCE", "")


def _read(file: str) -> str:
    with open(file, encoding="utf-8", errors="surrogateescape", newline="") as opened:
        return opened.read()


def _propose(repository: Repository, file: str, source: str) -> None:
    index = workspace.snapshot(repository, staged=True)
    try:
        settings = workspace.settings_of(index).settings
        how = settings.proposed
        if how == OFF or (how == COMMENTS and source == "message") or not has_commits(repository):
            return
        text = _read(file)
        mark = _mark(repository, text) if how == COMMENTS else None
        if text.startswith(_EXEMPT) or (how == COMMENTS and mark is None):
            return
        head = CommitSnapshot(repository, "HEAD", index.limit)
        try:
            states = States(head, index, settings)
            files, whole = _changed(repository, states, index)
        finally:
            head.close()
    finally:
        index.close()
    if not files:
        return
    subject = proposed_subject(files, settings.environments, whole=whole)
    lines = trailers(files)
    if mark is not None:
        _write(file, _with_comments(text, comment_lines(mark, subject, lines), mark))
        return
    if not text.split("\n", 1)[0].strip():
        _write(file, subject + "\n" + (text if text.startswith("\n") else "\n" + text))
    _begin_to_write()
    told = [part for line in lines for part in ("--trailer", f"{TRAILER}: {line}")]
    how_to = ("--in-place", "--no-divider", "--if-exists", "addIfDifferent")
    repository.run("interpret-trailers", *how_to, *told, "--", os.path.abspath(file))


def _changed(repository: Repository, states: States, index: Snapshot) -> tuple[list[Told], bool]:
    """Return the files of configuration that the commit changes; False if not all were read."""
    deltas = states.configuration(staged(repository))
    found: list[Told] = []
    started = time.monotonic()
    hidden = governed(index, [one.path for one in deltas[:_MOST_FILES]])
    for one in states.changed(deltas[:_MOST_FILES]):
        if one.changes or one.before is None or one.after is None:
            found.append(Told(one, hidden.scope_of(one.path)))
        if time.monotonic() - started > _ENOUGH:
            return found, False
    return found, len(deltas) <= _MOST_FILES


def _mark(repository: Repository, text: str) -> str | None:
    """Return what comments begin with; None where git would not take them out again."""
    if os.environ.get("GIT_EDITOR") == ":":
        # No editor is opened, and comments stay.
        return None
    found = {"core.commentchar": "#", "commit.cleanup": "default"}
    try:
        raw = repository.run("config", "-z", "--get-regexp", r"^(core\.comment|commit\.cleanup)")
    except GitFailed:
        raw = b""  # none of them is set
    pairs = [entry.partition("\n")[::2] for entry in os.fsdecode(raw).split("\0")]
    for name, value in pairs + _on_command_line():
        # The later of the two names of one setting counts.
        found[name.lower().replace("commentstring", "commentchar")] = value
    if found["commit.cleanup"] not in ("default", "strip"):
        return None
    mark = found["core.commentchar"]
    if mark != "auto":
        return mark or None
    # git has chosen; what it wrote itself shows what.
    last = next((line for line in reversed(text.split("\n")) if line), "")
    return last[0] if last[:1] in tuple(_AUTOMATIC) and last[1:2] in ("", " ", "\t") else None


def _on_command_line() -> list[tuple[str, str]]:
    """Return the settings of `git -c NAME=VALUE`, which our own git does not get to see."""
    import shlex

    try:
        words = shlex.split(os.environ.get("GIT_CONFIG_PARAMETERS", ""))
    except ValueError:
        return []
    return [(name, value) for name, _, value in (word.partition("=") for word in words)]


def _with_comments(text: str, lines: list[str], mark: str) -> str:
    """Put the comments before those that git wrote at the end, after an empty line."""
    own = text.split("\n")
    end = len(own)
    for at, line in enumerate(own):
        if line.startswith(mark) and line.endswith(_SCISSORS):
            end = at
            break
    at = end
    while at > 0 and (own[at - 1].startswith(mark) or not own[at - 1]):
        at -= 1
    before = own[:at] if any(own[:at]) else []
    return "\n".join([*before, "", *lines, *(own[at:end] or [""]), *own[end:]])


def _write(file: str, text: str) -> None:
    from confledger.cli.atomic import replace

    _begin_to_write()
    replace(file, text.encode("utf-8", "surrogateescape"))


def _begin_to_write() -> None:
    """From here on, nothing is given up in the middle."""
    if hasattr(signal, "alarm"):
        signal.alarm(0)
