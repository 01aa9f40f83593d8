"""The first line of a comment: what would change where, and whether anything stands against it."""

from confledger.reports.ci.model import Model
from confledger.reports.ci.words import name, names
from confledger.reports.wording import plural

# So many environments are named.
_MOST = 4


def headline(model: Model) -> str:
    """Say in one sentence what the change comes to: enough to know whether to read on."""
    others = _others(model)
    whole = bool(model.new.files or model.gone.files)
    parts = [*([] if whole and not model.values else [_values(model)]), *others]
    if model.rules:
        parts.append("**alters what it is judged by**")
    if model.newer:
        parts.append("**its target has newer rules**")
    if model.unknown:
        parts.append(f"**not known for** {', '.join(map(name, model.unknown[:_MOST]))}")
    if model.failing:
        parts.append(f"**{plural(model.failing, 'new finding', 'new findings')}**")
    if model.debt is not None and model.debt.new_minutes:
        minutes = plural(model.debt.new_minutes, "minute", "minutes")
        parts.append(f"{minutes} of new debt")
    if any(why.startswith("failed") for _, why in model.unmeasured):
        parts.append("**not everything was looked at**")
    if model.unapproved:
        parts.append("**approval is missing**")
    if model.needs:
        parts.append(f"needs {names(model.needs, 3)}")
    return "; ".join(parts)


def plainly(model: Model) -> str:
    """Return the same without Markdown, for a line of text."""
    return headline(model).replace("**", "").replace("`", "")


def _values(model: Model) -> str:
    inside = [one for one in model.environments if one[1]]
    if not inside:
        files = {one.path for group in model.groups for one in group.changes if not one.hidden}
        where = f" in {plural(len(files), 'file', 'files')}" if model.values else ""
        return f"{_changing(model.values)}{where}{_untouched(model)}"
    # Production is named even if nothing changes there: that is what a reader looks for.
    named = [one for one in model.environments if one[1] or one in model.environments[:1]]
    named += [one for one in model.environments if one not in named]
    first, rest = sorted(named[:_MOST], key=model.environments.index), named[_MOST:]
    said = f"{_changing(first[0][1])} in {name(first[0][0])}"
    said += "".join(f", {number:,} in {name(one)}" for one, number in first[1:])
    if rest:
        others = plural(len(rest), "more environment", "more environments")
        total = max(number for _, number in rest)
        said += f", {'up to ' if total else ''}{total:,} in {others}"
    if model.outside:
        said += f", {model.outside:,} in files of no environment"
    return said


def _others(model: Model) -> list[str]:
    """Return what changes beside values: secrets, and files as a whole."""
    parts = []
    if model.secrets:
        where, number = model.secrets_in
        inside = f" ({number:,} in {name(where)})" if where else ""
        parts.append(plural(model.secrets, "secret", "secrets") + inside)
    for one, words in (
        (model.new, ("new file", "new files")),
        (model.gone, ("file removed", "files removed")),
    ):
        if one.files:
            within = [name(env) for env in one.environments[:_MOST]]
            inside = ", ".join([plural(one.values, "value", "values"), *within])
            parts.append(f"{plural(one.files, *words)} ({inside})")
    if model.formatting and not (parts or model.values):
        parts.append(f"{plural(len(model.formatting), 'file', 'files')} only written otherwise")
    return parts


def _untouched(model: Model) -> str:
    if not model.values:
        return ""
    return f", none in {name(model.environments[0][0])}" if model.environments else ""


def _changing(number: int) -> str:
    if not number:
        return "no value changes"
    return f"{number:,} value changes" if number == 1 else f"{number:,} values change"
