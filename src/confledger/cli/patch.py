"""The command `patch`: a JSON Patch or merge patch applied to a file, and the result printed."""

import os
import sys

from confledger.cli.parser import Parser
from confledger.cli.streams import put
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.changes.patch_apply import PatchFailed

_FORMATS = ("yaml", "json")
_JSONS = ("json", "jsonc", "json5")


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "patch",
        "Apply a patch to a file and print the result; the file stays as it is.\n"
        "PATCH is a JSON Patch (RFC 6902) or a JSON Merge Patch (RFC 7386), told apart by\n"
        "what it is: a list, or a map. Values alone are patched: the result has no\n"
        "comments. To write a file: confledger patch PATCH FILE > NEW && mv NEW FILE",
        examples=(
            "confledger diff HEAD~1 HEAD --format json-patch -- app.yaml > change.json",
            "confledger patch change.json app.yaml",
            "confledger patch --reverse change.json app.yaml",
        ),
        meant={
            "-R": "did you mean --reverse?",
            "--dry-run": "nothing is ever written; did you mean --check?",
            "--in-place": "it writes no file: confledger patch PATCH FILE > NEW && mv NEW FILE",
            "-i": "it writes no file: confledger patch PATCH FILE > NEW && mv NEW FILE",
        },
    )
    made.add_argument(
        "patch", metavar="PATCH", help="a file with the patch, `-` for standard input"
    )
    made.add_argument("file", metavar="FILE", help="the file that it is about")
    made.add_argument(
        "--merge", action="store_true", help="take the patch for a merge patch, whatever it is"
    )
    made.add_argument(
        "--reverse",
        action="store_true",
        help="take back what a JSON Patch did, by what its tests say was there",
    )
    made.add_argument(
        "--check",
        action="store_true",
        help="print nothing; exit with 1, and say why, if it does not apply",
    )
    made.add_format(
        *_FORMATS,
        default=None,
        help="yaml or json; as the file is, without it; of several documents, JSON has a list",
    )
    return made


def run(arguments: list[str]) -> int:
    """Print the patched documents; return the exit code."""
    asked = parser().parse_args(arguments)
    from confledger.changes.patch_apply import PatchFailed

    if asked.merge and asked.reverse:
        raise ConfledgerError(
            "a merge patch cannot be taken back: it does not say what was there",
            help="use a JSON Patch: confledger diff --format json-patch",
        )
    data = _read(asked.file)
    dialect = _dialect(asked.file)
    documents = _documents(asked.file, data, dialect)
    _refuse_sealed(asked.file, data)
    patch = _patch(asked.patch, merge=asked.merge)
    try:
        documents = _applied(patch, documents, merge=asked.merge, reverse=asked.reverse)
    except PatchFailed as failed:
        if not asked.check:
            if failed.help is None:
                failed.help = (
                    "nothing was printed; the patch is for another state of the file, or "
                    + ("was never applied to it" if asked.reverse else "is applied already")
                )
            raise
        put(_why(asked.patch, failed))
        return 1
    if not asked.check:
        put(_text(documents, asked.format, data, dialect))
    return 0


def _why(name: str, failed: "PatchFailed") -> str:
    from confledger.cli.failure import shown

    return shown(f"{name}: {failed}\n")


def _applied(patch: object, documents: list[object], *, merge: bool, reverse: bool) -> list[object]:
    from confledger.changes.merge_patch import apply_merge
    from confledger.changes.patch_apply import apply, undo

    if isinstance(patch, list) and not merge:
        return undo(patch, documents) if reverse else apply(patch, documents)
    if reverse:
        raise ConfledgerError(
            "this is a merge patch, which cannot be taken back: it does not say what was there",
            help="use a JSON Patch: confledger diff --format json-patch",
        )
    return apply_merge(patch, documents)


