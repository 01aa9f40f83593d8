"""Print an encrypted file for `git diff`: never fails, opens nothing, remembers nothing."""

import os

from confledger.cli.parser import Parser
from confledger.cli.streams import abandon

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "secrets textconv",
        "Print an encrypted file with its values hidden, in lines that change when they do; any\n"
        "other file as it is. Needs no key. The exit code is 0 whatever the file holds: git shows\n"
        "no difference at all when it is not.",
        examples=(
            "confledger secrets textconv secrets/prod.yaml",
            "git config diff.NAME.textconv 'confledger secrets textconv'",
        ),
    )
    made.add_argument("file", metavar="FILE", help="the file, or what git made of it")
    return made


def run(arguments: list[str]) -> int:
    """Print the file; return 0."""
    file = parser().parse_args(arguments).file
    try:
        with open(file, "rb") as opened:
            data = opened.read()
    except OSError:
        # Gone since git wrote it: nothing is nothing else than an empty file.
        data = b""
    _write(_shown(data, file))
    return 0


def _shown(data: bytes, path: str) -> bytes:
    """Return the masked text of an encrypted file, the bytes of any other."""
    from confledger.secrets import sops_file

    if len(data) > sops_file.MOST_BYTES or b"sops" not in data:
        return data
    try:
        from confledger.secrets.masked_text import masked

        file = sops_file.read(data, path)
        if file.metadata is None:
            return data
        return masked(file).encode("utf-8", "surrogateescape")
    except Exception:
        # Whatever it is, `git diff` has to go on, with what git itself would have shown.
        return data


def _write(data: "bytes | Sequence[int]") -> None:
    """Write to standard output; a reader that went away has had enough."""
    view = memoryview(bytes(data))
    try:
        while view:
            view = view[os.write(1, view) :]
    except OSError:
        abandon()
