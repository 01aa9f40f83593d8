r"""A creation rule that does not do what it seems to.

The first rule whose `path_regex` is found anywhere in the path decides, counted from the folder
of `.sops.yaml`. So a rule can be dead (no file matches), or shadowed (earlier rules take all that
it matches), and SOPS says nothing: the file is encrypted by another rule, or by none.
An error is what SOPS fails at when it gets there: a pattern that is none of Go's regular
expressions, two ways to choose what is encrypted, a recipient that is mistyped, a rule without
any. A warning is what it passes over: keys that it does not know, recipients beside
`key_groups`, an encrypted file that no rule matches, a file such as `.sops.yml`, which is never
read.

SOPS looks for `.sops.yaml` from the folder that it is run in, upwards. The checks take the
nearest above each file; where SOPS would take another one from the root, with other recipients,
that is only shown.

Bad, the second rule never decides:
    # .sops.yaml
    creation_rules:
      - path_regex: \.yaml$
        age: age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
      - path_regex: prod\.yaml$
        age: age1060kake3pgh4caagtzdjvc64nc6mytpszukpjnstwmkxer7ndpkqzlq6ra
    # test.yaml
    a: 1
    # prod.yaml
    a: 1
Bad, two ways to choose what is encrypted:
    # .sops.yaml
    creation_rules:
      - encrypted_regex: ^data$
        encrypted_suffix: _secret
        age: age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
    # test.yaml
    a: 1
Good:
    # .sops.yaml
    creation_rules:
      - path_regex: prod\.yaml$
        age: age1060kake3pgh4caagtzdjvc64nc6mytpszukpjnstwmkxer7ndpkqzlq6ra
      - path_regex: \.yaml$
        age: age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
    # test.yaml
    a: 1
    # prod.yaml
    a: 1
"""

from collections.abc import Iterator

from confledger.checks.examined import Tree
from confledger.checks.finding import Finding, Severity
from confledger.checks.rule_findings import Places
from confledger.location import Path
from confledger.secrets.rules import FILE, MISNAMED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.rules import Rule, RuleFile, Rules

ID = "creation-rule"

_MEND = "mend it: SOPS fails here"
_UNREAD = "make it a file of its own: what SOPS would read there, nobody has reviewed"


def survey(tree: Tree) -> Iterator[Finding]:
    """Yield what is wrong with the rule files, and which encrypted files have no rule."""
    plain = [path for path in tree.paths if path.rpartition("/")[2] != FILE]
    for file in tree.rules.files.values():
        places = Places(file)
        yield from _faults(file, places)
        if not file.broken:
            yield from _useless(tree, file, plain, places)
            yield from _outer(tree, file, places)
    yield from _ungoverned(tree)
    yield from _misnamed(tree)


def useless(rules: "Rules") -> Iterator[Finding]:
    """Yield the faults of the rule files that say nothing of some files, or of any."""
    for file in rules.files.values():
        if file.useless:
            yield from _faults(file, Places(file))


def _faults(file: "RuleFile", places: Places) -> Iterator[Finding]:
    for found, severity, then in (
        (file.faults, Severity.ERROR, _MEND if file.data else _UNREAD),
        (file.doubts, Severity.WARNING, "mend or remove it: SOPS passes over it"),
    ):
        for at, message in found:
            yield places.finding(
                *(ID, severity, f"{_where(at)}{message}", at),
                key=bool(at) and isinstance(at[-1], str),
                help=then,
                subject=message,
            )


def _where(at: Path) -> str:
    return f"rule {int(at[1]) + 1}: " if len(at) > 1 else ""


def _useless(tree: Tree, file: "RuleFile", paths: list[str], places: Places) -> Iterator[Finding]:
    """Yield the rules that no file comes to."""
    deciding = {id(tree.rules.rule_for(path)) for path in paths}
    for rule in file.rules:
        if rule.pattern_fails:
            return
        if id(rule) in deciding:
            continue
        matched = [path for path in paths if rule.matches(path)]
        at = (*rule.at, "path_regex") if rule.pattern is not None else rule.at
        pattern = "" if rule.pattern is None else f" (`{rule.pattern}`)"
        if matched:
            others = _deciding(tree, matched)
            yield places.finding(
                ID,
                Severity.WARNING,
                f"rule {rule.number + 1}{pattern} never decides: {_few(others)} "
                f"{'take' if len(others) != 1 else 'takes'} all that it matches",
                at,
                help="put it first, narrow the others, or remove it",
                subject=f"shadowed {rule.pattern}",
            )
        else:
            yield places.finding(
                ID,
                Severity.WARNING,
                f"rule {rule.number + 1}{pattern} matches no file",
                at,
                help="correct the pattern, or remove the rule if its files are gone",
                subject=f"dead {rule.pattern}",
            )


