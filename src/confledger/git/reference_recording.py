"""Add an entry to the reference log: what moved since the last one."""

import os

from confledger.errors import ConfledgerError
from confledger.git.history import boundary, is_ancestor
from confledger.git.process import GitFailed, Running, environment
from confledger.git.references import (
    CREATED,
    DELETED,
    FILE,
    FORCED,
    FORWARD,
    LOG,
    UNKNOWN,
    Entry,
    Log,
    Update,
)
from confledger.git.repository import Repository

WATCHED = ("refs/heads/", "refs/tags/")
_PREFIXES = ("", "refs/", *WATCHED, "refs/remotes/")


class Moved(ConfledgerError):
    """Somebody else added an entry meanwhile: what moved has to be looked at again."""

    def __init__(self) -> None:
        super().__init__("the reference log is being written to", help="run it again")


class Recorder:
    """Who writes an entry; `name` and `email` are what git would say of a commit."""

    __slots__ = ("email", "name", "seconds", "signed")

    def __init__(self, name: str, email: str, seconds: int, *, signed: bool) -> None:
        self.name = name
        self.email = email
        self.seconds = seconds
        self.signed = signed


def standing(repository: Repository, wanted: list[str], before: dict[str, str]) -> dict[str, str]:
    """Return where the references stand that are `wanted`: all branches and tags without any.

    `before` has those of the last entry, so that one that is gone can be named too; it is then
    not in what is returned. Raise ConfledgerError of a name that never was one.
    """
    form = "--format=%(objectname) %(refname)"
    said = os.fsdecode(repository.run("for-each-ref", form)).splitlines()
    there = {ref: oid for oid, _, ref in (line.partition(" ") for line in said)}
    if not wanted:
        return {ref: oid for ref, oid in there.items() if ref.startswith(WATCHED)}
    return {ref: there[ref] for ref in named(wanted, {**before, **there}) if ref in there}


def named(wanted: list[str], among: dict[str, str]) -> list[str]:
    """Return the full name of each reference; raise ConfledgerError where there is none such."""
    found = []
    for name in wanted:
        full = next((one for prefix in _PREFIXES if (one := prefix + name) in among), None)
        if full is None or full == LOG:
            raise ConfledgerError(
                f"there is no branch or tag {name!r} here", help="git for-each-ref lists them"
            )
        found.append(full)
    return found


def updates(
    repository: Repository, before: dict[str, str], after: dict[str, str], wanted: list[str]
) -> list[Update]:
    """Return what moved, by name; with `wanted`, only among these."""
    asked = set(named(wanted, {**before, **after})) if wanted else None
    found = []
    for ref in sorted({*before, *after}):
        old, new = before.get(ref), after.get(ref)
        if old == new or (asked is not None and ref not in asked):
            continue
        if asked is None and not ref.startswith(WATCHED):
            continue
        found.append(Update(ref, old, new, _how(repository, ref, old, new)))
    return found


def _how(repository: Repository, ref: str, old: str | None, new: str | None) -> str:
    if old is None:
        return CREATED
    if new is None:
        return DELETED
    if ref.startswith("refs/tags/"):
        return FORCED
    return {True: FORWARD, False: FORCED, None: UNKNOWN}[is_ancestor(repository, old, new)]


def signs(repository: Repository) -> bool:
    """Whether git is set up to sign here: with a key, or by the wish to sign commits."""
    pattern = "^(user\\.signingkey|gpg\\.ssh\\.defaultkeycommand|commit\\.gpgsign)$"
    try:
        said = os.fsdecode(repository.run("config", "-z", "--get-regexp", pattern))
    except GitFailed as error:
        if error.code == 1:
            return False
        raise
    last = dict(record.partition("\n")[::2] for record in said.split("\0") if record)
    wish = last.pop("commit.gpgsign", "false").lower()
    return any(last.values()) or wish in ("true", "yes", "on", "1", "")


def append(repository: Repository, log: Log, entry: Entry, recorder: Recorder) -> str:
    """Write an entry behind a log as it was read, and return its commit.

    Raise Moved when the log has another end by now, and nothing was added.
    """
    where = ["--git-dir", repository.git_dir]
    env = environment()
    for role in ("AUTHOR", "COMMITTER"):
        env[f"GIT_{role}_NAME"] = recorder.name
        env[f"GIT_{role}_EMAIL"] = recorder.email
        env[f"GIT_{role}_DATE"] = f"@{recorder.seconds} +0000"

    def run(*arguments: str, given: bytes = b"") -> str:
        running = Running(where, list(arguments), env, talk=True)
        running.feed(given)
        return running.read().decode("ascii").strip()

    blob = run("hash-object", "-w", "--stdin", given=entry.encoded())
    tree = run("mktree", given=f"100644 blob {blob}\t{FILE}\n".encode("ascii"))
    parent = () if log.head is None else ("-p", log.head)
    signed = ("-S",) if recorder.signed else ("--no-gpg-sign",)
    message = f"Reference log: entry {entry.number}\n".encode("ascii")
    try:
        made = run("commit-tree", *signed, *parent, tree, given=message)
    except GitFailed as error:
        if not recorder.signed:
            raise
        raise ConfledgerError(
            f"the entry could not be signed: {_last(error.said)}",
            help="is the key in the agent (ssh-add -l)? unsigned: confledger audit record "
            "--no-sign",
        ) from error
    none = "0" * len(made)
    try:
        run(
            *("update-ref", "--create-reflog", "-m", f"confledger: entry {entry.number}"),
            *(LOG, made, log.head or none),
        )
    except GitFailed as error:
        raise Moved from error
    entry.oid = made
    return made


def shallow(repository: Repository) -> bool:
    """Whether the clone ends somewhere, so that how a branch moved may be unknown."""
    return bool(boundary(repository))


def lost_commits(repository: Repository, update: Update) -> int | None:
    """Return how many commits are no longer in a reference; None where they are not here."""
    if update.old is None or update.how not in (FORCED, DELETED):
        return 0
    gone = (f"^{update.new}",) if update.new else ("--not", "--branches", "--tags")
    try:
        said = repository.run("rev-list", "--count", f"{update.old}^{{commit}}", *gone, "--")
    except GitFailed:
        return None
    return int(said)


def _last(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    wanted = [line for line in lines if not line.startswith(("fatal: ", "hint: "))]
    return (wanted or lines or ["git says nothing"])[0].removeprefix("error: ")
