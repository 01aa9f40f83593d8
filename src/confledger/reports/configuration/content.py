"""What the report on the configuration of a commit says, worst first."""

from shlex import quote

from confledger.ledger.trend import median
from confledger.reports.configuration import tables
from confledger.reports.configuration.gathered import SOON_DAYS, Gathered
from confledger.reports.statement.counts import counted, listed
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    GOOD,
    NOTE,
    PERCENT,
    UNKNOWN,
    Figure,
    Paragraph,
    Recommendation,
    Section,
    Statement,
    Unmeasured,
    Verdict,
    by_severity,
    worst,
)

TITLE = "The configuration, and how well it is known"
# Below, what passes the checks says little: most of it is in no schema.
_MOST = 0.5


def content(
    found: Gathered, *, digest: str, shallow: bool, settings: bool, guessed: bool
) -> Statement:
    """Return the report; `settings` says that the repository has some."""
    parts = (
        _validity(found),
        _secrets(found),
        _environments(found),
        _differences(found),
        _deprecated(found),
        _accepted(found),
        _schemas(found),
    )
    about = [("Files", f"{len(found.files):,} that are configuration, of the commit")]
    if guessed and found.environments:
        about.append(("Environments", "guessed from the names of files: no settings name them"))
    return Statement(
        kind="config",
        title=TITLE,
        verdict=_verdict(found),
        digest=digest,
        as_of=found.as_of,
        figures=_figures(found) if found.files else (),
        sections=by_severity(parts) if found.files else (),
        recommendations=tuple(_recommendations(found, settings=settings)),
        unmeasured=_unmeasured(found, shallow=shallow),
        about=tuple(about),
        primary="problems",
        reproduce="confledger report config",
    )


def _verdict(found: Gathered) -> Verdict:
    every = counted(len(found.files), "file", "files")
    if not found.files:
        return Verdict(UNKNOWN, "There is no configuration in this commit.")
    held = f"{every} with {counted(found.keys, 'key', 'keys')}"
    wrong = len(found.invalid)
    standing = worst([_validity(found).standing, *(one[0] for one in _faults(found))])
    faults = [text for _, text in _faults(found)]
    if wrong:
        first = f"{wrong:,} of {every} {'is' if wrong == 1 else 'are'} invalid"
        return Verdict(BAD, "; ".join([first, *faults]) + ".")
    if len(found.unjudged) == len(found.files):
        rest = "; ".join(["", *faults])
        return Verdict(
            worst([ATTENTION, standing]),
            f"{held} can be read, but none has a schema: nothing says whether the values are "
            f"right{rest}.",
        )
    if faults:
        return Verdict(standing, f"{held}, none invalid; {'; '.join(faults)}.")
    without = len(found.unjudged)
    rest = f"; {without:,} of them without schema" if without else ", each by a schema"
    return Verdict(standing, f"{held} are valid{rest}.")


def _faults(found: Gathered) -> list[tuple[str, str]]:
    """Return what else is wrong, the worst first."""
    faults = []
    warned = sum(one.severity != "error" for one in found.problems)
    if warned:
        faults.append((ATTENTION, counted(warned, "warning", "warnings")))
    late = len(found.overdue)
    if late:
        faults.append((ATTENTION, f"{counted(late, 'secret is', 'secrets are')} overdue"))
    apart = len(found.divergences)
    if apart:
        text = f"{counted(apart, 'difference', 'differences')} between environments without reason"
        faults.append((ATTENTION, text))
    old = len(found.deprecated)
    if old:
        faults.append((NOTE, f"{counted(old, 'deprecated key is', 'deprecated keys are')} used"))
    return faults


