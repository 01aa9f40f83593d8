"""From what the steps came to, to what a merge request is told: one change once, worst first."""

from confledger.changes.change import ADDED, REMOVED
from confledger.reports.ci.model import Change, Group, Masked, Note, Whole
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Map = dict[str, Any]

# From what matters most; what is none of these comes between.
_FIRST = ("prod", "production", "prd", "live", "preprod", "pre-prod", "preproduction")
_THEN = ("dr", "stage", "staging", "stg", "uat", "acceptance", "qa")
_LAST = ("canary", "demo", "int", "integration", "test", "testing", "tst", "sandbox")
_END = ("dev", "develop", "development", "local", "base")
_WORST = ("critical", "connectivity")


def weight(environment: str) -> tuple[int, int, str]:
    """Return what environments are sorted by: production comes first."""
    name = environment.lower()
    for number, names in enumerate((_FIRST, _THEN, (), _LAST, _END)):
        if name in names:
            return number, names.index(name), environment
    parts = name.replace("_", "-").split("-")
    production = any(one in _FIRST[:4] for one in parts)
    return (0 if production else 2), 99, environment


class Gathered:
    """The changes of both views: of environments, and of the files that none is made of."""

    def __init__(self, diff: "Map", effective: "Map | None") -> None:
        self._files: list[Map] = diff["files"]
        self._effective = effective
        self._covered = set() if effective is None else set(effective["covered"])
        self.groups: list[Group] = []
        self.masked: list[Masked] = []
        self.notes: list[Note] = []
        self.formatting: list[str] = []
        self.counts: dict[str, int] = {"create": 0, "update": 0, "delete": 0}
        self.values = 0
        self.secrets = 0
        self.outside = 0
        self._in: dict[str, int] = {}
        self._secrets_in: dict[str, int] = {}
        self._whole: dict[str, list[Map]] = {}
        self._masks = self._masks_by_key()
        made = [*self._of_environments(), *self._of_files()]
        self._group(made)
        self._of_masks()
        self._of_notes()

    @property
    def environments(self) -> list[tuple[str, int]]:
        """How many values change in each environment, production first."""
        return sorted(self._in.items(), key=lambda one: weight(one[0]))

    @property
    def secrets_in(self) -> tuple[str, int]:
        """The environment that matters most of those in which secrets change, and how many."""
        return min(self._secrets_in.items(), key=lambda one: weight(one[0]), default=("", 0))

    def whole(self, status: str) -> Whole:
        """Return what there is to say of all files that are new, or gone."""
        files = self._whole.get(status, [])
        names = sorted({str(name) for one in files for name in one["environments"]}, key=weight)
        return Whole(len(files), sum(int(one["values"]) for one in files), tuple(names))

    def _masks_by_key(self) -> "dict[tuple[str, str], list[tuple[str, str]]]":
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for one in [] if self._effective is None else self._effective["masked"]:
            name = (str(one["path"]), str(one["key"]))
            found.setdefault(name, []).append((str(one["environment"]), str(one["by"])))
        return {name: sorted(by, key=lambda one: weight(one[0])) for name, by in found.items()}

    def _of_environments(self) -> "list[tuple[list[str], Map]]":
        """Return each row with all environments that it is the same in."""
        same: dict[tuple[object, ...], tuple[list[str], Map]] = {}
        for view in [] if self._effective is None else self._effective["environments"]:
            name = str(view["name"])
            self._in.setdefault(name, 0)
            if view["more"]:
                self._in[name] += view["more"]
                self.notes.append(
                    Note("", f"{view['more']} more values change in {name}", serious=True)
                )
            for row in view["rows"]:
                names = ("key", "was", "becomes", "note", "where", "line", "origin", "hidden")
                identity = tuple(map(row.get, names)) + tuple(map(str, row["risks"]))
                same.setdefault(identity, ([], row))[0].append(name)
        return list(same.values())

    def _of_files(self) -> "list[tuple[list[str], Map]]":
        found: list[tuple[list[str], Map]] = []
        for file in self._files:
            if file["path"] in self._covered:
                continue
            for name in file["environments"]:
                self._in.setdefault(str(name), 0)
            for row in file["rows"]:
                more = {"where": file["path"], "origin": "", "owners": file["owners"]}
                found.append((list(file["environments"]), {**row, **more}))
            if file["more"]:
                text = f"{plural(file['more'], 'more value changes', 'more values change')}"
                self.notes.append(Note(str(file["path"]), text, serious=True))
        return found

    def _group(self, made: "list[tuple[list[str], Map]]") -> None:
        groups: dict[str, list[Change]] = {}
        for names, row in made:
            ordered = sorted(names, key=weight)
            first = ordered[0] if ordered else ""
            change = _change(row, tuple(ordered[1:]), self._masks)
            groups.setdefault(first, []).append(change)
            self._count(row, ordered)
        for name in sorted(groups, key=lambda one: (not one, weight(one))):
            ordered_changes = sorted(groups[name], key=_by_risk)
            self.groups.append(Group(name, tuple(ordered_changes)))

    def _count(self, row: "Map", names: list[str]) -> None:
        kind = {ADDED: "create", REMOVED: "delete"}.get(row["kind"], "update")
        self.counts[kind] += 1
        if row["hidden"]:
            self.secrets += 1
            for name in names:
                self._secrets_in[name] = self._secrets_in.get(name, 0) + 1
            return
        self.values += 1
        self.outside += not names
        for name in names:
            self._in[name] = self._in.get(name, 0) + 1

    def _of_masks(self) -> None:
        """Tell what changes in a file and nowhere else."""
        reached = {(one.path, one.key) for group in self.groups for one in group.changes}
        for (path, key), by in sorted(self._masks.items()):
            if (path, key) not in reached:
                self.masked.append(Masked(key, path, tuple(by)))

    def _of_notes(self) -> None:
        for file in self._files:
            path, status = str(file["path"]), file["status"]
            facts = [Note(path, text, serious=serious) for text, serious in file["facts"]]
            self.notes += facts
            said = _status(file)
            if said and file["risks"] and file["status"] in ("added", "removed"):
                said += f"; {', '.join(sorted(file['risks'], key=_rank))}"
            if status in ("added", "removed") and path not in self._covered:
                kind = "create" if status == "added" else "delete"
                self.counts[kind] += int(file["values"])
                self._whole.setdefault(status, []).append(file)
            if status == "formatted" and not facts:
                self.formatting.append(path)
            elif said:
                self.notes.append(Note(path, said, serious=status == "unreadable"))


