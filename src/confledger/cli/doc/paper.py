"""What is done with a page: printed, written to its place, or compared with what is there."""

import os

from confledger.cli.atomic import replace
from confledger.cli.parser import Parser
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable


def add_to(parser: Parser, default: str) -> None:
    """Add the options for it."""
    parser.add_argument("--write", action="store_true", help="write the page to its place")
    parser.add_argument("--check", action="store_true", help="exit 1 if it is not what it would be")
    parser.add_argument(
        "--output", metavar="FILE", default=default, help=f"its place, from the root ({default})"
    )


def verified(asked: "Namespace") -> str:
    """Return the place of the page, from the root; raise ConfledgerError for one outside."""
    path: str = os.path.normpath(asked.output).replace(os.sep, "/")
    if os.path.isabs(path) or path.startswith(".."):
        raise ConfledgerError(
            f"--output takes a path from the root, not {asked.output!r}",
            help="links of the page lead from there; without --write it is printed",
        )
    if asked.write and asked.check:
        raise ConfledgerError("--write and --check exclude each other", help="give one of them")
    return path


def on_disk(top: str | None, path: str) -> bytes | None:
    """Return what is in the place of a page now."""
    if top is None:
        return None
    try:
        with open(os.path.join(top, path), "rb") as file:
            return file.read()
    except OSError:
        return None


def dead(path: str, content: bytes | None, exists: "Callable[[str], bool]") -> bool:
    """Tell the links of a page that lead nowhere; whether there are any."""
    from confledger.plans.found import About
    from confledger.plans.plan import Plan
    from confledger.plans.rules import links

    found = list(links.check(Plan(path, content or b""), About("", exists)))
    for one in found:
        line = one.span.line if one.span else 1
        tell(f"{path}:{line}: {one.message}\n")
    return bool(found)


def given(text: str, asked: "Namespace", path: str, top: str, there: bytes | None) -> int:
    """Print, write or compare a page; `there` is what is in its place now."""
    data = text.encode("utf-8", "backslashreplace")
    if asked.check:
        if there == data:
            return 0
        why = "is not there" if there is None else "is not what it would be now"
        tell(f"{path} {why}: write it again with --write\n")
        return 1
    if not asked.write:
        put(text)
        return 0
    if there == data:
        tell(f"{path} is up to date\n")
        return 0
    file = os.path.join(top, path)
    try:
        if not os.path.realpath(file).startswith(os.path.realpath(top).rstrip("/") + "/"):
            raise ConfledgerError(f"{path!r} leads out of the repository", help="name another")
        os.makedirs(os.path.dirname(file), exist_ok=True)
        replace(os.path.realpath(file), data)
    except OSError as error:
        raise ConfledgerError(
            f"{path!r} could not be written: {(error.strerror or '').lower()}"
        ) from error
    tell(f"wrote {path}\n")
    return 0
