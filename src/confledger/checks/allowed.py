"""What may differ between environments: allowed-differences.yaml, read.

    differences:
      - keys: [endpoints.*.host, "deployment.yaml:spec.replicas"]
        environments: [dev]
        reason: Everything runs on one machine.

`*` stands for one step of a key, `**` for any number; a key stands for all below it. With
`FILE:` in front it is one of that file, for environments that have several; `FILE:*` is the file.
"""

from collections.abc import Iterator

from confledger.checks.addresses import steps_fit
from confledger.checks.environments import WHOLE
from confledger.checks.globs import matcher
from confledger.checks.whole import Whole
from confledger.errors import nearest
from confledger.location import Path

Key = tuple[str, ...]


class Allowed:
    """One key that may differ; `at` leads to it in the file."""

    __slots__ = ("_file", "_steps", "at", "environments", "text", "used")

    def __init__(self, text: str, environments: frozenset[str], at: Path) -> None:
        file, colon, keys = text.rpartition(":")
        self._file = matcher([file if "/" in file else f"**/{file}"]) if colon else None
        self._steps = tuple(keys.split("."))
        self.text = text
        self.environments = environments
        self.at = at
        self.used = False

    def covers(self, role: str, key: Key) -> bool:
        """Whether it is about a key of a file, or about one above it."""
        if self._file is not None and not self._file(role):
            return False
        if self._file is None and role != WHOLE and not key:
            return False
        if not key:
            return self._steps in (("*",), ("**",))
        return any(steps_fit(key[:end], self._steps) for end in range(1, len(key) + 1))


class Fault:
    """Something that is wrong with the file itself."""

    __slots__ = ("at", "message")

    def __init__(self, at: Path, message: str) -> None:
        self.at = at
        self.message = message


class Differences:
    """All of the file; `faults` are what cannot be used of it.

    `agreed` are those that count: entries of the base, where a change is not to be trusted.
    """

    __slots__ = ("agreed", "entries", "faults", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.entries: list[Allowed] = []
        self.agreed: list[Allowed] = []
        self.faults: list[Fault] = []

    def allow(self, role: str, key: Key, odd: list[set[str]]) -> bool:
        """Whether one of these sets of environments may be different; the entry is then used."""
        covering = [
            entry
            for entry in {*self.entries, *self.agreed}
            if any(one <= entry.environments for one in odd) and entry.covers(role, key)
        ]
        for entry in covering:
            entry.used = True
        return any(entry in self.agreed for entry in covering)

    def note(self, role: str, key: Key, names: set[str]) -> None:
        """Take down that these environments have different values, or some have none."""
        for entry in self.entries:
            if not entry.used and entry.environments & names and entry.covers(role, key):
                entry.used = True


def differences(whole: Whole, names: set[str]) -> Differences:
    """Read the file that the settings name; without it nothing may differ."""
    found = Differences(whole.settings.allowed_differences)
    for at, entry in _listed(whole.documents(found.path), found.faults):
        found.faults += _faults(entry, at, names)
        found.entries += _entries(entry, at)
    found.agreed = found.entries
    base = whole.before(found.path)
    if base is not None:
        found.agreed = [one for at, entry in _listed(base, []) for one in _entries(entry, at)]
    return found


def _listed(documents: list[object] | None, faults: list[Fault]) -> Iterator[tuple[Path, object]]:
    # What cannot be read at all, the check `syntax` tells.
    for number, document in enumerate(documents or []):
        if number or not isinstance(document, dict):
            faults.append(Fault((), "the file needs one map with the key `differences`"))
            continue
        entries = document.get("differences")
        if not isinstance(entries, list):
            faults.append(Fault((), "the file needs a list `differences`"))
            continue
        for index, entry in enumerate(entries):
            yield ("differences", index), entry


def _entries(entry: object, at: Path) -> Iterator[Allowed]:
    if isinstance(entry, dict):
        environments = frozenset(map(str, _list(entry.get("environments"))))
        for index, key in enumerate(_list(entry.get("keys"))):
            if isinstance(key, str) and key:
                yield Allowed(key, environments, (*at, "keys", index))


def _faults(entry: object, at: Path, names: set[str]) -> Iterator[Fault]:
    if not isinstance(entry, dict):
        yield Fault(at, "a difference is a map with `keys`, `environments` and `reason`")
        return
    for key in ("keys", "environments"):
        if not _list(entry.get(key)):
            yield Fault(at, f"this difference needs a list `{key}`")
    if not isinstance(entry.get("reason"), str) or not str(entry["reason"]).strip():
        yield Fault(at, "this difference needs a `reason`")
    for index, name in enumerate(_list(entry.get("environments"))):
        if str(name) not in names:
            close = nearest(str(name), names)
            hint = f"did you mean `{close}`?" if close else f"they are {', '.join(sorted(names))}"
            yield Fault((*at, "environments", index), f"there is no such environment; {hint}")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
