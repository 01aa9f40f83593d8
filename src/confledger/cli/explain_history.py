"""`explain KEY --history`: every value that a key ever had, per environment, from the ledger.

The files are those that make up the environment today, under all names that they ever had; at
each commit of the mainline the strongest of them that says the key counts.
"""

import time

from confledger.changes.identity import Identities, document_label
from confledger.changes.leaves import (
    PLACES,
    ROOT,
    item_labels,
    labelled,
    shown_step,
    typed,
)
from confledger.cli.explain_commits import parse
from confledger.cli.explain_read import Read, Reader, path_in
from confledger.cli.opened_ledger import Opened, opened
from confledger.cli.output import coloured
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.ledger.entry import hidden, value_of
from confledger.ledger.query import Line, Query
from confledger.ledger.question import Question
from confledger.ledger.scope import files_at
from confledger.ledger.store import bound
from confledger.ledger.value_origins import SHALLOW
from confledger.loader.layer import Layer
from confledger.loader.merging import Declaration
from confledger.loader.secret import Secret
from confledger.location import Path
from confledger.reports.explained_content import leaves, nested
from confledger.reports.explained_history import DEFAULT, Held, KeyHistory, as_json, as_text
from confledger.reports.explained_text import Layout, place
from confledger.secrets.redaction import HIDDEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

_MOST_LEAVES = 100


def run(asked: "argparse.Namespace", reader: Reader) -> int:
    """Print the values of a key, or of each below it, in one environment or in all."""
    names = reader.wanted(asked.env)
    repository = reader.place.repository
    if repository is None:
        raise ConfledgerError(
            "there is no git repository here, so no value has a history", help="leave out --history"
        )
    found = []
    with opened(repository=repository) as ledger:
        for name in names:
            read = reader.read(name)
            path = path_in(read, asked.key)
            for one in _leaves(read, path):
                found.append(_History(ledger, reader, read, one).told())
    if asked.format == "json":
        put(as_json(found))
    else:
        layout = Layout(now=int(time.time()), colour=coloured(asked.color))
        put("\n".join(as_text(one, layout) for one in found))
    return 0


def _leaves(read: Read, path: Path) -> list[Path]:
    """Return the values at or below a key."""
    from confledger.loader.resolution import at

    try:
        value = at(read.resolution.tree, path)
    except KeyError:
        return [path]
    if nested(value):
        found = [where for where, one in leaves(value, path) if not isinstance(one, (list, dict))]
        return found[:_MOST_LEAVES]
    if isinstance(value, list) and value:
        file = next((one.layer.file for one in read.resolution.declarations(path)), None)
        from confledger.location import pointer

        raise ConfledgerError(
            "the history of a list is told item by item",
            help=f"confledger log '{file}#{pointer(path)}'" if file else None,
        )
    return [path]


