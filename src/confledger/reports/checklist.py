"""What reviewers of a risky change are to look at, as a list that they tick, in Markdown."""

from confledger.forge.review import (
    CLAIMED,
    NO,
    ON_FORGE,
    UNKNOWN,
    Approver,
    Row,
)
from confledger.reports.statement.spans import code, prose

# So many keys are named, of all files of a risk.
_MOST_KEYS = 12
_MOST_FILES = 8
_SOURCES = {
    ON_FORGE: "approved it here",
    CLAIMED: "named in a commit, which anybody can write",
}
_OWNERS = {
    NO: "no owner of all these files is among them",
    UNKNOWN: "whether an owner is among them cannot be told: teams cannot be asked for",
}


def checklist(
    rows: tuple[Row, ...], environments: dict[str, list[str]], base: str, unknown: str
) -> str:
    """Return the list; nothing without a row.

    `environments` are those of each file, `base` is the commit that brings everything back,
    and `unknown` says why nobody knows who approves on the forge, where that is so.
    """
    if not rows:
        return ""
    parts = ["### Review of risky changes\n"]
    if unknown:
        parts.append(f"Who approves on the forge is not known: {prose(unknown)}.\n")
    for row in rows:
        parts.append(_risk(row))
        parts.append("\n".join([*_looks(row, environments, base)]) + "\n")
    return "\n".join(parts)


def of_newer(found: str) -> str:
    """Return the list for a change that began before the rules that its target has now."""
    said = (
        "Who has to approve is not known: its target has newer rules; merge the target into it.\n"
    )
    head, _, rest = found.partition("\n\n")
    return f"{head or '### Review of risky changes'}\n\n{said}" + (f"\n{rest}" if rest else "")


def _risk(row: Row) -> str:
    standing = "enough" if row.satisfied else "not enough"
    counted = [one for one in row.approvers if not one.why_not]
    others = [one for one in row.approvers if one.why_not]
    lines = [
        f"**{code(row.risk)}: {row.given} of {row.needed} "
        f"{'approval' if row.needed == 1 else 'approvals'}, {standing}**"
    ]
    if row.owned in _OWNERS and row.given:
        lines.append(f"- {_OWNERS[row.owned]}")
    lines += [f"- {_who(one)}: {_SOURCES[one.source]}" for one in counted]
    lines += [f"- {_who(one)} does not count: {one.why_not}" for one in others]
    return "\n".join(lines) + "\n"


def _looks(row: Row, environments: dict[str, list[str]], base: str) -> list[str]:
    lines = []
    left = _MOST_KEYS
    paths = list(row.keys)
    for path in paths[:_MOST_FILES]:
        keys = row.keys[path]
        named = ", ".join(code(key) for key in keys[: max(left, 1)])
        more = len(keys) - max(left, 1)
        left -= len(keys)
        where = f" ({prose(', '.join(environments[path]))})" if environments.get(path) else ""
        rest = f" and {more} more" if more > 0 else ""
        lines.append(f"- [ ] {code(path)}{where}: {named}{rest}: are the new values meant?")
    if len(paths) > _MOST_FILES:
        lines.append(f"- [ ] {len(paths) - _MOST_FILES} more files with keys of this risk")
    reached = sorted({one for path in paths for one in environments.get(path, [])})
    if reached:
        lines.append(f"- [ ] does it hold in {prose(_and(reached))}, and is nothing else reached?")
    scope = f" --scope {paths[0]}" if len(paths) == 1 and _is_plain(paths[0]) else ""
    lines.append(
        f"- [ ] the way back works: {code(f'confledger rollback --to {base}{scope} --plan')}"
    )
    return lines


def _who(one: Approver) -> str:
    # As code, since a mention would call people.
    return code(one.person.shown)


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _is_plain(path: str) -> bool:
    return all(one.isascii() and (one.isalnum() or one in "._/-") for one in path)
