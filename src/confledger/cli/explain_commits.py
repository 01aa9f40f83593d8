"""The commits of what layers say: asked of git once for each file, by values and not by lines."""

import re

from confledger.cli.explain_place import Place
from confledger.documents.dialect import YAML, dialect_of
from confledger.documents.limits import DEFAULT
from confledger.git.file_versions import Version, ignored_by_blame, is_tracked, landing
from confledger.ledger.redacted import subject
from confledger.ledger.said import request_of
from confledger.ledger.steps import MISSING, Steps, find, steps_of
from confledger.ledger.value_origins import Origin, ValueOrigins
from confledger.loader.layer import Layer, UnsetItem
from confledger.location import Path
from confledger.reports.explained import (
    KNOWN,
    UNCOMMITTED,
    UNKNOWN,
    UNTRACKED,
    Commit,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.reports.explained import Said

    Merges = Callable[[Path], str | None]

# So many commits are looked up by the merge that landed them.
_MOST_LANDINGS = 12
# As GitLab writes a request in running text.
_NAMED = re.compile(r"(?:^|[\s(])(![0-9]{1,9})(?=[\s).,:;]|$)")


class Commits:
    """Fills in the commits; nothing where there is no repository."""

    def __init__(self, place: Place, merges: "Merges | None") -> None:
        self._place = place
        self._merges = merges
        self._origins: ValueOrigins | None = None
        self._landed: dict[str, str] = {}
        self._looked = 0

    def fill(self, said: "list[Said]", layers: "list[Layer]") -> None:
        """Give each thing that a layer said its commit."""
        data = {layer.file: layer.data for layer in layers if layer.file is not None}
        files: dict[str, list[Said]] = {}
        for one in said:
            if one.file is None:
                continue
            files.setdefault(one.file, []).append(one)
        for file, rows in sorted(files.items()):
            found = self.of(file, data.get(file), [one.path for one in rows])
            for one, commit in zip(rows, found, strict=True):
                one.commit = commit

    def of(self, file: str, data: bytes | None, paths: "list[Path]") -> "list[Commit | None]":
        """Return the commit of each value of a file that is there with these bytes."""
        place = self._place
        repository = place.repository
        if repository is None or data is None:
            return [None] * len(paths)
        full = place.prefix + file
        document = parse(data, file)
        if place.commit is None:
            state = UNCOMMITTED if is_tracked(repository, full) else UNTRACKED
            return [Commit(state)] * len(paths)
        origins = self._opened()
        committed = origins.document(full)
        if committed is MISSING:
            tracked = not place.dated and is_tracked(repository, full)
            return [Commit(UNCOMMITTED if tracked else UNTRACKED)] * len(paths)
        steps = [steps_of(document, path, self._merges) for path in paths]
        same = [_same(find(document, one), find(committed, one)) for one in steps]
        asked = list(dict.fromkeys(one for one, equal in zip(steps, same, strict=True) if equal))
        found = origins.of(full, asked) if asked else {}
        return [
            self._commit(origins, full, found[one], one) if equal else Commit(UNCOMMITTED)
            for one, equal in zip(steps, same, strict=True)
        ]

    def close(self) -> None:
        """End every process of git."""
        if self._origins is not None:
            self._origins.close()

    def _opened(self) -> ValueOrigins:
        if self._origins is None:
            place = self._place
            assert place.repository is not None
            assert place.commit is not None
            ignored = frozenset[str]()
            if place.repository.top is not None:
                ignored = ignored_by_blame(place.repository.top)
            self._origins = ValueOrigins(
                place.repository, place.commit, parse, limit=DEFAULT.max_bytes, ignored=ignored
            )
        return self._origins

    def _commit(self, origins: ValueOrigins, file: str, origin: Origin, steps: Steps) -> Commit:
        version = origin.version
        if version is None:
            return Commit(UNKNOWN, origin.reason)
        found = self._told(version)
        found.ignored = origin.ignored
        found.reencrypted = origins.reencrypted(version, steps)
        if version.path != file:
            found.path = version.path
        if origin.before is not None:
            found.before = self._commit(origins, file, origin.before, steps)
        return found

    def _told(self, version: Version) -> Commit:
        found = Commit(KNOWN)
        found.oid = version.oid
        found.author = version.author
        found.time = version.authored if version.authored is not None else version.committed
        found.subject = subject(version.subject)
        found.request = _request(version.message, version.subject) or self._landing(version.oid)
        return found

    def _landing(self, oid: str) -> str:
        """Return the request of the merge that landed a commit."""
        place = self._place
        if oid not in self._landed:
            self._looked += 1
            message = None
            if self._looked <= _MOST_LANDINGS and place.repository and place.commit:
                message = landing(place.repository, oid, place.commit)
            first = "" if message is None else message.lstrip("\n").partition("\n")[0]
            self._landed[oid] = "" if message is None else _request(message, first)
        return self._landed[oid]


def _request(message: str, title: str) -> str:
    found = request_of(message, title)
    if found:
        return found
    named = _NAMED.search(title)
    return "" if named is None else named[1]


def _same(one: object, two: object) -> bool:
    from confledger.changes.sameness import same

    return same(one, two)


def parse(data: bytes, path: str) -> object:
    """Return the first document of a file as it was written; None where it cannot be read."""
    from confledger.documents.load import load

    dialect = dialect_of(path) or YAML
    loaded = load(data, dialect)
    if not loaded.documents:
        return None
    document = loaded.documents[0]
    if dialect == YAML and b"!unset" in data:
        from confledger.errors import ConfledgerError
        from confledger.loader.removals import mark

        try:
            mark(document, data, path)
        except ConfledgerError:
            return None
        return _comparable(document)
    return document


def _comparable(value: object) -> object:
    """Return a document in which two removals of the same item are alike."""
    if isinstance(value, UnsetItem):
        return {"!unset": value.item}
    if isinstance(value, dict):
        return {name: _comparable(one) for name, one in value.items()}
    return [_comparable(one) for one in value] if isinstance(value, list) else value
