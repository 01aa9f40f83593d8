"""A file that has to have an owner, and has none in CODEOWNERS.

The files of `owned` in the settings are those whose changes somebody has to answer for. They
are held against CODEOWNERS as GitHub and GitLab read it: in `.github/`, the root, `docs/` or
`.gitlab/`; the last rule that matches decides, and one without owners takes them away; in a
file with sections, one section that names an owner is enough. What looks like an owner and is
none (no `@`) is an error in that line; a rule that matches no file is only shown.

Bad:
    # confledger.yaml
    owned: [config]
    # CODEOWNERS
    /config/*.yaml @shop/platform
    # config/base.yaml
    port: 1
    # config/envs/prod.yaml
    port: 2
Good:
    # confledger.yaml
    owned: [config]
    # CODEOWNERS
    /config/ @shop/platform
    # config/base.yaml
    port: 1
    # config/envs/prod.yaml
    port: 2
"""

from collections.abc import Iterator

from confledger.checks.codeowners import PLACES, Codeowners
from confledger.checks.whole import Severity, Whole
from confledger.location import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "owner"
SEVERITY = Severity.WARNING


def check(whole: Whole) -> Iterator["Finding"]:
    """Yield each file that nobody owns, and what of CODEOWNERS is of no use."""
    if not whole.settings.owned:
        return
    governing = [*PLACES, whole.settings.file or ""]
    everything = whole.concerns(governing) or any(path in PLACES for path in whole.gone)
    path = next((place for place in PLACES if whole.has(place)), None)
    content = None if path is None else whole.content(path)
    owned = whole.matching(whole.settings.owned)
    if everything and not owned:
        yield whole.of_settings(
            ID,
            SEVERITY,
            "`owned` matches no file",
            ("owned",),
            help="correct it; globs count from the root of the repository",
        )
    if path is None or content is None:
        if owned and (everything or whole.concerns(owned)):
            yield whole.of_settings(
                ID,
                SEVERITY,
                f"{len(owned)} files have to have an owner, and there is no CODEOWNERS",
                ("owned",),
                help=f"write {PLACES[0]}, with a line such as `* @team`",
            )
        return
    owners = Codeowners(path, content.decode("utf-8", "replace"))
    for one in owned:
        if everything or whole.concerns([one]):
            yield from _unowned(whole, owners, one)
    if everything:
        yield from _useless(whole, owners)


def _unowned(whole: Whole, owners: Codeowners, path: str) -> Iterator["Finding"]:
    rules = owners.deciding(path)
    if any(rule.owners for rule in rules):
        return
    if rules:
        message = f"nobody owns this file: {owners.path}:{rules[-1].line} matches it, without owner"
    else:
        message = f"nobody owns this file: no rule of {owners.path} matches it"
    yield whole.finding(
        ID,
        SEVERITY,
        message,
        path,
        help=f"add a rule for it to {owners.path}",
    )


def _useless(whole: Whole, owners: Codeowners) -> Iterator["Finding"]:
    for line in owners.negated:
        yield whole.finding(
            ID,
            SEVERITY,
            "a pattern with `!` in front matches nothing in CODEOWNERS",
            owners.path,
            span=Span(line, 1, line, 2),
            help="write a rule without owners after the one that matches too much",
            subject=str(line),
        )
    for rule in owners.rules:
        for word in rule.wrong:
            yield whole.finding(
                ID,
                Severity.ERROR,
                f"`{word}` is no owner",
                owners.path,
                span=rule.span,
                help="owners are @user, @organisation/team, or an e-mail address",
                subject=f"{rule.pattern} {word}",
            )
        if not any(rule.matches(path) for path in whole.entries):
            yield whole.finding(
                ID,
                Severity.INFO,
                f"the rule `{rule.pattern}` matches no file",
                owners.path,
                span=rule.span,
                help="remove it, or correct the pattern",
                subject=rule.pattern,
            )
