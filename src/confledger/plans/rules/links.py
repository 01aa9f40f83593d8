"""A link to a file that is not there, or to a heading that the plan does not have."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from confledger.checks.finding import Finding
from confledger.plans.found import About, finding
from confledger.plans.headings import above
from confledger.plans.plan import Plan

ID = "plan-link"
_LINK = re.compile(
    r"\]\(\s?<?([^()\s<>]{1,1000}(?:\([^()\s<>]{0,200}\)[^()\s<>]{0,200})?)>?[^()\n]{0,300}\)"
)
_DEFINED = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:\s+<?(\S{1,1000}?)>?(?:\s|$)")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_ANCHOR = re.compile(
    r"<a\s[^>]{0,200}?(?:id|name)\s?=\s?[\"']([^\"']{1,200})|\{#([\w-]{1,200})\}|\bid=[\"']([^\"']{1,200})"
)
_STYLE = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?")


def check(plan: Plan, about: About) -> Iterator[Finding]:
    """Yield one finding for each dead link; those to other hosts are not followed."""
    anchors: set[str] | None = None
    for number, plain in enumerate(plan.blocks.plain):
        if "](" not in plain and "]:" not in plain:
            continue
        for one in (*_LINK.finditer(plain), *_DEFINED.finditer(plain)):
            target = one[1]
            if _SCHEME.match(target) or target.startswith(("//", "/")) or _template(target):
                continue
            path, _, anchor = target.partition("#")
            path = unquote(path.partition("?")[0])
            if path:
                place = posixpath.normpath(posixpath.join(posixpath.dirname(plan.path), path))
                if about.exists is None or place.startswith("..") or about.exists(place):
                    continue
                message = f"there is no {path!r} beside the plan"
                help = "name the file where it is now, from the folder of the plan"
            else:
                if anchors is None:
                    anchors = anchors_of(plan)
                if not anchor or unquote(anchor) in anchors or unquote(anchor).lower() in anchors:
                    continue
                message = f"no heading of the plan has the anchor {'#' + anchor!r}"
                help = "name the heading as it is now"
            yield finding(
                *(plan, ID, (number, one.start(1) + 1, len(target)), message, help),
                heading=above(plan.headings, number),
                subject=target,
            )


def anchors_of(plan: Plan) -> set[str]:
    """Return the anchors that forges make of the headings, and those in the text."""
    found: set[str] = set()
    seen: dict[str, int] = {}
    for heading in plan.headings:
        slug = slugged(heading.title)
        ordinal = seen[slug] = seen.get(slug, -1) + 1
        found.add(slug if ordinal == 0 else f"{slug}-{ordinal}")
    for line in plan.lines:
        if "id=" in line.text or "name=" in line.text or "{#" in line.text:
            found |= {text for one in _ANCHOR.finditer(line.text) for text in one.groups() if text}
    return found


def slugged(title: str) -> str:
    """Return the anchor of a heading as GitHub makes it; GitLab differs in runs of `-` only."""
    title = _STYLE.sub(r"\1", title).strip().lower()
    kept = (one for one in title if one.isalnum() or one in " -_" or _combining(one))
    return "".join(kept).replace(" ", "-")


def _combining(character: str) -> bool:
    from unicodedata import category

    return category(character) in ("Mn", "Mc")


def _template(target: str) -> bool:
    return "{" in target or "<%" in target
