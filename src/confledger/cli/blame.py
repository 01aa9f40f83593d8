"""The command `blame`: which commit gave each key of a file its value."""

import os
import time

from confledger.cli.parser import Parser, one_of
from confledger.errors import ConfledgerError, nearest, slips

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.log_state import Moment
    from confledger.cli.opened_ledger import Opened
    from confledger.ledger.blame import Blamed
    from confledger.ledger.state import State

_ABOUT = """\
Say of each key of a file which commit gave it the value that it has.

Renames of the file are followed, commits that only changed its format are passed over, and
items of a list are followed by what tells them apart. Keys that differ from the last commit
on disk are not committed yet. In a shallow clone, what is older than it has no author."""


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "blame",
        _ABOUT,
        examples=(
            "confledger blame apps/shop.yaml",
            "confledger blame apps/shop.yaml '**/image/tag'",
            "confledger blame apps/shop.yaml --at v1.4",
        ),
        meant={
            "--rev": "did you mean --at?",
            "-L": "name a key: confledger blame FILE KEY",
            **dict.fromkeys(("-w", "-M", "-C"), "it does so anyway: it goes by values, not lines"),
        },
    )
    made.add_argument("file", metavar="FILE", help="a file, or FILE#KEY")
    made.add_argument(
        "key", metavar="KEY", nargs="*", default=[], help="only these keys, as for `log`"
    )
    made.add_argument("--at", metavar="TIME|REV", help="as it was then, on the mainline")
    made.add_format()
    made.add_argument(
        "--color",
        metavar="WHEN",
        type=one_of(("auto", "always", "never"), "way"),
        default="auto",
        help="auto, always or never (default: auto)",
    )
    return made


def run(arguments: list[str]) -> int:
    """Print each key with its commit."""
    asked = parser().parse_intermixed_args(arguments)
    name, keys = asked.file, list(asked.key)
    from confledger.cli.log_output import pour, width
    from confledger.cli.log_scope import Arguments
    from confledger.cli.log_state import moment_of
    from confledger.cli.opened_ledger import opened
    from confledger.cli.output import coloured
    from confledger.ledger.patterns import Pattern
    from confledger.reports.ledger import blames
    from confledger.reports.visible import visible

    with opened() as ledger:
        reading = Arguments(ledger.repository, ledger.store)
        path = reading.path(name)
        if "#" in name and not (path and _known(ledger, path)):
            name, _, key = name.partition("#")
            keys.append(key)
            path = reading.path(name)
        if not path:
            raise ConfledgerError(f"{name!r} is no file of this repository")
        moment = moment_of(ledger, asked.at or "HEAD")
        found, called = _blamed(ledger, path, moment, on_disk=asked.at is None)
        if keys:
            found = _only(found, [Pattern(key) for key in keys], called)
        if asked.format == "json":
            pour([blames.as_json(found, called, moment.oid)])
        else:
            if called != path:
                then = f"was called {called} then" if asked.at else f"is called {called} now"
                pour([visible(f"{path} {then}") + "\n"])
            told = blames.as_text(found, int(time.time()), width(), colour=coloured(asked.color))
            pour(told)
    return 0


def _known(ledger: "Opened", path: str) -> bool:
    from confledger.ledger.store import bound

    asked = "SELECT 1 FROM files WHERE path = CAST(? AS TEXT)"
    found = ledger.store.connection.execute(asked, (bound(path),))
    return found.fetchone() is not None