def _change(
    row: "Map", also: tuple[str, ...], masks: "dict[tuple[str, str], list[tuple[str, str]]]"
) -> Change:
    path = str(row["where"])
    return Change(
        str(row["key"]),
        None if row["hidden"] and row["was"] is None else row["was"],
        row["becomes"],
        note=str(row["note"]),
        path=path,
        line=int(row["line"] or 0),
        origin=str(row["origin"]),
        also=also,
        masked=tuple(masks.get((path, str(row["key"])), ())),
        risks=tuple(sorted(map(str, row["risks"]), key=_rank)),
        owners=tuple(map(str, row["owners"])),
        hidden=bool(row["hidden"]),
        sealed=bool(row["sealed"]),
        gone=row["kind"] == REMOVED,
        kind=str(row["kind"]),
    )


def _rank(risk: str) -> tuple[int, str]:
    return (_WORST.index(risk) if risk in _WORST else len(_WORST), risk)


def _by_risk(one: Change) -> tuple[object, ...]:
    risk = min(map(_rank, one.risks), default=(9, ""))
    return (risk[0], not one.hidden, one.path, one.line, one.key)


def _status(file: "Map") -> str:
    """Say what became of a file as a whole; nothing where its values say it."""
    values = plural(file["values"], "value", "values")
    status = file["status"]
    if status == "added":
        return f"new file, {values}"
    if status == "removed":
        return f"removed, {values}"
    if status == "unreadable":
        return f"cannot be compared: {file['reason']}"
    if status == "renamed":
        only = "" if file["rows"] else "only "
        return f"{only}renamed, was {file['old_path']}"
    return ""
