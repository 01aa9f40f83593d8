"""`confledger undo`: take a rollback back, as one new commit; twice is nothing."""

import os

from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError
from confledger.git.deltas import has_commits
from confledger.ledger.said import taken_back
from confledger.ledger.trailers import trailers
from confledger.rollback.message import RESTORES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.git.repository import Repository

# So many characters of a message are read.
_MOST = 100_000


def parser() -> Parser:
    """Return the parser of `undo`."""
    from confledger.cli.rollback import asked

    made = Parser(
        "undo",
        "Take the newest rollback on this branch back, or the one that is named, as one new "
        "commit: what it will do comes first. What was changed since stays.",
        examples=(
            "confledger undo --plan       what would change",
            "confledger undo              take the newest rollback back",
            "confledger undo 8218b9dd     take this one back, or the undoing of one",
        ),
        meant={"--entry": "any commit is taken back by: confledger rollback --entry COMMIT"},
    )
    made.add_argument("commit", nargs="?", metavar="COMMIT", help="else the newest rollback")
    asked.add_secrets(made)
    asked.add_how(made)
    asked.add_overrides(made)
    return made


def run(arguments: list[str]) -> int:
    """Show the plan, ask, do it; return the exit code."""
    given = parser().parse_args(arguments)
    from confledger.cli.rollback import asked, command
    from confledger.git.repository import discover

    repository = discover(os.getcwd())
    if not has_commits(repository):
        raise ConfledgerError("there is no commit yet", help="commit something first")
    past = Past(repository)
    found = past.newest() if given.commit is None else past.named(given.commit)
    whole = asked.parser().parse_args(["--entry", found])
    vars(whole).update(vars(given))
    whole.undoing = True
    by = past.taken_back(found)
    if by is not None:
        return _nothing(whole, past, found, by)
    return command.carried_out(whole)


def _nothing(asked: "Namespace", past: "Past", found: str, by: str) -> int:
    """Say that there is nothing to do; return the exit code."""
    from confledger.cli.rollback.showing import shown
    from confledger.cli.rollback.work import Work
    from confledger.cli.streams import put
    from confledger.rollback.plan import Plan

    reason = f"{found[:10]} was taken back by {by[:10]}"
    if asked.format == "text":
        put(f"nothing to do: {reason}\n")
        return 0
    work = Work(past.repository)
    try:
        plan = Plan(work.head, work.ref, "all")
        plan.way = "undo"
        plan.entry = work.revision(found)
        plan.notes.append(reason)
        put(shown(plan, asked.format))
    finally:
        work.close()
    return 0


class Past:
    """The rollbacks and reverts that HEAD comes from, the newest first."""

    def __init__(self, repository: "Repository") -> None:
        self.repository = repository
        self._rollbacks: list[str] = []
        # By the commit that is taken back, those that do it.
        self._by: dict[str, list[str]] = {}
        self._taking: dict[str, str] = {}
        self._read()

    def newest(self) -> str:
        """Return the newest rollback that is not itself the undoing of one."""
        known = set(self._rollbacks)
        for one in self._rollbacks:
            if self._taking.get(one) not in known:
                return one
        raise ConfledgerError(
            "there is no rollback on this branch",
            help="any commit is taken back by: confledger rollback --entry COMMIT",
        )

    def named(self, text: str) -> str:
        """Return the full id of a rollback; raise ConfledgerError for any other commit."""
        from confledger.git.snapshot import resolve

        found = resolve(self.repository, text, "commit")
        if found in self._rollbacks:
            return found
        raw = self.repository.run(
            "log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%B", found, "--"
        )
        if _restores(raw.decode("utf-8", "replace")):
            raise ConfledgerError(
                f"{found[:10]} is a rollback, and not of this branch", help="switch to its branch"
            )
        raise ConfledgerError(
            f"{found[:10]} is no rollback",
            help=f"take it back all the same: confledger rollback --entry {found[:10]}",
        )

    def taken_back(self, commit: str) -> str | None:
        """Return the newest commit that takes one back and was not taken back itself."""
        known: dict[str, str | None] = {}
        # Who takes back is newer: the newest are known before they are asked about.
        order = [one for one in self._taking if one != commit]
        for one in (*order, commit):
            held = (by for by in self._by.get(one, ()) if by != one and known.get(by) is None)
            known[one] = next(held, None)
        return known[commit]

    def _read(self) -> None:
        raw = self.repository.run(
            *("log", "--topo-order", "-E", "--no-show-signature", "--encoding=UTF-8"),
            *(f"--grep=^{RESTORES}: ", "--grep=^This reverts commit ", "-z"),
            *("--format=%H%x00%B", "HEAD", "--"),
        )
        # A message may hold anything but NUL.
        fields = iter(raw.split(b"\0"))
        for head, body in zip(fields, fields, strict=False):
            commit = head.decode("ascii")
            message = body[:_MOST].decode("utf-8", "replace")
            if _restores(message):
                self._rollbacks.append(commit)
            # A request, `#12`, is no commit.
            found = next((one for one in taken_back(message) if one.isalnum()), None)
            if found is not None:
                self._taking[commit] = found
                self._by.setdefault(found, []).append(commit)


def _restores(message: str) -> bool:
    return any(name == RESTORES for name, _ in trailers(message))
