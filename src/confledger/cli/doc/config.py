"""`doc config`: the page of reference for the configuration of this repository."""

from confledger.cli import workspace
from confledger.cli.doc import paper
from confledger.cli.doc.sources import Sources
from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError
from confledger.reports.doc.config import page

_DEFAULT = "docs/auto_docs/config.md"


def parser() -> Parser:
    """Return the parser of `doc config`."""
    made = Parser(
        "doc config",
        "Describe every key of the configuration, from the schemas that the settings give its "
        "files: type, default, bounds, what it is set to and where, who owns the file, where "
        "code names it. The same files give the same bytes. Secrets are never shown.",
        examples=(
            "confledger doc config --write",
            "confledger doc config --check          in CI: exit 1 if the page is out of date",
        ),
    )
    paper.add_to(made, _DEFAULT)
    made.add_argument("--staged", action="store_true", help="of what the next commit would hold")
    made.add_argument("--rev", metavar="REV", help="of a commit (default: the tracked files here)")
    return made


def run(arguments: list[str]) -> int:
    """Print, write or compare the page."""
    asked = parser().parse_args(arguments)
    path = paper.verified(asked)
    if asked.write and (asked.rev or asked.staged):
        raise ConfledgerError(
            "--write is about the files here", help="leave out --rev and --staged"
        )
    repository = workspace.repository_here()
    snapshot = workspace.snapshot(repository, staged=asked.staged, revision=asked.rev)
    try:
        found = workspace.settings_of(snapshot)
        limits = workspace.limits_of(found.settings)
        snapshot.limit = limits.max_bytes
        parts = Sources(snapshot, found.settings, limits, found.settings.file).parts()
        if not parts:
            raise ConfledgerError(
                "no file has a schema, so there is nothing to describe",
                help="give some: confledger schema add; or find what fits: confledger init",
            )
        there = snapshot.find(path)
        before = there[1] if there is not None and isinstance(there[1], bytes) else None
        text = page(parts, path, "confledger doc config --write")
        top = getattr(snapshot, "top", None) or (repository.top if repository else "") or "."
        if asked.check and paper.dead(path, before, lambda one: snapshot.find(one) is not None):
            return 1
        return paper.given(text, asked, path, top, before)
    finally:
        snapshot.close()
