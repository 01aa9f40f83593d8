"""Say which changes of a schema refuse what was accepted, and which files that hits."""

import os

from confledger.cli import schema_comparing, schema_compat_report, workspace
from confledger.cli.parser import Parser, one_of
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.repository import NotARepository, Repository
from confledger.git.snapshot import CommitSnapshot, resolve

_FORMATS = ("text", "markdown", "json")


def run(arguments: list[str]) -> int:
    """Compare the schemas of two states; return 1 when a change breaks something."""
    parser = Parser(
        "schema compat",
        "Compare each schema with what it was where this branch left REV: name every change\n"
        "that refuses documents that were accepted, and the files here that it hits.",
        examples=(
            "confledger schema compat --base main",
            "confledger schema compat --base v1.2 --rev v1.3 schemas/app.schema.json",
        ),
    )
    parser.add_argument("schemas", metavar="SCHEMA", nargs="*", help="only these files")
    parser.add_argument(
        "--base", metavar="REV", default="HEAD", help="what to compare with (default: HEAD)"
    )
    parser.add_argument("--rev", metavar="REV", help="the schemas of a commit, tag or branch")
    parser.add_argument("--staged", action="store_true", help="the schemas in the index")
    parser.add_format(*_FORMATS)
    parser.add_argument(
        "--fail-on",
        metavar="WHAT",
        type=one_of(("changes", "files"), "choice"),
        default="changes",
        help="exit with 1 for any breaking change, or only when files are refused by one",
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="also name changes that accept more"
    )
    asked = parser.parse_args(arguments)
    repository = workspace.repository_here()
    if repository is None:
        raise NotARepository(os.getcwd())
    if asked.rev and asked.staged:
        raise ConfledgerError("--rev and --staged exclude each other", help="name one of them")
    start = _merge_base(repository, asked.base, asked.rev or "HEAD")
    before = CommitSnapshot(repository, start, workspace.LIMIT)
    after = workspace.snapshot(repository, staged=asked.staged, revision=asked.rev)
    try:
        wanted = {_named(path, repository) for path in asked.schemas}
        compared = schema_comparing.compare(before, after, wanted)
    finally:
        before.close()
        after.close()
    render = {
        "text": schema_compat_report.text,
        "markdown": schema_compat_report.markdown,
        "json": schema_compat_report.json,
    }[asked.format]
    put(render(compared, asked.base, start, verbose=asked.verbose))
    if asked.fail_on == "files":
        return int(any(one.refused for one in compared))
    return int(any(one.breaking for one in compared))


def _named(path: str, repository: Repository) -> str:
    return workspace.relative(path, repository.top or os.getcwd())


def _merge_base(repository: Repository, base: str, head: str) -> str:
    """Return the commit where the two parted; the base itself when they have none in common."""
    one = resolve(repository, base, "commit")
    two = resolve(repository, head, "commit")
    try:
        return repository.run("merge-base", one, two).decode("ascii").split()[0]
    except GitFailed:
        return one