def _few(labels: list[str]) -> str:
    return ", ".join(labels) if len(labels) <= 3 else f"{labels[0]} and {len(labels) - 1} others"


def _deciding(tree: Tree, paths: list[str]) -> list[str]:
    """Return the rules that govern some files; a rule file, where none of its rules does."""
    found: dict[tuple[str, int], str] = {}
    for path in paths:
        file, rule = tree.rules.file_for(path), tree.rules.rule_for(path)
        if rule is not None:
            found[rule.file.path, rule.number] = rule.label
        else:
            assert file is not None
            found[file.path, -1] = file.path
    return [found[key] for key in sorted(found)]


def _outer(tree: Tree, file: "RuleFile", places: Places) -> Iterator[Finding]:
    """Yield that SOPS takes other rules from a folder above; one file stands for all."""
    above = tree.rules.file_for(file.folder.rstrip("/")) if file.folder else None
    if above is None:
        return
    if not file.rules:
        yield from _hiding(tree, file, above, places)
    other = []
    for path, examined in sorted(tree.files.items()):
        if not examined.encrypted or tree.rules.file_for(path) is not file:
            continue
        ours, theirs = file.rule_for(path), above.rule_for(path)
        if theirs is not None and _people(ours) != _people(theirs):
            other.append(path)
    if other:
        more = f" and {len(other) - 1} more" if len(other) > 1 else ""
        yield places.finding(
            ID,
            Severity.INFO,
            f"run from a folder above, SOPS encrypts {other[0]}{more} by {above.path}, for other "
            "recipients",
            help=f"run sops in {file.folder.rstrip('/')}, or keep all rules in {above.path}",
            subject="nested",
        )


def _hiding(tree: Tree, file: "RuleFile", above: "RuleFile", places: Places) -> Iterator[Finding]:
    """Yield that a rule file without rules keeps those above it from files."""
    hidden = [
        path
        for path in tree.paths
        if tree.rules.file_for(path) is file
        and path != file.path
        and above.rule_for(path) is not None
    ]
    if hidden:
        more = f" and {len(hidden) - 1} more" if len(hidden) > 1 else ""
        yield places.finding(
            ID,
            Severity.WARNING,
            f"there is no rule here, and it keeps those of {above.path} from {hidden[0]}{more}",
            help="give it rules, or remove it",
            subject="hiding",
        )


def _people(rule: "Rule | None") -> set[tuple[str, str]]:
    return set() if rule is None else {one.key() for one in rule.recipients}


def _ungoverned(tree: Tree) -> Iterator[Finding]:
    for path, examined in sorted(tree.files.items()):
        if not examined.encrypted or examined.rule is not None:
            continue
        file = tree.rules.file_for(path)
        # Without any rules, recipients are given by hand, as one may; a fault is told already.
        if file is None or file.useless or not file.rules:
            continue
        yield examined.finding(
            ID,
            Severity.WARNING,
            f"no rule of {file.path} matches this encrypted file, so none says who may read it",
            help=f"add a rule for it to {file.path}",
            subject="no rule",
        )


def _misnamed(tree: Tree) -> Iterator[Finding]:
    encrypted = any(one.encrypted for one in tree.files.values())
    for path in tree.paths:
        folder, _, name = path.rpartition("/")
        if name not in MISNAMED:
            continue
        right = f"{folder}/{FILE}".lstrip("/")
        if name.startswith("."):
            there = right in tree.paths
        elif folder or tree.rules.files or not encrypted or path in tree.files:
            # `sops.yaml` may well be something else.
            continue
        else:
            there = False
        yield Finding(
            *(ID, Severity.WARNING, f"SOPS does not read {name}: it reads {FILE} only", path),
            help=f"git rm {path}" if there else f"git mv {path} {right}",
            subject="misnamed",
        )
