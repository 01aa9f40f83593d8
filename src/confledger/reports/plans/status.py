"""How far plans are, as a tree of their headings: text, JSON, Mermaid, Markdown."""

from collections.abc import Iterator
from dataclasses import dataclass

from confledger.plans.found import bare, percent
from confledger.plans.plan import Count, Plan
from confledger.reports.visible import visible
from confledger.secrets.redaction import key_shown

# Of a diagram with more parts, nobody sees anything.
MOST_NODES = 200
_BAR = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One heading that has boxes, or the plan itself."""

    title: str
    depth: int
    count: Count
    declared: tuple[float, ...]
    line: int
    number: int | None


def rows(plan: Plan, depth: int | None = None) -> list[Row]:
    """Return the plan, then each heading with boxes; deeper ones than `depth` are left out."""
    said: dict[tuple[int, ...], set[float]] = {}
    for one in plan.declared:
        said.setdefault(plan.reach(one), set()).add(one.percent)
    found = [Row(plan.path, 0, plan.count, _sorted(said.get(())), 0, None)]
    depths: list[int] = []
    for number, heading in enumerate(plan.headings):
        if number == 0 and plan.titled:
            # The title is the plan itself.
            depths.append(0)
            continue
        depths.append(1 if heading.parent is None else depths[heading.parent] + 1)
        count = plan.counts[number]
        if count.total and (depth is None or depths[-1] <= depth):
            declared = _sorted(said.get((number,)))
            title = key_shown(bare(heading.title))
            row = Row(title, depths[-1], count, declared, heading.line + 1, number)
            found.append(row)
    return found


def text(plans: list[Plan], *, depth: int | None, items: bool) -> str:
    """Write for people: share, boxes, what is declared, and the tree; `items` with their ids."""
    parts = []
    for plan in plans:
        lines = [_head(plan)]
        for row in rows(plan, depth)[1:]:
            share = percent(row.count.percent)
            boxes = f"{row.count.done:,}/{row.count.total:,}"
            indent = "  " * (row.depth - 1)
            wrong = _differs(row)
            says = f"   (declares {_declared(row)})" if wrong else ""
            lines.append(
                f"  {share:>7}  {boxes:>11}  {_bar(row.count)}  {indent}{visible(row.title)}{says}"
            )
            if items:
                lines += _items(plan, row)
        if items:
            lines += [_item(one) for one in _items_of(plan, None)]
            if plan.titled:
                lines += [_item(one) for one in _items_of(plan, 0)]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def json(plans: list[Plan]) -> str:
    """Write for programs: schemas/plan-status.schema.json."""
    from json import dumps

    document = {"version": 1, "plans": [_plan(plan) for plan in plans]}
    return dumps(document, indent=1, ensure_ascii=True) + "\n"


def markdown(plans: list[Plan], *, depth: int | None) -> str:
    """Write tables, one for each plan."""
    parts = []
    for plan in plans:
        lines = [
            f"### {_escaped(plan.path)}",
            "",
            "| part | ticked | share | declared |",
            "|:--|--:|--:|--:|",
        ]
        for row in rows(plan, depth):
            title = "**whole plan**" if row.number is None else _escaped(row.title)
            indent = "&emsp;" * max(0, row.depth - 1)
            declared = _declared(row)
            shown = f"**{declared}**" if _differs(row) else declared
            boxes = f"{row.count.done:,} of {row.count.total:,}"
            share = percent(row.count.percent) if row.count.total else "n/a"
            lines.append(f"| {indent}{title} | {boxes} | {share} | {shown} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def mermaid(plans: list[Plan], *, depth: int | None) -> str:
    """Write a diagram; what declares another number than is counted stands out."""
    lines = ["flowchart LR"]
    classes: dict[str, list[str]] = {"done": [], "begun": [], "wrong": []}
    left = MOST_NODES
    for number, plan in enumerate(plans):
        names: dict[int | None, str] = {}
        for row in rows(plan, depth):
            if left == 0:
                lines.append("  %% more parts are left out")
                break
            left -= 1
            name = f"p{number}" if row.number is None else f"p{number}h{row.number}"
            names[row.number] = name
            label = f"{_label(row.title)}<br/>{row.count.done:,} of {row.count.total:,}"
            if row.count.total:
                label += f" ({percent(row.count.percent)})"
            if _differs(row):
                label += f"<br/>declares {_declared(row)}"
                classes["wrong"].append(name)
            elif row.count.total and row.count.done == row.count.total:
                classes["done"].append(name)
            elif row.count.done:
                classes["begun"].append(name)
            lines.append(f'  {name}["{label}"]')
            if row.number is not None:
                above = plan.headings[row.number].parent
                lines.append(f"  {names.get(above, names[None])} --> {name}")
    lines += [
        "  classDef done fill:#d7f0dd,stroke:#2d7a3e,color:#10331a",
        "  classDef begun fill:#fdf3d0,stroke:#8a6d00,color:#3a2e00",
        "  classDef wrong fill:#fbdcd8,stroke:#a83224,color:#4a120b",
    ]
    lines += [f"  class {','.join(names)} {kind}" for kind, names in classes.items() if names]
    return "\n".join(lines) + "\n"


def _head(plan: Plan) -> str:
    whole = rows(plan, 0)[0]
    if not plan.count.total:
        return f"{visible(plan.path)}: no boxes"
    said = f", declares {_declared(whole)}" if whole.declared else ""
    boxes = f"{plan.count.done:,} of {plan.count.total:,} boxes ticked"
    return f"{visible(plan.path)}: {boxes} ({percent(plan.count.percent)}){said}"


def _items(plan: Plan, row: Row) -> list[str]:
    return [_item(one) for one in _items_of(plan, row.number)]


def _items_of(plan: Plan, number: int | None) -> Iterator[tuple[str, str, str]]:
    for item in plan.items:
        if item.heading == number:
            yield item.id, item.state, key_shown(item.text)


def _item(one: tuple[str, str, str]) -> str:
    name, state, said = one
    return f"      {name}  {state:7}  {visible(bare(said))}"


def _bar(count: Count) -> str:
    full = int(_BAR * count.done / count.total)
    return "#" * full + "." * (_BAR - full)


def _declared(row: Row) -> str:
    return ", ".join(percent(one) for one in row.declared)


def _differs(row: Row) -> bool:
    """Whether something is declared that the boxes do not bear out, as `plan check` sees it."""
    whole = row.count.done == row.count.total
    return bool(row.count.total) and any(
        not whole if one == 100 else abs(one - row.count.percent) >= 1 for one in row.declared
    )


def _sorted(found: set[float] | None) -> tuple[float, ...]:
    return tuple(sorted(found or ()))


def _plan(plan: Plan) -> dict[str, object]:
    return {
        "path": plan.path,
        "progress": _count(plan.count),
        "declared": [
            {
                "percent": one.percent,
                "line": one.line + 1,
                "column": one.column,
                "said": one.said or None,
                "headings": [plan.headings[number].line + 1 for number in plan.reach(one)],
                "counted": _count(plan.of(one)),
            }
            for one in plan.declared
        ],
        "headings": [
            {
                "title": key_shown(heading.title),
                "level": heading.level,
                "line": heading.line + 1,
                "parent": None
                if heading.parent is None
                else plan.headings[heading.parent].line + 1,
                "progress": _count(plan.counts[number]),
            }
            for number, heading in enumerate(plan.headings)
        ],
        "items": [
            {
                "id": item.id,
                "state": item.state,
                "text": key_shown(item.text),
                "line": item.line + 1,
                "heading": None if item.heading is None else plan.headings[item.heading].line + 1,
                "parent": None if item.parent is None else plan.items[item.parent].id,
            }
            for item in plan.items
        ],
    }


def _count(count: Count) -> dict[str, object]:
    share = round(count.percent, 1) if count.total else None
    return {"done": count.done, "total": count.total, "percent": share}


def _escaped(text: str) -> str:
    """Return text that Markdown and HTML show as it is, in one cell of a table."""
    text = visible(" ".join(text.split()))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{one}" if one in "\\`*_{}[]()#+!|~@:" else one for one in text)


def _label(text: str) -> str:
    """Return text for a label of Mermaid: its signs as numbers, so that none means anything."""
    text = visible(" ".join(text.split()))
    text = text if len(text) <= 60 else text[:59] + "…"
    return "".join(one if one.isalnum() or one in " .,-/…" else f"#{ord(one)};" for one in text)