def _figures(found: Gathered) -> tuple[Figure, ...]:
    many = len(found.files)
    wrong, without, owned = len(found.invalid), len(found.unjudged), many - len(found.unowned)
    covered = 1 - without / many
    keys_covered = found.keys - sum(one.held.keys for one in found.unjudged)
    limited = any(one.most is not None for one in found.secrets)
    late = len(found.overdue)
    ages = [one.age for one in found.secrets if one.age is not None]
    notes = [] if limited else [counted(len(found.secrets), "secret", "secrets")]
    notes += [] if limited else ["no settings say how old one may be"]
    notes += [f"the median age is {median(ages):,.0f} days"] if ages else []
    return (
        Figure("Invalid files", wrong, of=many, standing=BAD if wrong else GOOD),
        Figure("Keys", found.keys, note=f"in {counted(many, 'file', 'files')}"),
        Figure(
            "With schema",
            covered,
            PERCENT,
            standing=GOOD if covered == 1 else ATTENTION if covered < _MOST else NOTE,
            note=f"{many - without:,} of {counted(many, 'file', 'files')}, "
            f"{keys_covered:,} of {counted(found.keys, 'key', 'keys')}",
        ),
        Figure(
            "With owner",
            owned / many if found.owned else None,
            PERCENT,
            standing=UNKNOWN if not found.owned else GOOD if owned == many else NOTE,
            note=f"{owned:,} of {counted(many, 'file', 'files')}"
            if found.owned
            else "there is no CODEOWNERS",
        ),
        Figure(
            "Secrets overdue",
            late if limited else None,
            of=len(found.secrets) if limited else None,
            standing=UNKNOWN if not limited else ATTENTION if late else GOOD,
            note=", ".join(notes),
        ),
        Figure("Accepted findings", len(found.accepted)),
    )


def _validity(found: Gathered) -> Section:
    errors = sum(one.severity == "error" for one in found.problems)
    rest = len(found.problems) - errors
    standing = BAD if errors else ATTENTION if found.problems else GOOD
    if standing == GOOD and len(found.unjudged) == len(found.files):
        standing = NOTE
    summary = "Nothing that the checks look for is wrong."
    if found.problems:
        parts = [counted(errors, "error", "errors")] if errors else []
        parts += [counted(rest, "warning", "warnings")] if rest else []
        paths = {one.path for one in found.problems}
        summary = f"{listed(parts)} in {counted(len(paths), 'file', 'files')}."
    table = tables.findings(
        found.problems, "problems", "What is wrong", "Nothing that the checks look for is wrong."
    )
    return Section("validity", "Validity", standing, summary, (table,))


def _environments(found: Gathered) -> Section:
    if not found.environments:
        summary = "No environments are declared, and no names of files look like any."
    else:
        # One that only holds what others extend is one of them here.
        summary = f"{counted(len(found.environments), 'environment', 'environments')}."
    return Section("environments", "What holds where", NOTE, summary, (tables.environments(found),))


def _secrets(found: Gathered) -> Section:
    late = len(found.overdue)
    files = len({one.path for one in found.secrets})
    standing = ATTENTION if late else GOOD
    if not found.secrets:
        return Section("secrets", "Secrets", GOOD, "No file holds a secret.", ())
    if all(one.most is None for one in found.secrets):
        standing = UNKNOWN
    summary = (
        f"{counted(len(found.secrets), 'secret', 'secrets')} in {counted(files, 'file', 'files')}"
    )
    summary += f"; {late:,} overdue." if standing != UNKNOWN else "; no settings limit their age."
    note = Paragraph(
        "A secret is as old as the last commit that gave it another value, by the ciphertext: "
        "one that was encrypted anew with all others of its file may be younger. The days that "
        "are allowed are `secrets.max-age` of the settings. Values are never shown."
    )
    blocks = (tables.overdue(found), tables.secrets(found), note)
    return Section("secrets", "Secrets", standing, summary, blocks if late else blocks[1:])


def _differences(found: Gathered) -> Section:
    many = len(found.divergences)
    empty = "No environment has a key that the others lack, or of another type, without a reason."
    table = tables.findings(
        found.divergences, "differences", "Differences between environments", empty
    )
    summary = empty
    if many:
        summary = f"{counted(many, 'difference has', 'differences have')} no reason."
    if len(found.environments) < 2:
        text = "Fewer than two environments are known: there is nothing to compare."
        return Section("differences", "Differences", UNKNOWN, text, ())
    return Section("differences", "Differences", ATTENTION if many else GOOD, summary, (table,))


