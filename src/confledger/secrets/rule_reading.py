"""From the text of `.sops.yaml` to rules, with everything that SOPS would stumble over."""

from confledger.documents.dialect import YAML
from confledger.documents.limits import Limits
from confledger.documents.load import load
from confledger.errors import nearest
from confledger.location import Path
from confledger.secrets import rule_recipients
from confledger.secrets.patterns import PatternError, compiled
from confledger.secrets.rule_file import Rule, RuleFile
from confledger.secrets.scope import WAYS, Scope
from confledger.secrets.stores.stored import Unreadable
from confledger.secrets.stores.yaml import verify_lines

_SECTIONS = ("creation_rules", "destination_rules", "stores")
_KEYS = (
    *("path_regex", "timeout", "aws_profile", "key_groups", "shamir_threshold", "plugins"),
    *("mac_only_encrypted", *WAYS, *rule_recipients.FLAT),
)
# What go-yaml takes for a truth value, where one is asked for.
_TRUE = ("y", "yes", "on", "true")
_FALSE = ("n", "no", "off", "false")
# Each is held against each file; nobody has that many.
MOST_RULES = 1_000
_LIMITS = Limits(max_bytes=1 << 20, max_nodes=100_000, max_aliased_nodes=100_000)


def fill(file: RuleFile) -> None:
    """Read `file.data`: its rules, faults and doubts."""
    try:
        verify_lines(file.data)
    except Unreadable as fault:
        file.broken = True
        file.faults.append(((), fault.reason))
        return
    loaded = load(file.data, YAML, _LIMITS)
    if not loaded.documents or any(one.kind != "encoding" for one in loaded.problems):
        file.broken = bool(loaded.problems)
        file.faults += [((), problem.message) for problem in loaded.problems]
        return
    if len(loaded.documents) > 1:
        file.doubts.append(((), "SOPS reads the first document only"))
    told = loaded.documents[0]
    if told is None:
        return
    if not isinstance(told, dict):
        file.broken = True
        file.faults.append(((), "the file must be a map with `creation_rules`"))
        return
    for name in told:
        # Any other key may hold anchors, `keys` by custom: only a near miss is one.
        close = nearest(name, _SECTIONS)
        if name not in _SECTIONS and close is not None:
            file.doubts.append(((name,), f"unknown key `{name}`; did you mean `{close}`?"))
    listed = told.get("creation_rules")
    if listed is None:
        return
    if not isinstance(listed, list):
        file.broken = True
        file.faults.append((("creation_rules",), "`creation_rules` must be a list"))
        return
    if len(listed) > MOST_RULES:
        file.broken = True
        file.faults.append((("creation_rules",), f"there are more than {MOST_RULES:,} rules"))
        return
    for number, item in enumerate(listed):
        at: Path = ("creation_rules", number)
        if isinstance(item, dict):
            file.rules.append(_rule(file, item, number, at))
        else:
            file.broken = True
            file.faults.append((at, "a rule must be a map"))


def _rule(file: RuleFile, told: dict[str, object], number: int, at: Path) -> Rule:
    rule = Rule()
    rule.file, rule.number, rule.at = file, number, at
    before = len(file.faults)
    rule.pattern = _text(file, told, "path_regex", at) or None
    if rule.pattern is not None:
        _tried(file, rule.pattern, (*at, "path_regex"))
    _recipients(file, rule, told)
    _scope(file, rule, told)
    for name in told:
        if name not in _KEYS:
            close = nearest(name, _KEYS)
            hint = f"; did you mean `{close}`?" if close else ", which SOPS passes over"
            file.doubts.append(((*at, name), f"unknown key `{name}`{hint}"))
    rule.usable = len(file.faults) == before
    return rule


def _recipients(file: RuleFile, rule: Rule, told: dict[str, object]) -> None:
    at, groups = rule.at, told.get("key_groups")
    rule.groups = 1
    if isinstance(groups, list) and groups:
        rule.groups = len(groups)
        rule.recipients = []
        for index, item in enumerate(groups):
            place = (*at, "key_groups", index)
            some = rule_recipients.grouped(item, place, index, file.faults)
            if not some and isinstance(item, dict) and not item.get("plugins"):
                file.faults.append((place, "the key group has no recipient"))
            rule.recipients += some
        for name in rule_recipients.FLAT:
            if told.get(name):
                file.doubts.append(((*at, name), f"`{name}` means nothing beside `key_groups`"))
    else:
        if groups is not None and not isinstance(groups, list):
            file.faults.append(((*at, "key_groups"), "`key_groups` must be a list"))
        before = len(file.faults)
        rule.recipients = rule_recipients.flat(told, at, file.faults)
        if not rule.recipients and len(file.faults) == before and not told.get("plugins"):
            file.faults.append((at, "the rule names no recipient, so no file can be encrypted"))
    threshold = told.get("shamir_threshold")
    rule.threshold = None
    if isinstance(threshold, int) and not isinstance(threshold, bool):
        # Zero says as little as none.
        rule.threshold = threshold or None
    elif threshold is not None:
        file.faults.append(((*at, "shamir_threshold"), "`shamir_threshold` must be an integer"))
    if rule.threshold is not None and rule.groups > 1 and not 2 <= rule.threshold <= rule.groups:
        file.faults.append(
            (
                (*at, "shamir_threshold"),
                f"`shamir_threshold` must be from 2 to {rule.groups}, the number of key groups",
            )
        )


def _scope(file: RuleFile, rule: Rule, told: dict[str, object]) -> None:
    rule.scope = None
    at = rule.at
    given = [way for way in WAYS if _text(file, told, way, at)]
    if given:
        rule.scope = Scope(given[0], str(told[given[0]]))
    if len(given) > 1:
        both = " and ".join(f"`{way}`" for way in given)
        file.faults.append(((*at, given[1]), f"{both} in one rule: SOPS takes one of them only"))
    for way in given:
        if way.endswith("_regex"):
            _tried(file, str(told[way]), (*at, way))
    mac = told.get("mac_only_encrypted")
    word = str(mac).lower()
    rule.mac_only_encrypted = word in _TRUE
    if mac is not None and word not in (*_TRUE, *_FALSE):
        name = "mac_only_encrypted"
        file.faults.append(((*at, name), f"`{name}` must be true or false"))


def _text(file: RuleFile, told: dict[str, object], name: str, at: Path) -> str:
    value = told.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, dict | list):
        file.faults.append(((*at, name), f"`{name}` must be a text"))
        return ""
    # go-yaml takes numbers for the text that they are.
    return str(value)


def _tried(file: RuleFile, pattern: str, at: Path) -> None:
    try:
        compiled(pattern)
    except PatternError as error:
        file.faults.append((at, f"`{at[-1]}` is no regular expression of Go: {error}"))
