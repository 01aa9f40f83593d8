"""What was learned, for people."""

from confledger.learn.advice import COMPANION_FILE, COMPANION_KEY, OUTLIER, Advice
from confledger.learn.companions import FILE, KEY
from confledger.learn.measure import Measured, OfCompanions, OfValues
from confledger.learn.outcomes import ADDED_KEYS, NEW_FILES
from confledger.learn.outliers import NUMBER, TYPE
from confledger.learn.together import WORDS
from confledger.learn.usage import Candidate
from confledger.reports.suggest.evidence import Commit, address, spelled

NAMES = {
    FILE: "files that change together",
    KEY: "keys that change together",
    ADDED_KEYS: "values of keys added to a file",
    NEW_FILES: "values of keys of a new file",
}
# So many places are named below a value.
_PLACES = 3
_INDENT = "    "


def change(advice: list[Advice], commits: dict[int, Commit]) -> str:
    """Write what can be said of a change."""
    if not advice:
        return "nothing to suggest\n"
    lines: list[str] = []
    together = [one for one in advice if one.kind in (COMPANION_FILE, COMPANION_KEY)]
    if together:
        lines.append("usually changed together, and missing here:")
        for one in together:
            lines += _companion(one, commits)
    others = [one for one in advice if one.kind not in (COMPANION_FILE, COMPANION_KEY)]
    if others:
        lines += [""] * bool(lines) + ["values that are unlike others:"]
        for one in others:
            lines += _value(one)
    lines += ["", "never again: confledger suggest mute ID"]
    return "\n".join(lines) + "\n"


def value(where: str, present: str | None, candidates: list[Candidate], why: str) -> str:
    """Write which values a key may have."""
    lines = [where if present is None else f"{where} (now {spelled(present)})"]
    if not candidates:
        lines.append(f"  nothing to suggest: {why}")
    for one in candidates:
        alive = len({use.path for use in one.uses if use.alive})
        lines.append(f"  {spelled(one.value)}  {round(100 * one.share)} %, {_files(alive)}")
        seen = {use.path: use for use in reversed(one.uses)}
        for use in list(reversed(seen.values()))[:_PLACES]:
            ended = "" if use.alive else ", until it was changed"
            other = "" if use.value == one.value else f" as {spelled(use.value)}"
            lines.append(f"{_INDENT}{address(use.path, use.key)}{other}{ended}")
    return "\n".join(lines) + "\n"


def measured(found: Measured) -> str:
    """Write what the trials came to."""
    lines = [
        f"tried on the last {found.held_out} commits of the mainline, each before it was learned",
        "",
        "values, in % of keys       keys  ours 1st  in 3  right where told"
        "  most recent  most frequent  in 3",
    ]
    for one in found.values.values():
        lines.append(
            f"  {_short(one.place):22} {one.tried:7} {one.first:9.1f} {one.three:5.1f}"
            f" {one.right:17.1f} {one.recent:12.1f} {one.frequent:14.1f} {one.frequent_three:5.1f}"
        )
    lines += [
        "",
        "together, in %          commits  warned  precision  recall  people  robots"
        "  within 7 days  any 7 days",
    ]
    for two in found.companions.values():
        lines.append(
            f"  {_short(two.kind):21} {two.commits:8} {two.warned:7.1f} {two.precision:10.1f}"
            f" {two.recall:7.1f} {two.people[0]:7.1f} {two.robots[0]:7.1f}"
            f" {two.later:14.1f} {two.base:11.1f}"
        )
    lines.append("")
    lines += [_state(one) for one in _all(found)]
    return "\n".join(lines) + "\n"


def off(found: Measured) -> list[str]:
    """Return a line for each thing that is not suggested here, with the reason."""
    return [_state(one) for one in _all(found) if one.why]


def _all(found: Measured) -> "list[OfValues | OfCompanions]":
    return [*found.values.values(), *found.companions.values()]


def _state(one: OfValues | OfCompanions) -> str:
    name = NAMES[one.place if isinstance(one, OfValues) else one.kind]
    return f"{name}: {'on' if one.on else f'off, {one.why}'}"


def _short(name: str) -> str:
    return {
        ADDED_KEYS: "added to a file",
        NEW_FILES: "of a new file",
        FILE: "files",
        KEY: "keys of one file",
    }[name]


def _companion(one: Advice, commits: dict[int, Commit]) -> list[str]:
    of_keys = one.kind == COMPANION_KEY
    what, because = one.what[of_keys:], one.because[of_keys:]
    how = WORDS[one.because[0]] if of_keys else "changed"
    missing = f"{WORDS[one.what[0]]}: {what}" if of_keys else what
    lines = [
        f"  {missing}  [{one.id}]",
        f"{_INDENT}so in {one.both} of {one.of} commits that {how} {because}, such as",
    ]
    for number in reversed(one.commits):
        if number in commits:
            found = commits[number]
            lines.append(f"{_INDENT}{found.oid[:10]} {found.day} {found.subject}")
    return lines


def _value(one: Advice) -> list[str]:
    lines = [
        f"  {address(one.path, one.what)}  [{one.id}]",
        f"{_INDENT}{spelled(one.value)}, {_others(one)}, such as",
    ]
    for use in one.uses:
        lines.append(f"{_INDENT}{spelled(use.value)} in {address(use.path, use.key)}")
    if one.more:
        lines.append(f"{_INDENT}the same of {one.more} more of the changed keys")
    return lines


def _others(one: Advice) -> str:
    usual = [spelled(text) for text in one.usual]
    if one.kind != OUTLIER or one.outlier is None:
        return f"where {one.of} others that are alike have {usual[0]}"
    if one.outlier.kind == NUMBER:
        return f"where {one.of} others have {' to '.join(usual)}"
    listed = ", ".join(usual)
    if one.outlier.kind == TYPE:
        return f"of another type than the {one.of} others, which have {listed}"
    meant = f"; {one.outlier.near} was meant?" if one.outlier.near else ""
    return f"where all {one.of} others have {listed}{meant}"


def _files(number: int) -> str:
    return "in 1 file" if number == 1 else f"in {number} files"