def _deprecated(found: Gathered) -> Section:
    many = len(found.deprecated)
    empty = "No key that is set is marked as deprecated by its schema."
    table = tables.findings(found.deprecated, "deprecated", "Deprecated keys", empty)
    summary = f"{counted(many, 'key is', 'keys are')} used that the schema calls deprecated."
    return Section(
        "deprecated",
        "Deprecated keys",
        NOTE if many else GOOD,
        summary if many else empty,
        (table,),
    )


def _accepted(found: Gathered) -> Section:
    soon = [
        one
        for one in found.accepted
        if (left := found.days_left(one)) is not None and left <= SOON_DAYS
    ]
    endless = sum(not one.until for one in found.accepted)
    summary = "Nothing is accepted."
    if found.accepted:
        summary = (
            f"{counted(len(found.accepted), 'finding is', 'findings are')} accepted: "
            f"{len(soon):,} for {SOON_DAYS} days at most, {endless:,} without an end."
        )
    standing = ATTENTION if soon else NOTE if found.accepted else GOOD
    return Section("accepted", "Accepted findings", standing, summary, (tables.accepted(found),))


def _schemas(found: Gathered) -> Section:
    without = len(found.unjudged)
    many = len(found.files)
    summary = f"{without:,} of {counted(many, 'file has', 'files have')} no schema."
    standing = GOOD if not without else NOTE if without < _MOST * many else ATTENTION
    return Section("schemas", "Schemas", standing, summary, (tables.unjudged(found),))


def _recommendations(found: Gathered, *, settings: bool) -> list[Recommendation]:
    made = []
    if not settings:
        text = "No settings say what is configuration here, and by which schemas: propose some."
        made.append(Recommendation("no-settings", text, "confledger init", 15))
    if found.problems:
        mended = any(one.fix for one in found.problems)
        text = f"{counted(len(found.problems), 'finding', 'findings')} of the checks to mend."
        command = "confledger check --fix --dry-run" if mended else "confledger check"
        made.append(Recommendation("invalid-files", text, command))
    for path in dict.fromkeys(one.path for one in found.overdue):
        late = [one for one in found.overdue if one.path == path]
        text = (
            f"{counted(len(late), 'secret', 'secrets')} of {path} should have been changed "
            f"{late[0].overdue:,} days ago."
        )
        key = late[0].secret.key.partition("#")[2]
        command = f"confledger secrets set {quote(path)} {quote(key)}"
        made.append(Recommendation("secret-overdue", text, command, 30))
    if found.deprecated:
        paths = sorted({one.path for one in found.deprecated})
        text = f"Deprecated keys in {listed(paths)}: the findings say what to use instead."
        command = "confledger check " + " ".join(map(quote, paths[:3]))
        made.append(Recommendation("deprecated-keys", text, command, 10 * len(found.deprecated)))
    if settings and found.unjudged:
        # The largest first: most of what nobody checks is there.
        path = found.unjudged[0].path
        stem = path.rpartition("/")[2].partition(".")[0] or "inferred"
        target = f"schemas/{stem}.schema.json"
        text = f"{path} is the largest file without schema: begin with an inferred one."
        command = (
            f"confledger schema infer {quote(path)} --to {quote(target)} --paths {quote(path)}"
        )
        made.append(Recommendation("no-schema", text, command, 20))
    return made


def _unmeasured(found: Gathered, *, shallow: bool) -> tuple[Unmeasured, ...]:
    rest = []
    if shallow:
        rest.append(
            Unmeasured(
                "Ages",
                "this clone is shallow: what is older than its first commit has no age",
                "git fetch --unshallow",
            )
        )
    if found.secrets and all(one.most is None for one in found.secrets):
        rest.append(
            Unmeasured(
                "Overdue secrets",
                "no settings say how old a secret may be",
                "set secrets.max-age in the settings",
            )
        )
    if not found.owned:
        rest.append(
            Unmeasured(
                "owners",
                "no CODEOWNERS is tracked",
                "write `.github/CODEOWNERS` with a line such as `* @team`",
            )
        )
    rest.append(
        Unmeasured(
            "Whether secrets are encrypted for the right readers",
            "that is a proof of its own",
            "confledger secrets check",
        )
    )
    return tuple(rest)
