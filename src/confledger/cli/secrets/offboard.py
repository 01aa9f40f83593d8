"""`confledger secrets offboard`: somebody is to read no longer, in the order that holds.

The rules first, then the recipients of the files, then a new data key for each; and then the
values themselves have to be changed, which only people can do where they come from.
"""

import json
import shlex

from confledger.cli.parser import Parser
from confledger.cli.secrets import left_values, letting, sync, syncing
from confledger.cli.secrets.asking import agreed
from confledger.cli.secrets.place import Place, here
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError, nearest
from confledger.secrets import trust
from confledger.secrets.metadata import Recipient
from confledger.secrets.plan import SCOPE, actions
from confledger.secrets.rule_recipients import kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.plan import Action
    from confledger.secrets.rules import Rule, RuleFile
    from confledger.secrets.sops_file import SopsFile


def parser() -> Parser:
    """Return the parser of the action."""
    made = Parser(
        "secrets offboard",
        "Let somebody read no longer: first .sops.yaml names them no more, then each file that\n"
        "they could read is closed to them and gets a new data key. What they have seen has to\n"
        "be changed at its provider: those values are listed at the end.",
        examples=(
            "confledger secrets offboard bob --dry-run",
            "confledger secrets offboard age1… --path 'hosts/web-3/**'",
            "confledger secrets offboard bob --yes --format json",
        ),
    )
    made.add_argument(
        "recipient",
        metavar="RECIPIENT",
        help="who: age1… and so on, or what .sops.yaml calls them",
    )
    letting.add_choice(made)
    sync.add_shared(made)
    return made


def run(arguments: list[str]) -> int:
    """Run the action; return the exit code."""
    options = parser().parse_args(arguments)
    sync.refuse_to_ask(options.format, dry=options.dry_run, yes=options.yes)
    place = here()
    files = list(syncing.encrypted(place, place.rules))
    names = syncing.Names(place)
    old = _who(place, files, names, options.recipient)
    rules = letting.chosen(place, options.rule, options.path) or _naming(place, old)
    _refuse_last(rules, old)

    def edit(file: "RuleFile", numbers: list[int]) -> bytes:
        from confledger.secrets.rule_edits import without_recipient

        return without_recipient(file, numbers, old)

    changes = letting.edited(place, rules, edit)
    after = letting.rules_after(place, changes)
    planned = [
        action
        for action in actions(files, after)
        if action.kind != SCOPE and any(trust.names(old, one) for one in action.leaves)
    ]
    known = [file for file in files if any(action.file is file for action in planned)]
    as_json = options.format == "json"
    who = names.shown(old)
    if not as_json:
        put(letting.diff(changes) + ("\n" if changes else "") + syncing.text_of(planned, names))
        put(sync.summary(planned))
    if options.dry_run or not (changes or planned):
        if as_json:
            put(_report(old, known, planned, names, None))
        elif planned:
            put(left_values.text_of(known, who))
        return 1 if changes or planned else 0
    again = shlex.join(["confledger", "secrets", "offboard", *arguments, "--yes"])
    if not agreed("Change the rules and these files?", again, yes=options.yes):
        return 1
    if planned:
        place.sops()
    letting.write(place, changes)
    failed = syncing.carry_out(place, planned, "offboard")
    put(_report(old, known, planned, names, failed) if as_json else left_values.text_of(known, who))
    if failed:
        tell(f"{sync.counted(len(failed))} left as before; `confledger secrets sync` does them\n")
    return 2 if failed else 0


def _report(
    old: Recipient,
    known: "list[SopsFile]",
    planned: "list[Action]",
    names: syncing.Names,
    failed: dict[str, str] | None,
) -> str:
    told = {
        "recipient": old.identity,
        "files": syncing.told(planned, names, failed),
        "values": left_values.told(known),
    }
    return json.dumps(told, indent=2) + "\n"


def _who(place: Place, files: "list[SopsFile]", names: syncing.Names, given: str) -> Recipient:
    """Return the recipient that is meant: by a name, or as rules or files have them."""
    people = [
        *(
            one
            for file in place.rules.files.values()
            for rule in file.rules
            for one in rule.recipients
        ),
        *(one for file in files if file.metadata is not None for one in file.metadata.recipients),
    ]
    named = names.named(given)
    if len(named) > 1:
        raise ConfledgerError(
            f"several recipients are called {given!r}",
            help=f"name one of them: {', '.join(sorted(named))}",
        )
    told = " ".join((next(iter(named)) if named else given).split())
    kind = kind_of(told)
    for one in people:
        if kind == one.kind and trust.names(one, Recipient(kind, told)):
            return one
    called = sorted({name for one in people if (name := names.name(one)) is not None})
    close = nearest(given, called)
    raise ConfledgerError(
        f"no rule and no encrypted file names {given!r}",
        help=f"did you mean {close!r}?"
        if close
        else f"there are {', '.join(called)}"
        if called
        else "see `confledger secrets status` for who can read what",
    )


def _naming(place: Place, old: Recipient) -> "dict[str, list[Rule]]":
    """Return all rules that name somebody, by rule file."""
    found: dict[str, list[Rule]] = {}
    for file in place.rules.files.values():
        some = [
            rule for rule in file.rules if any(trust.names(one, old) for one in rule.recipients)
        ]
        if some:
            found[file.path] = some
    return found


def _refuse_last(rules: "dict[str, list[Rule]]", old: Recipient) -> None:
    """Raise ConfledgerError where nobody would be left to open the files of a rule."""
    for some in rules.values():
        for rule in some:
            for number in range(rule.groups):
                group = [one for one in rule.recipients if one.group == number]
                if group and all(trust.names(one, old) for one in group):
                    what = "" if rule.groups == 1 else f", in key group {number + 1}"
                    raise ConfledgerError(
                        f"{rule.label} names nobody else{what}: nobody could open its files",
                        help="let somebody in first: confledger secrets onboard RECIPIENT "
                        f"--rule {rule.number + 1}",
                    )
