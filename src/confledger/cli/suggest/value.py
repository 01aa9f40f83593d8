"""The action `suggest value`: which values a key of a file may have."""

import os

from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.changes.leaves import Leaves
    from confledger.cli.suggest.learned import Learned
    from confledger.learn.usage import Candidate


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "suggest value",
        "Say which values a key usually has where the surroundings are like those of this file:\n"
        "with the share of the vote, and the places that it comes from. Secrets are never learned.",
        examples=(
            "confledger suggest value apps/shop.yaml /spec/replicas",
            "confledger suggest value apps/shop.yaml 'Deployment/shop/web#/spec/replicas'",
            "confledger suggest value config/app.yaml db.pool.size --format json",
        ),
    )
    made.add_argument("file", metavar="FILE", help="the file as it is on disk")
    made.add_argument(
        "key",
        metavar="KEY",
        help="a JSON Pointer or names with dots; behind OBJECT# where the file has several",
    )
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Print the values; return 0."""
    asked = parser().parse_args(arguments)
    from confledger.cli import workspace
    from confledger.cli.failure import shown
    from confledger.cli.streams import put
    from confledger.cli.suggest.changed_files import of_file
    from confledger.cli.suggest.learned import learned
    from confledger.reports.suggest import json, text
    from confledger.reports.suggest.evidence import address

    with learned() as known:
        tree = workspace.work_tree(known.ledger.repository)
        path = workspace.relative(asked.file, tree.top)
        found = tree.find(path)
        if found is None:
            raise ConfledgerError(f"there is no file {path!r}", help="name one that is on disk")
        held = of_file(tree, path, found[1], known.ledger.settings)
        if held is None:
            raise ConfledgerError(
                f"{path!r} is no configuration that can be read",
                help=f"see what is wrong with it: confledger check {path}",
            )
        key = _key(asked.key, held, path)
        present = held.get(key)
        candidates: list[Candidate] = []
        if present is not None and present[0] == "!":
            why, present = _HIDDEN, None
        else:
            candidates, why = _candidates(known, key, path, held)
    if asked.format == "json":
        put(json.value(path, key, present, candidates, why))
    else:
        put(shown(text.value(address(path, key), present, candidates, why)))
    return 0


_HIDDEN = "secrets are neither learned nor suggested"


def _candidates(
    known: "Learned", key: str, path: str, held: "Leaves"
) -> "tuple[list[Candidate], str]":
    """Return what may be suggested; where nothing is, why."""
    from confledger.learn.outcomes import ADDED_KEYS, NEW_FILES
    from confledger.ledger.redacted import hides
    from confledger.ledger.store import bound

    if hides(key, "sabcdefgh1234", held):
        return [], _HIDDEN
    model = known.model
    row = known.ledger.store.connection.execute(
        "SELECT 1 FROM files WHERE path = CAST(? AS TEXT) LIMIT 1", (bound(path),)
    ).fetchone()
    place = model.measured().values[ADDED_KEYS if row is not None else NEW_FILES]
    if not place.on:
        return [], f"this is off here, {place.why}; see `confledger suggest eval`"
    found = model.values.suggest(key, path, held, model.number + 1)
    return found, "" if found else "nothing like it was there before, or it always differs"


def _key(given: str, held: "Leaves", path: str) -> str:
    """Return the key of the ledger that is meant."""
    from confledger.changes.leaves import ROOT, step

    label, mark, pointer = given.rpartition(ROOT)
    if not pointer.startswith("/"):
        pointer = "/" + "/".join(step(one) for one in pointer.split("."))
    labels = sorted({key.partition(ROOT)[0] for key in held})
    if mark and label:
        if label not in labels:
            raise ConfledgerError(
                f"there is no object {label!r} in {path!r}",
                help=f"there are {', '.join(map(repr, labels[:5]))}" if labels else None,
            )
        return label + ROOT + pointer
    having = [one for one in labels if one + ROOT + pointer in held]
    if len(having) == 1 or len(labels) < 2:
        return (having or labels or [""])[0] + ROOT + pointer
    raise ConfledgerError(
        f"{os.path.basename(path)!r} has several objects",
        help="say which: " + ", ".join(repr(one + ROOT + pointer) for one in labels[:3]),
    )
