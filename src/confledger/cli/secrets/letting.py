"""Recipients let into creation rules and out of them: whom, which rules, and what it comes to."""

import os

from confledger.cli.init_files import Change
from confledger.cli.secrets.place import Place
from confledger.errors import ConfledgerError
from confledger.secrets.metadata import Recipient
from confledger.secrets.rule_recipients import kind_of, made, misspelt
from confledger.secrets.rules import FILE, Rules
from confledger.secrets.rules import read as read_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from confledger.cli.parser import Parser
    from confledger.secrets.rules import Rule, RuleFile

# So many rules are listed in a message.
_MOST = 12


def add_choice(parser: "Parser") -> None:
    """Add the options that choose rules."""
    parser.add_argument(
        "--rule",
        type=_number,
        action="append",
        default=[],
        metavar="N",
        help="the Nth creation rule, from 1; may be repeated",
    )
    parser.add_argument(
        "--path",
        action="append",
        default=[],
        metavar="GLOB",
        help="the rules that govern these files; may be repeated",
    )


def _number(word: str) -> int:
    if not word.isdigit() or word == "0":
        raise ConfledgerError(f"--rule needs a number from 1, not {word!r}", help="as --rule 3")
    return int(word)


def recipient(told: str, group: int = 0) -> Recipient:
    """Return whom somebody named on the command line; raise ConfledgerError for nobody."""
    text = " ".join(told.split())
    kind = kind_of(text)
    if kind is None:
        raise ConfledgerError(
            f"{told!r} is no recipient",
            help="recipients are age1…, a public key of SSH, a fingerprint of PGP, an ARN, or the "
            "address of a key",
        )
    reason = misspelt(kind, text)
    if reason is not None:
        if text.upper().startswith("AGE-"):
            # It is secret, and already in the history of the shell.
            raise ConfledgerError(
                reason, help="age-keygen -y prints it; treat this identity as known to others"
            )
        raise ConfledgerError(f"{told!r}: {reason}", help="copy it once more from its owner")
    return made(kind, text, group)


def chosen(
    place: Place, numbers: "Sequence[int]", globs: "Sequence[str]"
) -> "dict[str, list[Rule]]":
    """Return the rules that were chosen, by rule file; empty where nothing was."""
    found: dict[str, list[Rule]] = {}
    if numbers:
        file = nearest_file(place)
        for number in numbers:
            if number > len(file.rules):
                raise ConfledgerError(
                    f"{file.path} has {len(file.rules)} rules, and no {number}th",
                    help=_listed(file),
                )
            _put(found, file.rules[number - 1])
    if globs:
        from confledger.checks.globs import matcher

        for glob in globs:
            matches = matcher([_from_top(place, glob)])
            rules = [
                rule
                for path in sorted(place.tree.below(""))
                if matches(path) and (rule := place.rules.rule_for(path)) is not None
            ]
            if not rules:
                raise ConfledgerError(
                    f"no rule governs a file that {glob!r} matches",
                    help="globs count from the current folder; see `confledger secrets status`",
                )
            for rule in rules:
                _put(found, rule)
    return found


def nearest_file(place: Place) -> "RuleFile":
    """Return the rule file that SOPS would take here."""
    here = os.path.relpath(os.getcwd(), place.top)
    found = place.rule_file("x" if here == "." else f"{here}/x")
    if found is not None and found.broken:
        raise ConfledgerError(
            f"{found.path} cannot be read: {found.faults[0][1]}",
            help="mend it; `confledger secrets check` says where",
        )
    if found is None:
        raise ConfledgerError(
            f"there is no {FILE} here, nor in a folder above",
            help=f"write one with `creation_rules`, or go to the folder that has it ({FILE})",
        )
    return found


def _put(found: "dict[str, list[Rule]]", rule: "Rule") -> None:
    rules = found.setdefault(rule.file.path, [])
    if rule not in rules:
        rules.append(rule)


def _from_top(place: Place, glob: str) -> str:
    here = os.path.relpath(os.getcwd(), place.top)
    return os.path.normpath(glob if here == "." else f"{here}/{glob}")


def _listed(file: "RuleFile") -> str:
    """Return the rules of a file in a few lines, as a choice."""
    each = [
        f"{rule.number + 1} ({rule.pattern if rule.pattern is not None else 'all files'})"
        for rule in file.rules[:_MOST]
    ]
    more = f", and {len(file.rules) - _MOST} more" if len(file.rules) > _MOST else ""
    return f"choose with --rule or --path; there are {', '.join(each)}{more}"


def only_rule(place: Place) -> "dict[str, list[Rule]]":
    """Return the one rule there is; raise ConfledgerError where there are several."""
    file = nearest_file(place)
    if len(file.rules) != 1:
        few = "has no rule" if not file.rules else f"has {len(file.rules)} rules"
        raise ConfledgerError(
            f"{file.path} {few}, so say which", help=_listed(file) if file.rules else "write one"
        )
    return {file.path: file.rules}


def edited(
    place: Place,
    rules: "dict[str, list[Rule]]",
    edit: "Callable[[RuleFile, list[int]], bytes]",
) -> list[Change]:
    """Return what becomes of the rule files; raise ConfledgerError where that is for a person."""
    from confledger.secrets.rule_edits import CannotEdit

    made: list[Change] = []
    for path, some in sorted(rules.items()):
        file = some[0].file
        try:
            after = edit(file, [rule.number for rule in some])
        except CannotEdit as error:
            raise ConfledgerError(
                f"{path} has to be changed by hand: {error}",
                help="then: confledger secrets sync",
            ) from None
        if after != file.data:
            made.append(Change(path, file.data, after))
    return made


def rules_after(place: Place, changes: list[Change]) -> Rules:
    """Return the rules as they will be."""
    new = {change.path: read_rules(change.new, change.path) for change in changes}
    return Rules(new.get(one.path, one) for one in place.rules.files.values())


def diff(changes: list[Change]) -> str:
    """Return what changes in the rule files, as git would show it."""
    return "".join(change.diff() for change in changes)


def write(place: Place, changes: list[Change]) -> None:
    """Write the rule files: before any encrypted file, so that a new run can do the rest."""
    for change in changes:
        place.write(change.path, change.new, before=change.old)
