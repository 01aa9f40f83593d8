"""`confledger secrets onboard`: somebody is let into the rules, and then into their files."""

import shlex

from confledger.cli.parser import Parser
from confledger.cli.secrets import letting, sync, syncing
from confledger.cli.secrets.asking import agreed
from confledger.cli.secrets.place import Place, here
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.secrets.metadata import Recipient
from confledger.secrets.plan import SCOPE, Action, actions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.init_files import Change
    from confledger.secrets.rules import Rule, RuleFile, Rules


def parser() -> Parser:
    """Return the parser of the action."""
    made = Parser(
        "secrets onboard",
        "Let somebody read: first .sops.yaml names them, comments and layout kept, then the\n"
        "files of those rules are opened to them. The change and the plan are shown first.",
        examples=(
            "confledger secrets onboard age1… --name alice",
            "confledger secrets onboard age1… --name web-3 --path 'hosts/web-3/**'",
            "confledger secrets onboard age1… --rule 2 --rules-only",
        ),
    )
    made.add_argument(
        "recipient",
        metavar="RECIPIENT",
        help="age1…, a public key of SSH, a fingerprint of PGP, an ARN, the address of a key",
    )
    made.add_argument("--name", metavar="NAME", help="what .sops.yaml is to call them")
    letting.add_choice(made)
    made.add_argument("--all", action="store_true", help="all rules")
    made.add_argument(
        "--group",
        type=int,
        metavar="N",
        help="the Nth key group, from 1, where a rule has several",
    )
    made.add_argument(
        "--rules-only",
        action="store_true",
        help="only change .sops.yaml; somebody with a key runs `secrets sync` later",
    )
    sync.add_shared(made)
    return made


def run(arguments: list[str]) -> int:
    """Run the action; return the exit code."""
    options = parser().parse_args(arguments)
    sync.refuse_to_ask(options.format, dry=options.dry_run, yes=options.yes)
    if options.name is not None and not _is_name(options.name):
        raise ConfledgerError(
            f"{options.name!r} cannot be a name in .sops.yaml",
            help="names have letters, digits, `-` and `_`",
        )
    new = letting.recipient(options.recipient)
    place = here()
    rules = letting.chosen(place, options.rule, options.path)
    if options.all:
        file = letting.nearest_file(place)
        rules = {file.path: list(file.rules)}
    rules = rules or letting.only_rule(place)
    new.group = _group(rules, options.group)

    def edit(file: "RuleFile", numbers: list[int]) -> bytes:
        from confledger.secrets.rule_edits import with_recipient

        return with_recipient(file, numbers, new, options.name)

    changes = letting.edited(place, rules, edit)
    after = letting.rules_after(place, changes)
    concerned = {(path, rule.number) for path, some in rules.items() for rule in some}
    planned = [] if options.rules_only else _joining(place, after, concerned, new)
    again = shlex.join(["confledger", "secrets", "onboard", *arguments, "--yes"])
    as_json = options.format == "json"
    names = syncing.Names(place, after)
    if not as_json:
        named = "" if changes else "The rules name them already.\n\n"
        put(
            letting.diff(changes)
            + named
            + ("\n" if changes else "")
            + syncing.text_of(planned, names)
        )
        put("" if options.rules_only else sync.summary(planned))
    nameless = _nameless(after, changes, new) if options.name is not None else []
    for path in nameless:
        tell(
            f"note: {path} has no place for the name {options.name!r}, as its recipients are one "
            "text; in a list, each has a line, with a comment behind it for the name\n"
        )
    if options.dry_run or not (changes or planned):
        if as_json:
            put(sync.report(planned, names, None))
        return 1 if changes or planned else 0
    if not agreed("Change the rules and these files?", again, yes=options.yes):
        return 1
    _ready(place, planned)
    letting.write(place, changes)
    if options.rules_only and not as_json:
        put("Next: somebody with a key runs `confledger secrets sync`.\n")
    failed = syncing.carry_out(place, planned, "onboard")
    return sync.finish(planned, names, failed, as_json=as_json)


def _nameless(after: "Rules", changes: "list[Change]", new: Recipient) -> list[str]:
    """Return the rule files that change, and have no name for somebody new."""
    changed = {one.path for one in changes}
    return [
        one.path
        for one in after.files.values()
        if one.path in changed and one.name_of(new.identity) is None
    ]


def _ready(place: Place, planned: list[Action]) -> None:
    """Raise ConfledgerError where no file could be changed, before the rules are."""
    if planned:
        place.sops()


def _joining(
    place: Place, after: "Rules", concerned: set[tuple[str, int]], new: Recipient
) -> list[Action]:
    """Return what is to be done for the files of some rules."""
    found = actions(syncing.encrypted(place, after), after)
    return [
        action
        for action in found
        if action.kind != SCOPE and (action.rule.file.path, action.rule.number) in concerned
    ]


def _group(rules: "dict[str, list[Rule]]", given: int | None) -> int:
    """Return the number of the key group that somebody new is to be in, from 0."""
    several = [rule for some in rules.values() for rule in some if rule.groups > 1]
    if not several:
        if given not in (None, 1):
            raise ConfledgerError("the rule has one key group", help="leave --group out")
        return 0
    if given is None:
        raise ConfledgerError(
            f"{several[0].label} has {several[0].groups} key groups, so say which",
            help="as --group 2",
        )
    for rule in several:
        if not 1 <= given <= rule.groups:
            raise ConfledgerError(
                f"{rule.label} has no key group {given}", help=f"there are {rule.groups}"
            )
    return given - 1


def _is_name(name: str) -> bool:
    return bool(name) and name.isascii() and all(c.isalnum() or c in "-_" for c in name)
