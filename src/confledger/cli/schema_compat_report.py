"""What `schema compat` prints: for people, for a merge request, for programs."""

from confledger.cli.failure import shown
from confledger.cli.schema_comparing import ADDED, CHANGED, REMOVED, UNUSABLE, Compared
from confledger.schema_files.change import Change

_MOST_FILES = 20


def text(compared: list[Compared], base: str, start: str, *, verbose: bool) -> str:
    """Return the result for a terminal; nothing when there is nothing to tell."""
    lines = []
    for one in compared:
        if not _told(one, verbose=verbose):
            continue
        lines.append(f"{shown(one.path)}: {_verdict(one)}\n")
        for sign, change, loosened in _changes(one, verbose=verbose):
            lines.append(f"  {sign} {_place(change)}: {change.sentence(loosened=loosened)}\n")
        if one.refused:
            lines.append("  accepted before, refused now:\n")
            lines += [
                f"    {shown(refused.place)}   {refused.message}\n"
                for refused in one.refused[:_MOST_FILES]
            ]
            if len(one.refused) > _MOST_FILES:
                lines.append(f"    and {len(one.refused) - _MOST_FILES} more\n")
    return "".join([*lines, _summary(compared, base, start), "\n"])


def markdown(compared: list[Compared], base: str, start: str, *, verbose: bool) -> str:
    """Return the result for the description of a merge request."""
    lines = [f"**{_summary(compared, base, start)}**\n"]
    for one in compared:
        if not _told(one, verbose=verbose):
            continue
        lines.append(f"\n### {_code(one.path)}\n\n{_verdict(one).capitalize()}.\n\n")
        for _, change, loosened in _changes(one, verbose=verbose):
            said = change.sentence(loosened=loosened)
            mark = "accepts more: " if loosened else ""
            lines.append(f"- {_code(_place(change))}: {mark}{said}\n")
        if one.refused:
            lines.append("\nAccepted before, refused now:\n\n")
            lines += [
                f"- {_code(refused.place)} {refused.message}\n"
                for refused in one.refused[:_MOST_FILES]
            ]
            if len(one.refused) > _MOST_FILES:
                lines.append(f"- and {len(one.refused) - _MOST_FILES} more\n")
    return "".join(lines)


def json(compared: list[Compared], base: str, start: str, *, verbose: bool) -> str:
    """Return the result as data; changes that accept more are always in it."""
    from json import dumps

    del verbose
    schemas = [
        {
            "path": one.path,
            "state": one.state,
            "breaking": one.breaking,
            "reason": one.reason or None,
            "changes": [
                {
                    "breaking": not loosened,
                    "pointer": change.pointer,
                    "message": change.sentence(loosened=loosened),
                }
                for _, change, loosened in _changes(one, verbose=True)
            ],
            "files": one.files,
            "refused": [
                {"path": refused.path, "place": refused.place, "message": refused.message}
                for refused in one.refused
            ],
        }
        for one in compared
    ]
    report = {
        "version": 1,
        "base": {"name": base, "commit": start},
        "breaking": any(one.breaking for one in compared),
        "schemas": schemas,
    }
    return dumps(report, indent=2) + "\n"


def _told(one: Compared, *, verbose: bool) -> bool:
    return verbose or one.breaking


def _changes(one: Compared, *, verbose: bool) -> list[tuple[str, Change, bool]]:
    """Return the changes in the order of their pointers, those that refuse more first."""
    found = [("-", change, False) for change in one.narrower]
    if verbose:
        found += [("+", change, True) for change in one.wider]
    return found


def _place(change: Change) -> str:
    return change.pointer or "(root)"


def _verdict(one: Compared) -> str:
    if one.state == REMOVED:
        return "removed; nothing is held against it any more"
    if one.state == ADDED:
        return f"new; {one.reason}" if one.reason else "new"
    if one.state == UNUSABLE:
        return one.reason
    if not one.breaking:
        return "everything that was accepted still is"
    changes = len(one.narrower)
    said = f"{changes} breaking change{'s' * (changes != 1)}"
    if not one.files:
        return f"{said}; it is for no file here"
    hit = len({refused.path for refused in one.refused})
    return f"{said}; {hit or 'none'} of {one.files} file{'s' * (one.files != 1)} refused by it"


def _summary(compared: list[Compared], base: str, start: str) -> str:
    since = f"since {start[:12]}" + ("" if start.startswith(base) else f" ({base})")
    changed = [one for one in compared if one.state == CHANGED]
    broken = sum(one.breaking for one in compared)
    if not broken:
        if not changed:
            return f"no schema accepts more or less {since}"
        return f"{_count(len(changed))} accept more {since}, and refuse nothing that was accepted"
    hit = len({refused.path for one in compared for refused in one.refused})
    files = f"{hit or 'no'} file{'s' * (hit != 1)} refused"
    return f"{_count(broken)} with breaking changes {since}, {files}"


def _count(number: int) -> str:
    return f"{number} schema{'s' * (number != 1)}"


def _code(text: str) -> str:
    return f"`{shown(text)}`"
