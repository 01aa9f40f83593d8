"""Which schema each group of files has, and whether what was fetched is as it was."""

from confledger.checks.references import FILE, META, SETTINGS, Reference, refer
from confledger.checks.schemas import Schemas
from confledger.checks.selection import Selection
from confledger.checks.verdict import Judge
from confledger.cli import workspace
from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.cli.streams import put
from confledger.documents.dialect import JSON, dialect_of
from confledger.documents.load import load
from confledger.git.snapshot import Snapshot
from confledger.schema_files import lock
from confledger.schema_files.catalogue import known
from confledger.settings import Settings

# How a group came by its schema.
BY_SETTINGS, BY_FILE, BY_ITSELF, NONE = "settings", "file", "built in", "none"


class Group:
    """Some files with the same schema from the same source; `kind` is their catalogue name."""

    __slots__ = ("inferred", "kind", "paths", "schema", "source", "state")

    def __init__(self, source: str, schema: str, kind: str) -> None:
        self.source = source
        self.schema = schema
        self.kind = kind
        self.paths: list[str] = []
        self.state = ""
        self.inferred = False


def run(arguments: list[str]) -> int:
    """List the groups; return 1 when a vendored schema is not what the lock says."""
    parser = Parser(
        "schema list",
        "Say which schema the files have: by the settings, by what a file names itself, or none;\n"
        "what is known by its name; and whether what was fetched is as it was.",
        examples=("confledger schema list", "confledger schema list --all --format json"),
    )
    parser.add_argument("--all", action="store_true", help="name every file")
    parser.add_format()
    parser.add_argument("--rev", metavar="REV", help="those of a commit, tag or branch")
    parser.add_argument("--staged", action="store_true", help="those in the index")
    asked = parser.parse_args(arguments)
    repository = workspace.repository_here()
    snapshot = workspace.snapshot(repository, staged=asked.staged, revision=asked.rev)
    try:
        settings = workspace.settings_of(snapshot).settings
        groups = _groups(snapshot, settings)
        faults = lock.locked_faults(snapshot.find)
        _states(groups, snapshot, faults)
    finally:
        snapshot.close()
    put((_json if asked.format == "json" else _text)(groups, faults, everything=asked.all))
    return int(bool(faults))


def _groups(snapshot: Snapshot, settings: Settings) -> list[Group]:
    """Return the files by what holds for them, those without a schema last."""
    limits = workspace.limits_of(settings)
    selection = Selection(settings, lambda path: snapshot.find(path) is not None)
    schemas = Schemas(
        snapshot.find, vendored=settings.vendored, limits=limits, formats=settings.formats
    )
    judge = Judge(schemas, vendored=settings.vendored, limits=limits, severities={})
    are_schemas = selection.schema_paths(settings.vendored) | set(settings.vendored.values())
    found: dict[tuple[str, str, str], Group] = {}
    entries = [
        entry
        for path, entry in snapshot.entries().items()
        if selection.ignored(path, entry.kind) is None and path != lock.LOCK
    ]
    for entry, raw in snapshot.stream(entries):
        path = entry.path
        dialect, setting = selection.plan(path)
        named: list[Reference] = []
        if isinstance(raw, bytes):
            named = judge.named(path, dialect, raw)
        entry_known = known(path)
        kind = entry_known.name if entry_known else ""
        keys = [(BY_FILE, _name(reference), "") for reference in named]
        if setting is not None:
            reference = refer(setting, "", settings.vendored)
            if reference.kind == SETTINGS:
                keys.insert(0, (BY_ITSELF, "settings of confledger", ""))
            else:
                keys.insert(0, (BY_SETTINGS, _name(reference), ""))
        if not keys and path not in are_schemas:
            keys.append((NONE, "", kind))
        for key in dict.fromkeys(keys):
            if key not in found:
                found[key] = Group(*key)
            found[key].paths.append(path)
    order = (BY_SETTINGS, BY_FILE, BY_ITSELF, NONE)
    return sorted(
        found.values(),
        key=lambda group: (order.index(group.source), group.schema, not group.kind, group.kind),
    )


def addresses_named(snapshot: Snapshot, settings: Settings) -> list[str]:
    """Return the addresses of schemas that files name, and that are not vendored."""
    groups = _groups(snapshot, settings)
    _states(groups, snapshot, [])
    return [
        group.schema for group in groups if group.source == BY_FILE and group.state == _NOT_VENDORED
    ]


