"""What `init` says: what is there, what is wrong with it, and what it would write."""

from confledger.cli.failure import shown
from confledger.cli.init_files import Plan
from confledger.cli.init_survey import Seen
from confledger.cli.streams import hanging
from confledger.inventory.holdings import Holdings

# Of what may be many, so many are shown.
_FEW = 5
_LABEL = 13

Row = tuple[str, int, list[str]]


def text(seen: Seen) -> str:
    """Return what was seen, a row for each kind of thing that there is."""
    rows = [row for row in _rows(seen) if row[1]]
    width = max((len(str(number)) for _, number, _ in rows), default=1)
    lines = []
    for label, number, details in rows:
        start = f"  {label:{_LABEL}} {number:{width}}   "
        for detail in details:
            lines.append(hanging(start, detail))
            start = " " * len(start)
    files = "1 tracked file" if seen.tracked == 1 else f"{seen.tracked:,} tracked files"
    return f"Scanned {files} in {seen.seconds:.1f} s (nothing was changed).\n{''.join(lines)}"


def _rows(seen: Seen) -> list[Row]:
    held, proposal = seen.held, seen.proposal
    found = [one.name for one in proposal.environments.environments if not one.base]
    rows = proposal.environments.rows
    more = f" and {len(rows) - 2} more" if len(rows) > 2 else ""
    paired = sum(len(pair.paths) for pair in proposal.pairs)
    known = published(held)
    missing = {
        path: {name for name in names if name not in proposal.vendored}
        for path, names in held.addresses.items()
    }
    addresses = len(set().union(*missing.values()))
    named = sum(1 for names in missing.values() if names)
    return [
        ("config files", len(held.dialects), [_counted(held.formats())]),
        (
            "environments",
            len(found),
            [f"{', '.join(found)}: guessed from {', '.join(rows[:2])}{more}"],
        ),
        ("with schema", paired, [f"in the tree: {', '.join(p.schema for p in proposal.pairs)}"]),
        (
            "schema known",
            sum(known.values()),
            [f"{_counted(known)}; to get one: confledger schema add {next(iter(known), 'NAME')}"],
        ),
        (
            "schema named",
            named,
            [f"by {_addresses(addresses)}; to get them: confledger schema add --named"],
        ),
        ("encrypted", len(held.sealed), ["with SOPS"]),
        ("secrets", len(held.secrets), ["in plain text! (values not shown)", *_secrets(seen)]),
        ("unreadable", len(seen.unreadable), _unreadable(seen)),
        (
            "not ours",
            sum(one.files for one in proposal.strangers),
            [f"{', '.join(one.paths)}: {one.reason}" for one in proposal.strangers],
        ),
        ("findings", sum(seen.old.values()), [_old(seen)]),
    ]


def _old(seen: Seen) -> str:
    counts = _counted(seen.old)
    return counts if seen.settings else f"{counts}; old ones: they stop no commit"


def _addresses(number: int) -> str:
    return "an address" if number == 1 else f"{number:,} addresses"


def _counted(counts: dict[str, int]) -> str:
    shown_ones = [f"{name} {number:,}" for name, number in list(counts.items())[:_FEW]]
    rest = sum(list(counts.values())[_FEW:])
    return ", ".join(shown_ones + ([f"others {rest:,}"] if rest else []))


def _secrets(seen: Seen) -> list[str]:
    places = [f"{shown(one.path)}:{one.line}" for one in seen.held.secrets]
    width = min(50, max(map(len, places[:_FEW]), default=0))
    lines = [
        f"{place:{width}}  {shown(one.key) or '(a value)'}: {one.why}"
        for place, one in zip(places[:_FEW], seen.held.secrets, strict=False)
    ]
    return lines + _rest(len(places))


def _unreadable(seen: Seen) -> list[str]:
    lines = []
    for finding in seen.unreadable[:_FEW]:
        at = f":{finding.span.line}:{finding.span.column}" if finding.span else ""
        lines.append(f"{shown(finding.path)}{at} {finding.message}")
    return lines + _rest(len(seen.unreadable))


def _rest(number: int) -> list[str]:
    return [f"... and {number - _FEW} more: confledger init --format json"] if number > _FEW else []


def published(held: Holdings) -> dict[str, int]:
    """Return how many files have a schema that is published, by its name, most frequent first."""
    from confledger.schema_files import catalogue

    counts: dict[str, int] = {}
    for path in held.unnamed:
        entry = catalogue.known(path)
        if entry is not None and entry.address is not None:
            counts[entry.name] = counts.get(entry.name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def would(plan: Plan, hooks: list[str]) -> str:
    """Return one line on what would be written."""
    parts = [f"{one.path} ({one.size})" for one in plan.changes]
    changed = {one.path for one in plan.changes}
    parts += [f"{path} (as it is, into git)" for path in plan.unknown if path not in changed]
    return ", ".join(parts + ([f"the hooks {' and '.join(hooks)}"] if hooks else []))


def document(seen: Seen, plan: Plan, hooks: list[str], *, written: bool) -> dict[str, object]:
    """Return the same for programs: stable, without times."""
    held, proposal = seen.held, seen.proposal
    return {
        "version": 1,
        "tracked": seen.tracked,
        "settings": seen.settings,
        "formats": held.formats(),
        "environments": [
            {"name": one.name, "paths": one.paths, "files": one.files, "base": one.base}
            for one in proposal.environments.environments
        ],
        "readers": [{"reader": one.reader, "paths": one.paths} for one in proposal.readers],
        "schemas": [{"schema": one.schema, "paths": one.paths} for one in proposal.pairs],
        "known": published(held),
        "named": sorted({name for names in held.addresses.values() for name in names}),
        "encrypted": held.sealed,
        "secrets": [
            {"path": one.path, "line": one.line, "key": one.key, "why": one.why}
            for one in held.secrets
        ],
        "unreadable": [
            {
                "path": one.path,
                "line": one.span.line if one.span else None,
                "column": one.span.column if one.span else None,
                "message": one.message,
            }
            for one in seen.unreadable
        ],
        "ignore": [
            {"paths": one.paths, "reason": one.reason, "files": one.files}
            for one in proposal.strangers
        ],
        "findings": seen.old,
        "changes": [
            {"path": one.path, "new": one.old is None, "diff": one.diff()} for one in plan.changes
        ],
        "hooks": hooks,
        "notes": plan.notes,
        "written": written,
    }
