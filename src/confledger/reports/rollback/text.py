"""A plan as people read it at a terminal, the worst first; an ordinary one fits on a screen."""

from shlex import quote as shell

from confledger.reports.changes.lines import columns
from confledger.reports.rollback.content import (
    alike,
    beside,
    by_environment,
    dated,
    from_target,
    headline,
    instead,
    keys,
    otherwise,
    places,
    plural,
    signs,
    sums,
)
from confledger.reports.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.rollback.plan import Conflict, Effect, Plan, Remaining, Revision, Values

_COLOURS = {"bad": "1;31", "head": "1", "faint": "2", "old": "31", "new": "32", "warn": "33"}
# So many of each are shown; `--format json` has all.
_FILES, _COMMITS, _CONFLICTS, _EFFECTS, _FEWER, _LINES, _NAMES = 20, 10, 20, 12, 6, 10, 5
# Where values are told file by file: so many files, and so many values of each of a few.
_VALUES, _DETAILED = 6, 3
# Of a key among others, so much of its end.
_KEY = 28
_ALL = "--format json has all"
_AGAIN = "changed again since"


def text(plan: "Plan", *, now: int | None = None, colour: bool = False, width: int = 100) -> str:
    """Return the whole plan; `now` is the time, in seconds since 1970, that ages are told by."""
    page = _Page(colour=colour, width=max(width, 40))
    _verdict(page, plan, now)
    for refusal in plan.refusals:
        flag = f" [{refusal.flag}]" if refusal.flag else " [nothing overrides this]"
        page.say(f"refused: {visible(refusal.reason)}{flag}", "bad")
    _conflicts(page, plan.conflicts, plan.basis)
    _effects(page, plan)
    _values(page, plan)
    _checks(page, plan)
    page.list("migrations", plan.migrations)
    page.list("secrets", plan.secrets)
    _kept(page, plan)
    page.list("usually changes together", plan.companions)
    page.list("notes", plan.notes)
    if not plan.empty:
        _files(page, plan)
        _commits(page, plan.undone or [])
    return page.written()


