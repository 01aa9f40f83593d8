"""A model as JSON: the same model gives the same bytes, and what is read is checked before use.

Every text stands once, in a sorted list, and is referred to by its place. A file that is not what
we would have written is worth nothing, and does no harm: the model is learned anew.
"""

import json
from hashlib import blake2b

from confledger.learn.companions import CONFIDENCE, FILE, KEY, MOST_COMMITS, MOST_ITEMS, SUPPORT
from confledger.learn.model import VERSION, Model
from confledger.learn.outcomes import PLACES
from confledger.learn.usage import LONGEST, MOST, MOST_ALIKE, MOST_ROWS, Use

NAME = "suggest.json"
# A larger file is not read.
MOST_BYTES = 256 * 1024 * 1024
_MOST_NUMBER = 1 << 53
_DECIDING = (VERSION, SUPPORT, CONFIDENCE, MOST_ITEMS, MOST_COMMITS, MOST, MOST_ALIKE, MOST_ROWS)


class NotAModel(Exception):
    """The bytes are no model that this version would have written."""


def trained_on(model: Model) -> str:
    """Return what stands for all that a model was made from: the ledger's chain, and our rules."""
    text = repr((model.number, model.chain, _DECIDING, LONGEST))
    return blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


def written(model: Model) -> bytes:
    """Return a model as bytes."""
    uses = model.values.usage.held()
    companions, outcomes = model.companions, model.outcomes
    texts: set[str] = set()
    for use in uses:
        texts.update((use.value, use.path, use.key), use.levels, use.around)
        if use.form is not None:
            texts.add(use.form)
    for items in companions.baskets.values():
        texts.update(items)
    texts.update(item for _, item in outcomes.warned)
    ordered = sorted(texts)
    place = {text: at for at, text in enumerate(ordered)}
    content = {
        "version": VERSION,
        "trained-on": trained_on(model),
        "ledger": {"commits": model.number, "chain": model.chain},
        "mainline": model.numbers,
        "texts": ordered,
        "uses": [
            [
                *(use.when, int(use.alive), place[use.path], place[use.key], place[use.value]),
                -1 if use.form is None else place[use.form],
                [place[level] for level in use.levels],
                sorted(place[one] for one in use.around),
            ]
            for use in uses
        ],
        "commits": [
            [number, companions.times[number], [place[item] for item in items]]
            for number, items in companions.baskets.items()
        ],
        "outcomes": {
            "values": {
                name: [[number, *counts] for number, counts in outcomes.rows[name].items()]
                for name in PLACES
            },
            "companions": {
                name: [[number, *counts] for number, counts in outcomes.together[name].items()]
                for name in (FILE, KEY)
            },
            "warned": [[number, place[item]] for number, item in outcomes.warned],
        },
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii") + b"\n"


def read(data: bytes) -> Model:
    """Return the model that bytes stand for; raise NotAModel."""
    if len(data) > MOST_BYTES:
        raise NotAModel
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotAModel from error
    try:
        return _Reading(content).model()
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise NotAModel from error


class _Reading:
    """Takes a model from what JSON gave; whatever is not as it must be raises."""

    def __init__(self, content: dict[str, object]) -> None:
        self._content = content
        texts = _list(content["texts"])
        _need(all(type(text) is str for text in texts))
        self._texts: list[str] = texts  # type: ignore[assignment]  # what is otherwise raises

    def model(self) -> Model:
        content = self._content
        model = Model()
        _need(set(content) == _KEYS and content["version"] == VERSION)
        ledger = content["ledger"]
        _need(type(ledger) is dict)
        model.number = _number(ledger["commits"])  # type: ignore[index]  # what is otherwise raises
        chain = ledger["chain"]  # type: ignore[index]  # what is otherwise raises
        _need(type(chain) is str and len(chain) <= 128)
        model.chain = chain
        _need(content["trained-on"] == trained_on(model))
        model.numbers = _numbers(content["mainline"])
        _need(model.numbers == sorted(set(model.numbers)))
        self._uses(model)
        self._commits(model)
        outcomes = content["outcomes"]
        _need(type(outcomes) is dict)
        for name in PLACES:
            self._counts(outcomes["values"][name], model.outcomes.rows[name], 7)  # type: ignore[index]  # what is otherwise raises
        for name in (FILE, KEY):
            self._counts(outcomes["companions"][name], model.outcomes.together[name], 4)  # type: ignore[index]  # what is otherwise raises
        for row in _list(outcomes["warned"]):  # type: ignore[index]  # what is otherwise raises
            number, item = _numbers(row)
            model.outcomes.warned.append((number, self._item(item)))
        return model

    def _uses(self, model: Model) -> None:
        text = self._texts
        rows = _list(self._content["uses"])
        for row in rows:
            when, alive, path, key, value, form, levels, around = _list(row)
            _need(alive in (0, 1) and 0 < len(levels) <= 8 and len(around) <= 32)  # type: ignore[arg-type]  # what is otherwise raises
            use = Use(
                text[_number(value)],
                None if form == -1 else text[_number(form)],
                frozenset([text[one] for one in _numbers(around)]),
                _number(when),
                text[_number(path)],
                text[_number(key)],
                tuple([text[one] for one in _numbers(levels)]),
            )
            _need(len(use.value) > 1 or use.value in "ns")
            use.alive = alive == 1
            model.values.usage.add(use)

    def _commits(self, model: Model) -> None:
        last = 0
        for row in _list(self._content["commits"]):
            number, time, items = _list(row)
            _need(_number(number) > last and type(time) is int and abs(time) < _MOST_NUMBER)
            last = number  # type: ignore[assignment]  # what is otherwise raises
            _need(0 < len(items) <= 2 * MOST_ITEMS)  # type: ignore[arg-type]  # what is otherwise raises
            found = [self._item(one) for one in _numbers(items)]
            model.companions.add(number, time, found)  # type: ignore[arg-type]  # what is otherwise raises

    def _item(self, at: int) -> str:
        found = self._texts[_number(at)]
        _need(found[:1] in (FILE, KEY))
        return found

    def _counts(self, rows: object, into: dict[int, list[int]], many: int) -> None:
        for row in _list(rows):
            number, *counts = _numbers(row)
            _need(len(counts) == many)
            into[number] = counts


_KEYS = {
    *("commits", "ledger", "mainline", "outcomes", "texts", "trained-on", "uses", "version"),
}


def _need(condition: object) -> None:
    if not condition:
        raise ValueError


def _list(value: object) -> list[object]:
    if type(value) is not list:
        raise TypeError
    return value


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < _MOST_NUMBER:
        raise ValueError
    return value


def _numbers(value: object) -> list[int]:
    found = _list(value)
    # All at once: there are very many.
    if found and set(map(type, found)) != {int}:
        raise TypeError
    if found and not 0 <= min(found) <= max(found) < _MOST_NUMBER:  # type: ignore[type-var,operator]  # what is otherwise raises
        raise ValueError
    return found  # type: ignore[return-value]  # what is otherwise raises