def _blamed(
    ledger: "Opened", path: str, moment: "Moment", *, on_disk: bool
) -> "tuple[list[Blamed], str]":
    """Return the keys of a file, and what it was called."""
    from confledger.git.snapshot import FILE, Entry
    from confledger.ledger.blame import blame, with_edits
    from confledger.ledger.read_state import Reading

    if moment.number is None:
        brought = moment.commit.landed if moment.commit is not None else None
        landed = None if brought is None else _oid(ledger, brought)
        raise ConfledgerError(
            f"commit {moment.oid[:10]} is no state of the mainline of HEAD",
            help=f"it landed with {landed[:10]}: --at {landed[:10]}"
            if landed
            else "switch to a branch that has it",
        )
    state = _state(ledger, path, moment.number)
    reading = Reading(ledger.repository, ledger.rules)
    try:
        committed = None
        if state is not None and state.blob and not state.unparsable:
            committed = reading.leaves(Entry(state.path, FILE, state.blob))
        found = [] if state is None else blame(ledger.store, state, committed or ())
        if on_disk:
            disk = _on_disk(ledger, path)
            if disk is None and state is not None:
                path = state.path
                disk = _on_disk(ledger, path)
            if disk is not None:
                edited = reading.of_bytes(Entry(path, FILE, None), disk)
                if edited is None:
                    raise ConfledgerError(
                        f"{path!r} on disk is no configuration that can be read",
                        help=f"see why: confledger check {path}; as it was: --at HEAD",
                    )
                if edited != committed:
                    found = with_edits(found, committed or {}, edited, reading.told(path, edited))
                return found, path
    finally:
        reading.close()
    if state is None:
        raise _missing(ledger, path, moment.number, on_disk=on_disk)
    if state.unparsable:
        raise ConfledgerError(
            f"{state.path!r} cannot be read in that version",
            help=f"see when it could: confledger log {path}",
        )
    return found, state.path


def _missing(ledger: "Opened", path: str, number: int, *, on_disk: bool) -> ConfledgerError:
    from confledger.ledger.scope import present

    there = sorted(present(ledger.store, number))
    below = [one for one in there if one.startswith(f"{path}/")]
    if below:
        return ConfledgerError(
            f"{path!r} is a folder",
            help=f"name a file, such as {below[0]!r}; of all: confledger log {path}",
        )
    close = nearest(path, there)
    if close is not None and slips(path, close) > 2:
        # Most of a path is its folders, which make any two names alike.
        close = None
    return ConfledgerError(
        f"{path!r} is not there" + ("" if on_disk else " at that time"),
        help=f"did you mean {close!r}?" if close else f"see when it was: confledger log {path}",
    )


def _state(ledger: "Opened", path: str, number: int) -> "State | None":
    from confledger.ledger.state import lineage_at, state_at

    lineage = lineage_at(ledger.store, path, number)
    return None if lineage is None else state_at(ledger.store, lineage, number)


def _oid(ledger: "Opened", number: int) -> str:
    from confledger.ledger.commit import Commits

    return Commits(ledger.store)[number].oid


def _on_disk(ledger: "Opened", path: str) -> bytes | None:
    """Return what a file holds on disk; None where there is none, or no work tree."""
    top = ledger.repository.top
    file = None if top is None else os.path.join(top, path)
    if file is None or os.path.islink(file) or not os.path.isfile(file):
        return None
    if os.path.getsize(file) > ledger.rules.limits.max_bytes:
        return None
    with open(file, "rb") as held:
        return held.read()


def _only(found: "list[Blamed]", patterns: "list[Pattern]", called: str) -> "list[Blamed]":
    kept: dict[str, Blamed] = {}
    for pattern in patterns:
        matched = [one for one in found if pattern.matches(one.key)]
        if not matched and not pattern.anchored:
            deep = pattern.anywhere()
            matched = [one for one in found if deep.matches(one.key)]
        if not matched:
            close = nearest(pattern.last, {one.key.rpartition("/")[2] for one in found})
            asked = f"did you mean '**/{close}'? " if close else ""
            raise ConfledgerError(
                f"there is no key {pattern.text!r} in {called!r}",
                help=f"{asked}see all: confledger blame {called}; past ones: "
                f"confledger log {called}",
            )
        kept |= {one.key: one for one in matched}
    return [one for one in found if one.key in kept]


if TYPE_CHECKING:
    from confledger.ledger.patterns import Pattern