class _Page:
    """Lines as they are written, none wider than the terminal where that can be."""

    def __init__(self, *, colour: bool, width: int) -> None:
        self._colour = colour
        self.width = width
        self._lines: list[str] = []

    def painted(self, text: str, part: str) -> str:
        """Return a text in the colour of its part."""
        return f"\x1b[{_COLOURS[part]}m{text}\x1b[m" if self._colour and part else text

    def line(self, *pieces: tuple[str, str]) -> None:
        """Add one line of texts with their parts, the last one cut off where it is too long."""
        room = self.width
        made = []
        for text, part in pieces:
            fitting = cut(text, max(room, 1))
            made.append(self.painted(fitting, part) if fitting.strip() else fitting)
            room -= columns(fitting)
            if room <= 0:
                break
        self._lines.append("".join(made).rstrip())

    def say(self, text: str, part: str = "", indent: str = "") -> None:
        """Add a text in as many lines as it takes; what goes on stands two columns further in."""
        from textwrap import wrap

        lines = wrap(
            text,
            self.width,
            initial_indent=indent,
            subsequent_indent=f"{indent}  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        self._lines += [self.painted(one, part) for one in lines]

    def head(self, text: str) -> None:
        """Begin a section."""
        self.line((text, "head"))

    def list(self, title: str, lines: list[str]) -> None:
        """Add a section of lines, if there are any."""
        if not lines:
            return
        self.head(title)
        for one in lines[:_LINES]:
            self.say(visible(one), indent="  ")
        self.left(len(lines) - _LINES, "line", "lines")

    def left(self, number: int, one: str, many: str) -> None:
        """Say how many more there are."""
        if number > 0:
            self.line((f"  and {plural(number, f'more {one}', f'more {many}')}; {_ALL}", "faint"))

    def written(self) -> str:
        """Return all lines."""
        return "".join(f"{line}\n" for line in self._lines)


def cut(text: str, width: int) -> str:
    """Return a text that takes no more columns than that; its end is cut off."""
    if columns(text) <= width:
        return text
    end = width - 1
    kept = text[:end]
    while columns(kept) > end:
        kept = kept[:-1]
    return kept + "…"


def _verdict(page: _Page, plan: "Plan", now: int | None) -> None:
    start, end, revision = headline(plan)
    said = f"{start} {visible(plan.scope)}{end}"
    if revision is not None:
        said += f" {revision.oid[:10]} ({dated(revision, now)}, {visible(revision.author)})"
    page.say(said, "head")
    if revision is not None:
        page.line(("  ", ""), (visible(revision.subject) or "(no subject)", "faint"))
    if not plan.empty:
        page.say(sums(plan))
        if where := places(plan):
            page.say(visible(where))


def _conflicts(page: _Page, conflicts: "list[Conflict]", basis: "Revision | None") -> None:
    if not conflicts:
        return
    page.line((f"conflicts: {plural(len(conflicts), 'key was', 'keys were')} changed again", "bad"))
    shown = conflicts[:_CONFLICTS]
    rows = [
        (_where(one), visible(one.wanted), visible(one.now), _since(one.since)) for one in shown
    ]
    title = ("KEY", "WANTED BACK", "NOW", "CHANGED BY")
    widths = [max(columns(row[at]) for row in (title, *rows)) for at in range(3)]
    if sum(widths) + 2 * 4 + max(len(title[3]), 24) <= page.width:
        for row, part in ((title, "faint"), *((row, "") for row in rows)):
            cells = [f"  {_filled(row[at], widths[at])}" for at in range(3)]
            page.line(("".join(cells) + f"  {row[3]}", part))
    else:
        for key, wanted, current, since in rows:
            page.line((f"  {key}", ""))
            page.line(("      wanted back: ", "faint"), (wanted, ""))
            page.line(("      now:         ", "faint"), (current, ""))
            page.line(("      changed by:  ", "faint"), (since, ""))
    for why in dict.fromkeys(visible(one.why) for one in shown if one.why and one.why != _AGAIN):
        page.say(why, indent="  ")
    page.left(len(conflicts) - len(shown), "conflict", "conflicts")
    first = next((one for one in shown if one.key), None)
    if first is not None and basis is not None:
        way = f"confledger rollback --to {basis.oid[:10]} --key {shell(_where(first))}"
        page.say(f"to bring one of them back all the same: {way}", indent="  ")


def _where(one: "Conflict") -> str:
    return visible(f"{one.path}#{one.key}" if one.key else one.path)


def _since(one: "Revision | None") -> str:
    if one is None:
        return "unknown"
    return f"{one.oid[:10]} {dated(one, None)} {visible(one.author)}: {visible(one.subject)}"


def _effects(page: _Page, plan: "Plan") -> None:
    groups, same = by_environment(plan)
    for group in groups:
        names = visible(", ".join(group.names))
        page.head(f"{names}: {plural(len(group.effects), 'value changes', 'values change')}")
        _listed(page, group.effects, _EFFECTS if len(groups) <= 2 else _FEWER)
    if others := beside(plan):
        what = "is not the scope, and changes too" if len(others) == 1 else _TOO
        page.say(f"{visible(', '.join(others))} {what}", "warn")
    for name, why in plan.unresolved.items():
        page.say(f"{visible(name)}: not known what changes: {visible(why)}", "warn")
    for one in plan.remaining:
        page.say(_still(one, plan), "warn")
    if same:
        page.say(f"no value changes in {visible(', '.join(same))}")


_TOO = "are not the scope, and change too"


def _still(one: "Remaining", plan: "Plan") -> str:
    named = ", ".join(one.keys[:_NAMES]) + (", …" if len(one.keys) > _NAMES else "")
    by = f", set by {', '.join(one.sources)}" if one.sources else ""
    return visible(
        f"{one.environment} would still differ from {from_target(plan)} in "
        f"{plural(len(one.keys), 'key', 'keys')} ({named}){by}: {instead(one)}"
    )


def _listed(page: _Page, effects: "list[Effect]", most: int, total: int = 0) -> None:
    shown = effects[:most]
    widest = max(columns(visible(one.key)) for one in shown)
    column = widest if widest <= page.width * 3 // 5 else 0
    for one in shown:
        _effect(page, one, column)
    page.left((total or len(effects)) - len(shown), "value", "values")


def _effect(page: _Page, one: "Effect", column: int) -> None:
    sign, part = "~", ""
    if not one.note and one.before is None:
        sign, part = "+", "new"
    elif not one.note and one.after is None:
        sign, part = "-", "old"
    key = _filled(visible(one.key), column)
    risk = f" [{visible(one.risk)}]" if one.risk else ""
    said = _said(one)
    room = page.width - columns(key) - 6 - len(risk)
    head = ((f"  {sign} ", part), (key, part))
    if columns(said) <= room or (column and room > 30):
        page.line(*head, ("  ", ""), (cut(said, max(room, 8)), part), (risk, "bad"))
        return
    page.line(*head, (risk, "bad"))
    page.line((f"      {said}", part))


def _said(one: "Effect") -> str:
    if one.before is None and one.after is None:
        return visible(one.note)
    if one.note == "changed, not shown":
        return one.note
    note = f" ({one.note})" if one.note else ""
    if one.before is None or one.after is None:
        return visible(f"{one.after if one.before is None else one.before}{note}")
    return visible(f"{one.before} -> {one.after}{note}")


def _filled(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def _values(page: _Page, plan: "Plan") -> None:
    if not plan.values and not plan.values_left:
        return
    page.head("values that change in other files" if plan.effects else "values that change")
    told = [one for one in plan.values if not otherwise(one)]
    for one in told[:_VALUES]:
        _counted(page, one)
        if len(told) <= _DETAILED and one.first:
            _listed(page, one.first[:_FEWER], _FEWER, _all(one))
        elif one.first:
            page.line((f"      {visible(keys(one, _NAMES, _KEY))}", "faint"))
    page.left(len(told) - _VALUES, "file", "files")
    if same := len(plan.values) - len(told):
        page.say(f"{plural(same, 'file is', 'files are')} only written otherwise", indent="  ")
    if plan.values_left:
        left = plural(plan.values_left, "more file", "more files")
        page.say(f"{left} changed; their values were not looked at", indent="  ")


def _counted(page: _Page, one: "Values") -> None:
    """Add a file with how many values change; of a long path, the end is what tells most."""
    path = visible(one.path)
    said = f": {visible(one.why)}" if one.why else f" {signs(one)}"
    room = page.width - 2 - (columns(said) if not one.why else 30)
    if columns(path) > room:
        path = "…" + cut(path[::-1], room)[-2::-1]
    page.line((f"  {path}", ""), (said, "warn" if one.why else "faint"))


def _all(one: "Values") -> int:
    return one.added + one.changed + one.removed


def _checks(page: _Page, plan: "Plan") -> None:
    if plan.verdict:
        page.say(f"checks: {visible(plan.verdict)}", "warn" if plan.findings else "")
    elif plan.findings:
        page.say("checks:", "warn")
    for one in plan.findings[:_LINES]:
        page.say(visible(one), indent="  ")
    more = max(0, len(plan.findings) - _LINES) + plan.findings_more
    page.left(more, "finding", "findings")


def _kept(page: _Page, plan: "Plan") -> None:
    for why, paths in alike(plan):
        named = ", ".join(paths[:_NAMES]) + (", …" if len(paths) > _NAMES else "")
        files = plural(len(paths), "file stays", "files stay")
        page.say(f"{files}: {visible(named)} ({visible(why)})")


def _files(page: _Page, plan: "Plan") -> None:
    told = set() if plan.effects else {one.path for one in plan.values if not otherwise(one)}
    left = [one for one in plan.files if one.path not in told]
    if not left:
        return
    page.head("files" if len(left) == len(plan.files) else "other files")
    for one in left[:_FILES]:
        note = f" ({visible(one.note)})" if one.note else ""
        part = {"added": "new", "deleted": "old"}.get(one.kind, "")
        page.line((f"  {one.kind:8} ", part), (visible(one.path) + note, ""))
    page.left(len(left) - _FILES, "file", "files")


def _commits(page: _Page, undone: "list[Revision]") -> None:
    if not undone:
        return
    page.head("takes back")
    for one in undone[:_COMMITS]:
        who = visible(one.author)
        page.line(
            (f"  {one.oid[:10]} {dated(one, None)} ", "faint"),
            (f"{who}: {visible(one.subject)}", ""),
        )
    page.left(len(undone) - _COMMITS, "commit", "commits")
