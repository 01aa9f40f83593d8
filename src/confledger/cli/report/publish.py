"""The action `report publish`: the reports on a branch of their own, for pages and for history."""

import re
import sys

from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.cli.report.basis import Basis, standing_here
from confledger.cli.report.kinds import ALL, KINDS, file_name
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.git import branch_writing
from confledger.git.commit_writing import Locked
from confledger.git.pushing import Destination, Rejected, follows, push, seen, tracked

INDEX = "README.md"
# So that a forge that makes pages of a branch takes the files as they are.
_PLAIN = ".nojekyll"
_DATED = re.compile(r"(.+)_(\d{8})(\.[a-z]+)")
# Somebody else may be faster so many times.
_ATTEMPTS = 5
# So many of each kind are listed; all are there.
_MOST_LISTED = 60


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "report publish",
        "Write all reports to a branch that has nothing else, as one commit with the date of the\n"
        "commit that they are about. Neither the index nor the work tree is touched, and no\n"
        "commit is made where nothing is new.",
        examples=(
            "confledger report publish --dry-run",
            "confledger report publish --branch confledger-reports --push origin --dated",
        ),
        meant={"--remote": "did you mean --push?"},
    )
    made.add_argument("--branch", metavar="NAME", help="which branch (default: the settings')")
    made.add_argument("--push", metavar="REMOTE", help="bring it to a remote, too")
    made.add_argument(
        "--dated", action="store_true", help="keep a copy of each with the day in its name"
    )
    made.add_argument("--rev", metavar="REV", default="HEAD", help="of this commit")
    made.add_argument("--dry-run", action="store_true", help="say what would change")
    return made


def run(arguments: list[str]) -> int:
    """Publish; return 0, also where nothing is new."""
    asked = parser().parse_args(arguments)
    basis = standing_here(asked.rev)
    try:
        branch = str(asked.branch or basis.settings.reports["branch"])
        ref = branch_writing.reference(basis.repository, branch)
        if basis.shallow:
            tell("note: this clone has not the whole history, and so have the reports\n")
        files = _files(basis, dated=asked.dated)
        remote = tracked(basis.repository, ref, asked.push)[0] if asked.push else None
        publishing = _Publishing(basis, ref, remote, files)
        if asked.dry_run:
            put(publishing.plan())
        else:
            put(publishing.done())
    finally:
        basis.close()
    return 0


def _files(basis: Basis, *, dated: bool) -> dict[str, bytes]:
    from confledger.cli.report import writing

    made = writing.files(basis)
    return {**made, **(writing.dated(made, basis) if dated else {})}