def _name(reference: Reference) -> str:
    if reference.kind in (FILE, META):
        return reference.name + (f"#{reference.fragment}" if reference.fragment else "")
    return reference.name


def _states(groups: list[Group], snapshot: Snapshot, faults: list[lock.LockFault]) -> None:
    """Note what is known of the schema of each group."""
    locked = {one.file: one for one in lock.read(snapshot.find).values()}
    faulty = {fault.file: fault.state for fault in faults}
    for group in groups:
        path = group.schema.partition("#")[0]
        if group.source not in (BY_SETTINGS, BY_FILE) or not path:
            continue
        if "://" in path:
            group.state = "" if "json-schema.org" in path else _NOT_VENDORED
            continue
        found = snapshot.find(path)
        if path in locked:
            group.state = faulty.get(path, lock.SAME)
        elif found is None:
            group.state = lock.MISSING
        if found is not None and isinstance(found[1], bytes) and b"x-inferred" in found[1]:
            documents = load(found[1], dialect_of(path) or JSON).documents
            root = documents[0] if documents else None
            group.inferred = isinstance(root, dict) and root.get("x-inferred") is True


_NOT_VENDORED = "not vendored"
_SAID = {
    "": "",
    lock.SAME: "as it was fetched",
    lock.CHANGED: "CHANGED since it was fetched",
    lock.MISSING: "does not exist",
}


def _text(groups: list[Group], faults: list[lock.LockFault], *, everything: bool) -> str:
    lines: list[str] = []
    used = [one for one in groups if one.source != NONE and one.state != _NOT_VENDORED]
    lines += _section("used", used, everything=everything)
    away = [one for one in groups if one.state == _NOT_VENDORED]
    away.sort(key=lambda group: (-len(group.paths), group.schema))
    said = f"named, and not used: checks take no schema from the network ({_count(away)})"
    lines += _section(said, away, everything=everything)
    if any(one.source == BY_FILE for one in away):
        lines.append("  to fetch those that files name: confledger schema add --named\n")
    known_ones = [one for one in groups if one.source == NONE and one.kind]
    lines += _section("without a schema, known by their names", known_ones, everything=everything)
    rest = [one for one in groups if one.source == NONE and not one.kind]
    said = f"without a schema ({_count(rest)})"
    lines += (
        _section(said, rest, everything=everything) if everything else [said + "\n"] * len(rest)
    )
    for fault in faults:
        lines.append(f"{lock.LOCK}:{fault.line}: {fault.message}\n  {fault.help}\n")
    return "".join(lines) or "no configuration files\n"


def _count(groups: list[Group]) -> str:
    number = len({path for group in groups for path in group.paths})
    return f"{number:,} file{'s' * (number != 1)}"


def _section(heading: str, groups: list[Group], *, everything: bool) -> list[str]:
    """Return a heading, and a line for each group with the number of its files."""
    lines = [f"{heading}\n"] if groups else []
    for group in groups:
        notes = [_SAID[group.state]] if group.state in _SAID and group.state else []
        notes += ["named in the file"] if group.source == BY_FILE and group.state in _SAID else []
        notes += ["inferred"] if group.inferred else []
        name = shown(group.schema) or _offered(group.kind)
        lines.append(f"{len(group.paths):6}  {name}{'   ' + ', '.join(notes) if notes else ''}\n")
        if everything:
            lines += [f"          {shown(path)}\n" for path in group.paths]
    return lines


def _offered(kind: str) -> str:
    """Return what a kind of file is called, and the command that gives it a schema."""
    from confledger.schema_files.catalogue import named

    entry = named(kind)
    if entry is None:
        return "no schema"
    how = f"confledger schema add {kind}" if entry.address else "none is published that we know of"
    return f"{kind:24} {how}"


def _json(groups: list[Group], faults: list[lock.LockFault], *, everything: bool) -> str:
    from json import dumps

    del everything
    report = {
        "version": 1,
        "groups": [
            {
                "schema": group.schema or None,
                "source": group.source,
                "known_as": group.kind or None,
                "lock": group.state or None,
                "inferred": group.inferred,
                "files": group.paths,
            }
            for group in groups
        ],
        "lock_faults": [
            {"file": one.file, "state": one.state, "line": one.line, "message": one.message}
            for one in faults
        ],
    }
    return dumps(report, indent=2) + "\n"