class _History:
    """Makes the history of one value out of the rows of each file that may set it."""

    def __init__(self, ledger: Opened, reader: Reader, read: Read, path: Path) -> None:
        self._ledger = ledger
        self._reader = reader
        self._read = read
        self._path = path
        self._query = Query(ledger.store)
        # By file, the strongest last; what each says at the commit that was looked at last.
        self._layers = [one for one in read.resolution.layers if one.file is not None]
        self._says: dict[int, Line | None] = {}

    def told(self) -> KeyHistory:
        """Return the values, the newest first."""
        read = self._read
        found = KeyHistory(self._path, read.environment, read.host)
        masked = read.masks.hides(self._path)
        rows: list[tuple[int, int, Line]] = []
        for rank, layer in enumerate(self._layers):
            for line in self._lines(layer):
                if line.entry is not None:
                    rows.append((line.entry.number, rank, line))
        rows.sort(key=lambda row: row[:2])
        held: list[Held] = []
        before: tuple[int, str | None] | None = None
        for at, (number, rank, line) in enumerate(rows):
            assert line.entry is not None
            self._says[rank] = line if line.entry.new is not None else None
            if at + 1 < len(rows) and rows[at + 1][0] == number:
                continue
            winner = self._winner()
            now = None if winner is None else (winner, self._text(winner))
            secret = now is not None and now[1] is not None and hidden(now[1])
            # Of a secret only that it changed is known.
            changed = secret and winner == rank
            if changed or now != before or before is None:
                if before is None or changed or _value(now) != _value(before):
                    held.append(self._held(winner, line, masked=masked))
                before = now
        self._present(held, masked=masked)
        found.held = held[::-1]
        return found

    def _winner(self) -> int | None:
        return max((rank for rank, line in self._says.items() if line is not None), default=None)

    def _text(self, rank: int) -> str | None:
        line = self._says[rank]
        return None if line is None or line.entry is None else line.entry.new

    def _held(self, winner: int | None, line: Line, *, masked: bool) -> Held:
        """Return the value that holds after a commit."""
        if winner is None:
            made = self._default(masked=masked)
        else:
            text = self._text(winner)
            assert text is not None
            secret = masked or hidden(text)
            file = self._layers[winner].file or ""
            value = None if secret else value_of(text)
            made = Held(value, hidden=secret, there=True, place=file)
        commit = line.commit
        made.time = line.landed.committed
        made.oid = commit.oid
        made.author = commit.author
        made.subject = commit.subject
        if commit.baseline:
            made.oid = made.author = made.subject = ""
            made.state, made.unknown = SHALLOW, True
        return made

    def _default(self, *, masked: bool) -> Held:
        schema = self._read.resolution.schema
        there, value = (False, None) if schema is None else schema.default(self._path)
        if not there:
            return Held(None, hidden=False, there=False, place="")
        shown = None if masked else value
        return Held(shown, hidden=masked, there=True, place=f"{DEFAULT} (of now)")

    def _present(self, held: list[Held], *, masked: bool) -> None:
        """Add what holds now, where that is not what the last commit holds."""
        read = self._read
        told = read.telling().key(self._path)
        winner = next((one for one in told.layers if one.holds), None)
        if winner is None:
            return
        made = Held(None, hidden=masked or winner.hidden, there=True, place=place(winner))
        made.value = None if made.hidden else winner.value
        if winner.variable is not None:
            made.state = "not in git"
        elif winner.file is None or self._is_committed(winner.value, held):
            return
        else:
            made.state = "not committed yet"
            made.place = winner.file
        held.append(made)

    def _is_committed(self, value: object, held: list[Held]) -> bool:
        if not held:
            return False
        last = held[-1]
        if last.hidden or value is None or isinstance(value, (dict, list, Secret)):
            return True
        return last.there and typed(value) == typed(last.value)

    def _lines(self, layer: Layer) -> list[Line]:
        """Return the changes of the key in one file, the oldest first."""
        store = self._ledger.store
        assert layer.file is not None
        files = files_at(store, self._reader.place.prefix + layer.file, follow=True)
        if not files:
            return []
        keys = []
        for text in self._keys(layer):
            row = store.connection.execute(
                "SELECT id FROM keys WHERE text = CAST(? AS TEXT)", (bound(text),)
            ).fetchone()
            if row is not None:
                keys.append(int(row[0]))
        if not keys:
            return []
        asked = Question(files=files, keys=sorted(set(keys)))
        return list(self._query.lines(asked, reverse=True))

    def _keys(self, layer: Layer) -> set[str]:
        """Return what the ledger calls the key in a file, however it tells items apart."""
        document = parse(layer.data or b"", layer.file or "")
        label = labelled(document_label(document), 0, set())
        said = self._declared(layer)
        tree, path = (document, said.path) if said else (self._read.resolution.tree, self._path)
        return {label + ROOT + _pointer(tree, path, one) for one in (Identities(), PLACES)}

    def _declared(self, layer: Layer) -> Declaration | None:
        rows = self._read.resolution.declarations(self._path)
        return next((one for one in rows if one.layer is layer), None)


def _pointer(tree: object, path: Path, identities: Identities) -> str:
    """Write a path as the ledger does."""
    text = ""
    names: Path = ()
    for step in path:
        if isinstance(tree, list) and isinstance(step, int):
            labels = item_labels(tree, names, identities) if tree else None
            text += f"/{labels[step] if labels else f'[{step}]'}"
            tree = tree[step] if step < len(tree) else None
        else:
            text += f"/{shown_step(str(step)) or HIDDEN}"
            names = (*names, step)
            tree = tree.get(step) if isinstance(tree, dict) else None
    return text


def _value(one: "tuple[int, str | None] | None") -> str | None:
    return None if one is None else one[1]
