"""`explain KEY`: the whole answer, put together and printed."""

import time

from confledger.cli.explain_commits import Commits
from confledger.cli.explain_place import Place, place_of
from confledger.cli.explain_read import KeyUnknown, Read, Reader, path_in
from confledger.cli.output import coloured
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.reports.explained import Explained, Owner

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from confledger.loader.resolution import Fault
    from confledger.location import Path


# Of so many values the commits are looked for.
_MOST = 1_000


def run(asked: "argparse.Namespace") -> int:
    """Print what was asked of a key, or of all of them."""
    try:
        place = place_of(asked.folder, asked.at)
    except ConfledgerError:
        if _is_check(asked):
            return _page(asked)
        raise
    try:
        return _answer(asked, place)
    finally:
        place.close()


def _answer(asked: "argparse.Namespace", place: Place) -> int:
    reader = Reader(place, asked)
    if asked.history:
        from confledger.cli import explain_history

        return explain_history.run(asked, reader)
    if asked.all:
        from confledger.cli import explain_all

        return explain_all.run(asked, reader)
    if asked.why_not is not None:
        from confledger.cli import explain_why_not

        return explain_why_not.run(asked, reader)
    names = reader.wanted(asked.env)
    try:
        found = [explained(reader, reader.read(name), asked.key) for name in names]
    except KeyUnknown:
        if _is_check(asked):
            return _page(asked)
        if len(names) < 2:
            raise
        found = _where_known(reader, names, asked.key)
    _print(asked, found, several=len(names) > 1)
    return 0


def _where_known(reader: Reader, names: "list[str | None]", key: str) -> list[Explained]:
    """Return a key where it is known; raise where it is known nowhere."""
    found: list[Explained] = []
    unknown: KeyUnknown | None = None
    for name in names:
        read = reader.read(name)
        try:
            found.append(explained(reader, read, key))
        except KeyUnknown as error:
            unknown = unknown or error
            found.append(Explained((), name, read.host))
    known = next((one.path for one in found if one.path), None)
    if known is None:
        assert unknown is not None
        raise unknown
    for one in found:
        one.path = known
    return found


def explained(reader: Reader, read: Read, key: str) -> Explained:
    """Return all that there is to say of a key in one environment."""
    path = path_in(read, key)
    found = read.telling().key(path)
    if not key.startswith("/"):
        # As it was written, with the names of items, where the path has numbers.
        found.called = key
    place = reader.place
    if place.dated:
        found.revision = place.commit
        found.notes.append("environment variables and local files are of now, and were left out")
    found.notes += _remarks(read, path)
    schema = read.resolution.schema
    commits = Commits(place, None if schema is None else schema.merges)
    try:
        said = found.said()
        if len(said) > _MOST:
            said = found.layers
            found.notes.append("of so many values the commits are left out; ask for one of them")
        commits.fill(said, read.layers)
        _open(found, reader, commits)
    finally:
        commits.close()
    found.owner = _owner(found, reader)
    _readers(found, reader)
    return found


def _remarks(read: Read, path: "Path") -> list[str]:
    """Return what is remarkable about the sources and may be why the key is not as expected."""
    from confledger.errors import nearest
    from confledger.loader.findings import (
        NOTHING_REMOVED,
        SCHEMA_ELSEWHERE,
        TRACKED_OVERLAY,
        UNKNOWN_VARIABLE,
    )
    from confledger.location import dotted

    # A flag, or a variable where the settings say so, that stands for no key: as a fault.
    told = [f"{one.place}: {one.message}" for one in read.resolution.faults if _is_of_none(one)]
    files = {one.file for one in read.layers}
    ending = "__".join(str(step) for step in path).replace("-", "_").upper()
    for one in read.findings:
        if one.kind == UNKNOWN_VARIABLE:
            name = one.place.rpartition(" ")[2]
            # Before the name of the key there may be a prefix.
            starts = range(len(ending) - 1, len(ending) + 2)
            near = any(nearest(name[-start:], [ending]) for start in starts)
            wanted = near or f"{ending}?" in (one.help or "")
        elif one.kind == SCHEMA_ELSEWHERE:
            wanted = read.resolution.schema is None
        elif one.kind == TRACKED_OVERLAY:
            wanted = one.place in files
        else:
            wanted = one.kind == NOTHING_REMOVED and f"`{dotted(path)}`" in one.message
        if wanted:
            told.append(str(one))
    return told


def _is_of_none(fault: "Fault") -> bool:
    return fault.place is not None and not fault.path


def _open(found: Explained, reader: Reader, commits: Commits) -> None:
    """Find the secret that a key leads to, and since when its value is what it is."""
    opens = found.opens
    data = None if opens is None else reader.place.source.read(opens.file)
    if opens is None or data is None:
        return
    from confledger.cli.explain_commits import parse
    from confledger.documents.dialect import YAML, dialect_of
    from confledger.documents.load import positions
    from confledger.loader.keys import located
    from confledger.location import parse_pointer

    place = located(parse(data, opens.file), parse_pointer(opens.pointer))
    if place is None:
        return
    opens.found = True
    span = positions(data, dialect_of(opens.file) or YAML).value(0, place[0])
    opens.line = None if span is None else span.line
    opens.commit = commits.of(opens.file, data, [place[0]])[0]


def _owner(found: Explained, reader: Reader) -> Owner | None:
    """Return who answers for the file that sets the value, by CODEOWNERS."""
    file = next((one.file for one in found.said() if one.file), None)
    if file is None:
        return None
    from confledger.checks.codeowners import PLACES, Codeowners

    place = reader.place
    top = place.repository.top if place.repository is not None else None
    for name in PLACES:
        data = _beside(place, top, name)
        if data is not None:
            rules = Codeowners(name, data.decode("utf-8", "replace")).deciding(place.prefix + file)
            if not rules:
                return None
            names = list(dict.fromkeys(one for rule in rules for one in rule.owners))
            return Owner(names, name, rules[0].line)
    return None


def _beside(place: Place, top: str | None, name: str) -> bytes | None:
    """Return a file of the repository, which the configuration may be only a part of."""
    if not place.prefix:
        return place.source.read(name)
    from confledger.loader.folder import Folder

    return None if top is None else Folder(top).read(name)


def _readers(found: Explained, reader: Reader) -> None:
    """Fill in who read the key, where somebody counts."""
    from confledger.cli import explain_readers

    found.readers = explain_readers.readers(found.path, found.environment, reader)


def _print(asked: "argparse.Namespace", found: list[Explained], *, several: bool) -> None:
    if asked.format == "json":
        from confledger.reports.explained_json import as_json

        put(as_json(found))
        return
    from confledger.reports.explained_text import Layout, as_text

    layout = Layout(now=int(time.time()), colour=coloured(asked.color))
    if several:
        from confledger.reports.explained_table import as_table

        put(as_table(found, layout))
    else:
        put("".join(as_text(one, layout) for one in found))


def _is_check(asked: "argparse.Namespace") -> bool:
    from confledger.settings_schema import CHECKS

    return asked.key in CHECKS and asked.env is None and not asked.all


def _page(asked: "argparse.Namespace") -> int:
    from confledger.cli.explain_rule import page

    return page(asked.key, asked.format)