class _Publishing:
    """One commit on a branch, and the same on a remote."""

    def __init__(self, basis: Basis, ref: str, remote: str | None, files: dict[str, bytes]) -> None:
        self.basis = basis
        self.repository = basis.repository
        self.ref = ref
        self.branch = ref.removeprefix(branch_writing.BRANCHES)
        self.remote = remote
        self.files = files

    def plan(self) -> str:
        """Say what would change."""
        _, _, parent = self._ends()
        _, changed, gone = self._edits(parent)
        if parent is not None and not changed and not gone:
            return self._unchanged(parent)
        lines = [f"{shown(self.branch)}: 1 commit would be made, of {len(changed)} files\n"]
        lines += [f"  {name}\n" for name in sorted(changed)]
        lines += [f"  {shown(name)} would be removed\n" for name in sorted(gone)]
        if self.remote:
            lines.append(f"it would be pushed to {shown(self.remote)}\n")
        return "".join(lines)

    def done(self) -> str:
        """Do it; say what was done. Raise ConfledgerError where somebody else is always faster."""
        busy: Locked | None = None
        for _ in range(_ATTEMPTS):
            local, there, parent = self._ends()
            commit = self._commit(parent) or parent
            assert commit is not None
            if commit == local and (self.remote is None or commit == there):
                return self._unchanged(commit)
            if self.remote is not None and commit != there and not self._pushed(commit, there):
                continue
            to = f", pushed to {shown(self.remote)}" if self.remote else ""
            try:
                if commit == local or branch_writing.moved(
                    self.repository, self.ref, commit, local
                ):
                    return f"{shown(self.branch)}: {commit[:12]}{to}\n"
            except Locked as error:
                busy = error
        raise busy or ConfledgerError(
            f"{self.branch!r} is written by others at the same time", help="run it again"
        )

    def _unchanged(self, commit: str) -> str:
        return f"{shown(self.branch)}: nothing is new since {commit[:12]}\n"

    def _pushed(self, commit: str, there: str | None) -> bool:
        """Bring a commit to the remote; say whether it was still as it was seen."""
        assert self.remote is not None
        to = Destination(self.remote, self.ref, there)
        try:
            push(self.repository, commit, to, ask=_terminal())
        except Rejected:
            if seen(self.repository, self.remote, self.ref, ask=_terminal()) != there:
                return False
            raise
        return True

    def _ends(self) -> tuple[str | None, str | None, str | None]:
        """Return the branch here, that of the remote, and the one that is gone on from."""
        local = branch_writing.tip(self.repository, self.ref)
        there = None
        if self.remote is not None:
            there = seen(self.repository, self.remote, self.ref, ask=_terminal())
            if there is not None:
                branch_writing.brought(
                    self.repository, self.remote, self.ref, there, ask=_terminal()
                )
        parent = local or there or self._known_of_a_remote()
        if local is not None and there is not None and local != there:
            if follows(self.repository, there, local):
                parent = there
            elif not follows(self.repository, local, there):
                raise ConfledgerError(
                    f"{self.branch!r} is another one here than on {self.remote}",
                    help=f"take that of the remote: git branch -D {self.branch}",
                )
        if parent is not None:
            branch_writing.verify_made(self.repository, parent, self.branch)
        return local, there, parent

    def _known_of_a_remote(self) -> str | None:
        """Return what was last seen of the branch, so that a fresh clone goes on from there."""
        return branch_writing.tip(self.repository, f"refs/remotes/origin/{self.branch}")

    def _edits(self, parent: str | None) -> tuple[dict[str, bytes], list[str], list[str]]:
        """Return all files that are to be there, which of them differ, and which are to go."""
        there = branch_writing.held(self.repository, parent)
        known = {file_name(kind, suffix) for kind in (*KINDS, "all") for suffix in _SUFFIXES}
        gone = [name for name in there if name in known and name not in self.files]
        names = [*(name for name in there if name not in gone), *self.files]
        files = {**self.files, INDEX: _index(names).encode("utf-8"), _PLAIN: b""}
        from confledger.git.snapshot import blob_id

        algorithm = "sha1" if len(self.basis.revision) == 40 else "sha256"
        changed = [
            name
            for name, data in files.items()
            if name not in there or there[name].oid != blob_id(data, algorithm)
        ]
        return files, changed, gone

    def _commit(self, parent: str | None) -> str | None:
        files, changed, gone = self._edits(parent)
        edits = branch_writing.as_edits({name: files[name] for name in changed}, gone)
        message = (
            f"reports: As of {self.basis.today}\n\n{branch_writing.MARK}: {self.basis.revision}\n"
        )
        return branch_writing.written(self.repository, parent, edits, message, self.basis.committed)


_SUFFIXES = ("md", "html", "json", "csv")


def _index(names: list[str]) -> str:
    """Return the page that a forge shows first: what there is, and the older ones by day."""
    every = sorted(set(names))
    days: dict[str, list[str]] = {}
    for name in every:
        found = _DATED.fullmatch(name)
        if found:
            days.setdefault(found[2], []).append(name)
    lines = ["# Configuration reports\n"]
    rows = [("all", ALL.about), *((kind, one.about) for kind, one in KINDS.items())]
    for kind, about in rows:
        links = [
            f"[{suffix}]({file_name(kind, suffix)})"
            for suffix in _SUFFIXES
            if file_name(kind, suffix) in every
        ]
        if links:
            lines.append(f"- {about[:1].upper()}{about[1:]}: {' · '.join(links)}")
    if days:
        lines.append("\n## Earlier\n")
        for day in sorted(days, reverse=True)[:_MOST_LISTED]:
            shown_day = f"{day[:4]}-{day[4:6]}-{day[6:]}"
            lines.append(f"- {shown_day}: {' · '.join(_links(day, days[day], rows))}")
        if len(days) > _MOST_LISTED:
            lines.append(f"- and {len(days) - _MOST_LISTED} days before")
    return "\n".join(lines) + "\n"


def _links(day: str, names: list[str], rows: list[tuple[str, str]]) -> list[str]:
    """Return a link for each kind that there is of a day, to what people read."""
    found = []
    for kind, _ in rows:
        for suffix in ("html", "md"):
            stem = file_name(kind, suffix).removesuffix(f".{suffix}")
            name = f"{stem}_{day}.{suffix}"
            if name in names:
                found.append(f"[{kind}]({name})")
                break
    return found


def _terminal() -> bool:
    return sys.stdin.isatty()
