"""One value in several places that is no longer the same everywhere.

The port of the database stands in the settings of the program, of the pooler and of the
firewall; who changes one has to change all. A group of `same-value` lists the places, each a
glob of paths, `#`, and a JSON Pointer in which `*` stands for one step and `**` for any number.
All that is found there has to be equal as text: `5432` in YAML is `5432` in an INI or `.env`
file. Of different values the one that most places have is taken for the right one, and the
others are findings. A value that is encrypted, or in which `${...}` stands for something else,
is left out. A place that leads to nothing is a finding in the settings.

Bad:
    # confledger.yaml
    same-value:
      - {name: port of the database, at: ["app.yaml#/db/port", "pooler.ini#/databases/port"]}
    # app.yaml
    db: {port: 5432}
    # pooler.ini
    [databases]
    port = 6432
Good:
    # confledger.yaml
    same-value:
      - {name: port of the database, at: ["app.yaml#/db/port", "pooler.ini#/databases/port"]}
    # app.yaml
    db: {port: 5432}
    # pooler.ini
    [databases]
    port = 5432
"""

from collections import Counter
from collections.abc import Iterator

from confledger.checks.addresses import steps_fit
from confledger.checks.globs import matcher
from confledger.checks.outline import comparable, outline
from confledger.checks.whole import Answer, Documents, Severity, Whole
from confledger.location import Path, dotted, parse_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "same-value"
SEVERITY = Severity.ERROR
_FORM = "it is PATHS#/POINTER; paths count from the root of the repository"
_GONE = "correct the pointer, or remove it when the value is gone"
Place = tuple[str, int, Path, "bytes | None"]
"""File, document, path of the value, and its digest; None when it cannot be compared."""


def check(whole: Whole) -> Iterator["Finding"]:
    """Yield each place whose value is not that of most others."""
    for index, group in enumerate(whole.settings.same_value):
        places: list[Place] = []
        addresses: list[str] = group["at"]
        for number, address in enumerate(addresses):
            glob, mark, text = address.partition("#")
            at = ("same-value", index, "at", number)
            if not mark or not text.startswith("/"):
                yield from _unusable(whole, at, glob, "needs `#` and a JSON Pointer", _FORM)
                continue
            files = whole.matching([glob])
            found = list(_places(whole, files, text))
            if not files:
                yield from _unusable(whole, at, glob, "matches no file", _FORM)
            elif not found:
                yield from _unusable(whole, at, glob, "leads to no value", _GONE)
            places += [place for place in found if place not in places]
        if whole.concerns([path for path, *_ in places] + [whole.settings.file or ""]):
            yield from _different(whole, str(group["name"]), places)


def _places(whole: Whole, files: list[str], text: str) -> Iterator[Place]:
    answers = whole.ask(files, f"values {text}", _values(parse_pointer(text)))
    for path, found in sorted(answers.items()):
        for document, at, value in found:  # type: ignore[attr-defined]
            yield path, document, at, value


def _values(glob: tuple[str, ...]) -> Answer:
    def answer(data: bytes, documents: Documents) -> object:
        found = []
        for number, document in enumerate(documents() or []):
            todo: list[tuple[object, Path]] = [(document, ())]
            while todo:
                node, at = todo.pop()
                if at and steps_fit([str(step) for step in at], glob):
                    held = outline(node, [])[1] if comparable(node) else None
                    found.append((number, at, held))
                if "**" not in glob and len(at) >= len(glob):
                    continue
                if isinstance(node, dict):
                    todo += [(value, (*at, key)) for key, value in reversed(node.items())]
                elif isinstance(node, list):
                    todo += [(item, (*at, i)) for i, item in reversed(list(enumerate(node)))]
        return found

    return answer


def _different(whole: Whole, name: str, places: list[Place]) -> Iterator["Finding"]:
    counted = Counter(value for *_, value in places if value is not None)
    if len(counted) < 2:
        return
    usual = counted.most_common(1)[0][0]
    path, document, at, _ = next(place for place in places if place[3] == usual)
    shown = whole.shown(path, document, at)
    more = counted[usual] - 1
    others = f" and {more} other place{'s' if more > 1 else ''}" if more else ""
    for path, document, at, value in places:
        if value not in (None, usual):
            yield whole.finding(
                ID,
                SEVERITY,
                f"`{dotted(at)}` differs from {shown}{others}: {name} has to be the same",
                path,
                document=document,
                at=at,
                help="make them equal, or take one out of `same-value` in the settings",
                subject=name,
            )


def _unusable(whole: Whole, at: Path, glob: str, problem: str, help: str) -> Iterator["Finding"]:
    touched = whole.touched
    match = matcher([glob])
    if touched is None or whole.settings.file in touched or any(match(path) for path in touched):
        yield whole.of_settings(
            ID,
            SEVERITY,
            f"`{dotted(at)}` {problem}",
            at,
            help=help,
        )
