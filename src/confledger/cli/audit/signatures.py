"""Say of each commit whether its signature is good, and by whom."""

import os
import sys

from confledger.cli.audit import believed
from confledger.cli.audit.signed_table import Signed, as_json, as_text
from confledger.cli.parser import Parser
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.git.deltas import has_commits
from confledger.git.repository import Repository, discover
from confledger.git.signatures import Trust, verdicts
from confledger.git.signatures.verdict import FAULTS, UNSIGNED
from confledger.git.snapshot import resolve
from confledger.ledger.redacted import subject as shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIELDS = "--format=%H%x00%ct%x00%an%x00%cn%x00%s"


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "audit signatures",
        "Count which commits are signed, and name those whose signature is not good. SSH\n"
        "signatures are checked as of the date of the commit, others by asking git; what cannot\n"
        "be told here is `unknown`, never `bad`. Exit code 1 where a signature is bad or its key\n"
        "is revoked.",
        examples=(
            "confledger audit signatures",
            "confledger audit signatures v1.0..main --require-signed",
            "confledger audit signatures --allowed-signers main:.github/allowed_signers",
        ),
    )
    made.add_argument(
        "revisions",
        metavar="REV|RANGE",
        nargs="*",
        help="which commits, as for `git log` (default: HEAD and all that it comes from)",
    )
    made.add_argument("--all", action="store_true", help="the commits of all branches and tags")
    made.add_argument("--tags", action="store_true", help="look at annotated tags, not at commits")
    believed.add_option(made)
    made.add_argument("--unsigned", action="store_true", help="list what is not signed, too")
    made.add_argument("--unknown", action="store_true", help="list what cannot be told, too")
    made.add_argument(
        "--require-signed",
        action="store_true",
        help="exit code 1 also where something is not signed",
    )
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Print what there is and what is wrong; return 1 if something is."""
    asked = parser().parse_args(arguments)
    repository = discover(os.getcwd())
    trust = believed.believed(repository, asked.allowed_signers)
    if asked.tags:
        if asked.revisions or asked.all:
            raise ConfledgerError(
                "all tags are looked at, or commits", help="leave out --tags, or the revisions"
            )
        listed, about = _tags(repository), "annotated tags"
    else:
        listed, about = _commits(repository, asked.revisions, every=asked.all)
    _judge(repository, listed, trust)
    if asked.format == "json":
        put(as_json(listed, about, trust))
    else:
        listing = {word for word in ("unsigned", "unknown") if getattr(asked, word)}
        if asked.require_signed:
            listing.add(UNSIGNED)
        put(as_text(listed, about, believed.origin(trust), listing))
    wrong = {*FAULTS, UNSIGNED} if asked.require_signed else set(FAULTS)
    return int(any(one.verdict.word in wrong for one in listed))


def _commits(
    repository: Repository, revisions: list[str], *, every: bool
) -> tuple[list[Signed], str]:
    """Return the commits asked for, the newest first, and what to call them."""
    if every and revisions:
        raise ConfledgerError(
            "all branches and tags, or some revisions", help="leave out --all, or the revisions"
        )
    if every:
        limits, about = ["--branches", "--tags", "--remotes"], "commits of all branches and tags"
    else:
        names = revisions or ["HEAD"]
        if not revisions and not has_commits(repository):
            raise ConfledgerError("there is no commit yet", help="commit something first")
        limits, about = _resolved(repository, names), f"commits of {' '.join(names)}"
    shown = ("--no-show-signature", "--no-color", "--encoding=UTF-8", "-s", "-z", _FIELDS)
    said = repository.run("log", *shown, *limits, "--").split(b"\0")
    return _listed(zip(*[iter(said)] * 5, strict=False)), about


def _resolved(repository: Repository, names: list[str]) -> list[str]:
    """Return revisions by their ids, ranges too: what a name could say to git as an option."""
    found = []
    for name in names:
        three = "..." in name
        one, dots, two = name.partition("..." if three else "..")
        if not dots:
            without = "^" if name.startswith("^") else ""
            found.append(without + resolve(repository, name.removeprefix("^"), "commit"))
            continue
        ends = [resolve(repository, end or "HEAD", "commit") for end in (one, two)]
        found.append(("..." if three else "..").join(ends))
    return found


def _tags(repository: Repository) -> list[Signed]:
    """Return all annotated tags by name; others have nothing that could be signed."""
    fields = ("objectname", "creatordate:unix", "taggername", "taggername", "refname:short")
    form = "%00".join(f"%({name})" for name in (*fields, "objecttype"))
    said = repository.run("for-each-ref", f"--format={form}", "refs/tags/")
    records = [line.split(b"\0") for line in said.split(b"\n")]
    return _listed(record[:-1] for record in records if record[-1] == b"tag")


def _listed(records: "Iterable[Sequence[bytes]]") -> list[Signed]:
    """Return what is told of each; a name or subject may hold anything but NUL."""
    found = []
    for record in records:
        oid, time, author, committer, subject = map(os.fsdecode, record)
        found.append(Signed(oid, int(time or 0), author, committer, shown(subject)))
    return found


def _judge(repository: Repository, listed: list[Signed], trust: Trust) -> None:
    progress = None
    if sys.stderr.isatty():
        from confledger.cli.progress import Progress

        progress = Progress()
    try:
        oids = [one.oid for one in listed]
        judged = verdicts(repository, oids, trust, progress=progress)
    finally:
        if progress is not None:
            progress.close()
    for one in listed:
        one.verdict = judged[one.oid]
