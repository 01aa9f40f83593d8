"""What there is to say of a plan, without a format: the verdict, and values by environment."""

from confledger.reports.ledger.fields import day
from confledger.rollback.plan import ADDED, CHANGED, DELETED, MODE
from confledger.rollback.restoring import OF_SECRETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.rollback.plan import Effect, Plan, Remaining, Revision, Values

_AGES = (
    ("year", 365 * 86_400),
    ("month", 30 * 86_400),
    ("week", 7 * 86_400),
    ("day", 86_400),
    ("hour", 3600),
    ("minute", 60),
)


def headline(plan: "Plan") -> "tuple[str, str, Revision | None]":
    """Say what is done: what stands before the scope, what behind it, and the commit after that."""
    idle = plan.empty and not plan.conflicts and not plan.refusals
    start, but = _idle(plan) if idle else ("rollback of", "")
    if plan.entry is not None:
        return start, f"{but} is already without" if idle else " without", plan.entry
    if plan.target is None:
        return "rollback of", "", None
    return start, f"{but} is as it was at" if idle else " to", plan.target


def _idle(plan: "Plan") -> tuple[str, str]:
    """Say that there is nothing to do, and which files are not as they were all the same."""
    if not plan.kept:
        return "nothing to do:", ""
    if {one.why for one in plan.kept} == {OF_SECRETS}:
        files = plural(len(plan.kept), "file of secrets", "files of secrets")
        return "nothing to do without --with-secrets:", f", but for {files},"
    return "nothing to do:", f", but for {plural(len(plan.kept), 'file', 'files')} that must stay,"


def plural(number: int, one: str, many: str) -> str:
    """Write a number as people read it, and its noun."""
    return f"{number:,} {one if number == 1 else many}"


def dated(revision: "Revision", now: int | None) -> str:
    """Return the day of a commit, and how long ago that is where it is known what time it is."""
    if now is None:
        return day(revision.time)
    return f"{day(revision.time)}, {age(now - revision.time)}"


def age(seconds: int) -> str:
    """Say how long ago something was, in the largest unit that there are two of."""
    for name, length in _AGES:
        if seconds >= 2 * length:
            return f"{seconds // length} {name}s ago"
    return "just now"


def places(plan: "Plan") -> str:
    """Say where the commit is made and pushed to, if that is not just the branch that is here."""
    parts = []
    if plan.branch:
        parts.append(f"made on the new branch {plan.branch}")
    if plan.push is not None:
        parts.append(f"pushed to {plan.push.branch} of {without_user(plan.push.remote)}")
    return ", ".join(parts)


def without_user(remote: str) -> str:
    """Return a remote without the user and password that its address may have."""
    scheme, between, rest = remote.partition("://")
    if not between:
        return remote
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def sums(plan: "Plan") -> str:
    """Count the files, by what becomes of them, and the commits that are taken back."""
    number = {kind: sum(file.kind == kind for file in plan.files) for kind in _KINDS}
    parts = [f"{count:,} {_KINDS[kind]}" for kind, count in number.items() if count]
    said = plural(len(plan.files), "file", "files")
    if len(parts) == 1:
        said += f" {parts[0].partition(' ')[2]}"
    elif parts:
        said += f": {', '.join(parts)}"
    if plan.undone:
        people = len({one.author for one in plan.undone})
        said += (
            f"; takes back {plural(len(plan.undone), 'commit', 'commits')} by "
            f"{plural(people, 'person', 'people')}"
        )
    return said


_ENV, _WHOLE = "env:", "(root)"
_KINDS = {CHANGED: "changed", ADDED: "added", DELETED: "deleted", MODE: "of another mode"}


class Shared:
    """What changes alike in some environments."""

    __slots__ = ("effects", "names")

    def __init__(self, names: list[str], effects: "list[Effect]") -> None:
        self.names = names
        self.effects = effects


def by_environment(plan: "Plan") -> tuple[list[Shared], list[str]]:
    """Return what changes, each change once with all environments that it is in; and the rest.

    The environment that was asked for comes first, then what is a risk, then what is everywhere.
    """
    changes: dict[tuple[object, ...], tuple[Effect, dict[str, None]]] = {}
    same = []
    for name, effects in plan.effects.items():
        if not effects:
            same.append(name)
        for one in effects:
            alike = (one.key, one.before, one.after, one.note, one.risk)
            changes.setdefault(alike, (one, {}))[1][name] = None
    groups: dict[tuple[str, ...], Shared] = {}
    for one, names in changes.values():
        groups.setdefault(tuple(names), Shared(list(names), [])).effects.append(one)
    asked = _asked(plan)

    def order(group: Shared) -> tuple[bool, bool, int]:
        risky = any(one.risk for one in group.effects)
        return asked is not None and asked not in group.names, not risky, -len(group.names)

    return sorted(groups.values(), key=order), same


def beside(plan: "Plan") -> list[str]:
    """Return the environments that change although another one was asked for."""
    asked = _asked(plan)
    if asked is None:
        return []
    return [name for name, effects in plan.effects.items() if effects and name != asked]


def _asked(plan: "Plan") -> str | None:
    """Return the environment that is the scope; the base is in all of them, and is none."""
    name = plan.scope.removeprefix(_ENV)
    return name if plan.scope.startswith(_ENV) and name in plan.effects else None


def otherwise(values: "Values") -> bool:
    """Whether a file is only written otherwise: comments, order, quotes."""
    return not values.why and not values.changed + values.added + values.removed


def keys(values: "Values", most: int, length: int = 80) -> str:
    """Name the first keys of a file that change; of a whole document, what that is called.

    Of a long one, the end is what tells most.
    """
    named = []
    for one in values.first[:most]:
        document, _, key = one.key.rpartition(": ")
        name = document if document and key == _WHOLE else key
        named.append(name if len(name) <= length else f"…{name[1 - length :]}")
    more = values.changed + values.added + values.removed > len(named)
    return ", ".join(dict.fromkeys(named)) + (", …" if named and more else "")


def signs(values: "Values") -> str:
    """Count the values of a file that change, as short as can be: `~2 +1 -3`."""
    parts = (("~", values.changed), ("+", values.added), ("-", values.removed))
    return " ".join(f"{sign}{number}" for sign, number in parts if number)


def counted(values: "Values") -> str:
    """Say how many values of a file change, or why that is not known."""
    if values.why:
        return values.why
    parts = (
        (values.changed, "changed"),
        (values.added, "added"),
        (values.removed, "removed"),
    )
    return ", ".join(f"{number} {what}" for number, what in parts if number)


def alike(plan: "Plan") -> list[tuple[str, list[str]]]:
    """Return why files stay as they are, each reason once, and which files these are."""
    found: dict[str, list[str]] = {}
    for one in plan.kept:
        found.setdefault(one.why, []).append(one.path)
    return list(found.items())


def instead(one: "Remaining") -> str:
    """Return what brings the rest of an environment back, the smallest first."""
    if len(one.keys) == 1:
        return f"--key {one.environment}:{one.keys[0]}"
    return f"--key {one.environment}:KEY for each, or --scope all"


def from_target(plan: "Plan") -> str:
    """Return the short id of the commit that is gone back to."""
    return "" if plan.target is None else plan.target.oid[:10]
