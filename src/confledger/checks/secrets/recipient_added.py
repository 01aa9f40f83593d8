"""A change names somebody new in a creation rule, so that they can read what is there already.

Nothing else is needed to get at secrets: at the next `sops updatekeys`, or `confledger secrets
sync`, each file of the rule is opened to them, and its values stay the same. So it has to be
approved by one of the `approvers` under `secrets` in the settings of the base: in a commit by
somebody else, with the trailer `Recipient-approved-by`. Without any approvers it is a warning.
Before a commit and a push it is information: nobody can approve what is not there yet.

Rules are told apart by their patterns; a new rule that takes encrypted files away from another
counts as well. A rule for files that are new adds nobody to anything.

Bad:
    # before: .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        age:
          - age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
    # after: .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        age:
          - age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
          - age1060kake3pgh4caagtzdjvc64nc6mytpszukpjnstwmkxer7ndpkqzlq6ra
Good:
    # before: .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        age:
          - age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
          - age1060kake3pgh4caagtzdjvc64nc6mytpszukpjnstwmkxer7ndpkqzlq6ra
    # after: .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        age:
          - age1060kake3pgh4caagtzdjvc64nc6mytpszukpjnstwmkxer7ndpkqzlq6ra
          - age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
"""

from collections.abc import Iterator

from confledger.checks.examined import Tree
from confledger.checks.rule_findings import Places
from confledger.checks.severity import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.secrets.metadata import Recipient
    from confledger.secrets.rules import Rule

ID = "recipient-added"


def survey(tree: Tree) -> Iterator["Finding"]:
    """Yield each recipient of a rule who could read none of its files before."""
    if tree.before is None:
        return
    listed = tree.settings.get("approvers")
    approvers = [str(one) for one in listed] if isinstance(listed, list) else []
    if {one.lower() for one in approvers} & (tree.approved or frozenset()):
        return
    severity = Severity.ERROR if approvers else Severity.WARNING
    if tree.approved is None:
        severity = Severity.INFO
    places: dict[str, Places] = {}
    for rule, one, paths in _added(tree):
        where = places.setdefault(rule.file.path, Places(rule.file))
        count = f"{len(paths)} encrypted file{'s' * (len(paths) != 1)}"
        reach = f"; that opens {count} to them" if paths else ""
        yield where.finding(
            ID,
            severity,
            f"{rule.file.shown(one)} is new in rule {rule.number + 1}{reach}",
            one.at,
            help=_how(approvers),
            subject=f"{rule.pattern} {one.identity}",
        )


def _how(approvers: list[str]) -> str:
    if not approvers:
        return (
            "make sure that this is meant; list who may approve it in `approvers` under "
            "`secrets` in confledger.yaml"
        )
    who = ", ".join(approvers[:3]) + (", …" if len(approvers) > 3 else "")
    return f"have it approved ({who}): a commit with `Recipient-approved-by: ADDRESS` by another"


def _added(tree: Tree) -> "list[tuple[Rule, Recipient, list[str]]]":
    """Return who is new in which rule, and which encrypted files that concerns."""
    from confledger.secrets.trust import names

    assert tree.before is not None
    earlier = tree.before.rules
    found: dict[tuple[str, int, str], tuple[Rule, Recipient, list[str]]] = {}
    encrypted = sorted(path for path, one in tree.files.items() if one.encrypted)
    for path in encrypted:
        rule, before = tree.rules.rule_for(path), earlier.rule_for(path)
        if rule is None or before is None:
            continue
        for one in rule.recipients:
            if not any(names(known, one) for known in before.recipients):
                key = (rule.file.path, rule.number, one.identity)
                found.setdefault(key, (rule, one, []))[2].append(path)
    for file in tree.rules.files.values():
        known_file = earlier.files.get(file.folder)
        for rule in file.rules if known_file is not None else ():
            assert known_file is not None
            same = [one for one in known_file.rules if one.pattern == rule.pattern]
            if not same:
                continue
            known = [one for old in same for one in old.recipients]
            for one in rule.recipients:
                if not any(names(other, one) for other in known):
                    found.setdefault((file.path, rule.number, one.identity), (rule, one, []))
    return [found[key] for key in sorted(found)]