def _text(documents: list[object], wanted: str | None, data: bytes, dialect: str) -> str:
    from confledger.changes.rewritten import as_json, as_yaml

    if wanted is None and dialect != "yaml" and dialect not in _JSONS:
        raise ConfledgerError(
            f"the result is not written as {dialect}", help="use --format json, or --format yaml"
        )
    if wanted == "json" or (wanted is None and dialect in _JSONS):
        return as_json(documents, indent=_indent(data) if dialect in _JSONS else "  ")
    return as_yaml(documents, data if dialect == "yaml" else None)


def _indent(data: bytes) -> str:
    """Return what the first line that is indented in a file begins with."""
    for line in data.splitlines()[1:]:
        blanks = line[: len(line) - len(line.lstrip(b" \t"))]
        if blanks:
            return blanks.decode("ascii")
    return "  "


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read()
        with open(name, "rb") as file:
            return file.read()
    except OSError as error:
        what = "standard input" if name == "-" else repr(name)
        raise ConfledgerError(
            f"{what} could not be read: {(error.strerror or '').lower()}",
            help="confledger patch PATCH FILE: the patch comes first",
        ) from error


def _dialect(file: str) -> str:
    """Return what a file is read as: by the settings of the repository here, then by its name."""
    from confledger.checks.selection import Selection
    from confledger.cli import workspace
    from confledger.documents.dialect import dialect_of

    if file == "-":
        raise ConfledgerError(
            "the file cannot come from standard input: its name says what it is",
            help="confledger patch PATCH FILE; the patch may be `-`",
        )
    found = None
    repository = workspace.repository_here()
    if repository is not None and repository.top is not None:
        try:
            path = workspace.relative(file, repository.top)
            settings = workspace.settings_of(workspace.work_tree(repository)).settings
            found = Selection(settings).dialect(path)
        except ConfledgerError:
            # It lies elsewhere, or the settings cannot be used: its name is left.
            pass
    found = found or dialect_of(file)
    if found is None:
        raise ConfledgerError(
            f"{file!r} has no name of a configuration file",
            help="give its dialect under `dialects` in confledger.yaml, or copy it to one "
            "such as app.yaml",
        )
    return found


def _documents(name: str, data: bytes, dialect: str) -> list[object]:
    from confledger.documents.load import load
    from confledger.documents.problem import ENCODING

    loaded = load(data, dialect)
    for problem in loaded.problems:
        if problem.kind != ENCODING or not loaded.documents:
            span = problem.span
            at = name if span is None else f"{name}:{span.line}:{span.column}"
            raise ConfledgerError(f"{at}: {problem.message}", help=problem.help)
    return loaded.documents


def _refuse_sealed(file: str, data: bytes) -> None:
    from confledger.secrets import sops_file

    if sops_file.looks_encrypted(data, sops_file.store_of(file)):
        raise ConfledgerError(
            f"{file!r} is encrypted with SOPS: values are hidden, and any change breaks its MAC",
            help="use `confledger secrets set`, `secrets edit` or `secrets merge`",
        )


def _patch(name: str, *, merge: bool) -> object:
    """Return the patch as data; raise where it can be neither kind of patch."""
    from confledger.documents.dialect import JSON, YAML, dialect_of

    data = _read(name)
    yaml = name != "-" and dialect_of(name) == YAML
    shown = "standard input" if name == "-" else os.path.relpath(name)
    documents = _documents(shown, data, YAML if yaml else JSON)
    if len(documents) != 1:
        raise ConfledgerError(f"{shown}: a patch is one document", help="see RFC 6902")
    patch = documents[0]
    if merge or isinstance(patch, list):
        return patch
    if not isinstance(patch, dict):
        raise ConfledgerError(
            f"{shown}: this is neither a list of operations nor a map",
            help="if it is a merge patch that replaces the whole document: --merge",
        )
    if {"op", "path"} <= patch.keys():
        raise ConfledgerError(
            f"{shown}: this is one operation, and a JSON Patch is a list of them",
            help="put it in brackets; if it is a merge patch: --merge",
        )
    if {"version", "files"} <= patch.keys():
        raise ConfledgerError(
            f"{shown}: this is a report, not a patch",
            help="confledger diff --format json-patch; if it is a merge patch: --merge",
        )
    return patch
