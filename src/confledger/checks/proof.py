"""The checks of secrets, run over files, over what a change did to them, and over all rules."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from confledger.checks.examined import Examined, Tree
    from confledger.checks.finding import Finding
    from confledger.secrets.history import Ages
    from confledger.secrets.rules import Rules

# Modules of checks/secrets by what they have, in the order in which findings of a place are told.
CHECK = (
    "unencrypted_file",
    "malformed_metadata",
    "key_service",
    "plain_value",
    "malformed_ciphertext",
    "plain_comment",
    "unauthorised_recipient",
    "missing_recipient",
    "scope_drift",
    "lossy_scalar",
    "weak_secret",
)
COMPARE = ("stale_mac", "secret_made_plain", "key_not_rotated", "whole_file_reencrypted")
SURVEY = ("creation_rule", "recipient_added")
# What follows where a value is not encrypted, or not well.
_FOLLOWS = ("plain-secret", "secret-made-plain", "stale-mac")
AGED = ("old_secret", "old_data_key")


def of_file(file: "Examined", severities: "Mapping[str, str]") -> "list[Finding]":
    """Return what one file shows by itself."""
    found: list[Finding] = []
    for module in _modules(CHECK, severities):
        found += module.check(file)
    return found


def of_change(
    before: "Examined | None", after: "Examined | None", severities: "Mapping[str, str]"
) -> "list[Finding]":
    """Return what a change of one file shows; either side is None where there was no file."""
    if before is None or not (before.encrypted or (after is not None and after.encrypted)):
        return []
    found: list[Finding] = []
    for module in _modules(COMPARE, severities):
        found += module.compare(before, after)
    return found


def of_tree(tree: "Tree", severities: "Mapping[str, str]") -> "list[Finding]":
    """Return what all files and rules show together."""
    found: list[Finding] = []
    for module in _modules(SURVEY, severities):
        found += module.survey(tree)
    return found


def of_rules(rules: "Rules", severities: "Mapping[str, str]") -> "list[Finding]":
    """Return why some rules cannot be gone by, where the tree as a whole is not looked at."""
    found: list[Finding] = []
    if any(file.useless for file in rules.files.values()):
        for module in _modules(("creation_rule",), severities):
            found += module.useless(rules)
    return found


def of_ages(
    file: "Examined", ages: "Ages", today: str, severities: "Mapping[str, str]"
) -> "list[Finding]":
    """Return what the history of a file shows: what of it is too old."""
    found: list[Finding] = []
    for module in _modules(AGED, severities):
        found += module.aged(file, ages, today)
    return found


def causes(found: "list[Finding]") -> "list[Finding]":
    """Leave out what only follows from another finding: one mistake is told once.

    A value that is not encrypted is a plain secret, has lost its encryption, and the MAC is not
    that of it; so is a file.
    """
    places = {
        (one.path, one.document, one.pointer)
        for one in found
        if one.check in ("plain-value", "malformed-ciphertext")
    }
    bare = {one.path for one in found if one.check == "unencrypted-file"}
    lost = {one.path for one in found if one.check == "secret-made-plain" and one.subject == "file"}
    if not places and not bare:
        return found
    return [
        one
        for one in found
        if not (one.check in _FOLLOWS and (one.path, one.document, one.pointer) in places)
        and not (one.check == "plain-secret" and one.path in bare)
        and not (one.check == "unencrypted-file" and one.path in lost)
    ]


def weighed(found: "list[Finding]", severities: "Mapping[str, str]") -> "list[Finding]":
    """Give findings the severities of the settings; drop those that are off."""
    if not severities or not found:
        return found
    from dataclasses import replace

    from confledger.checks.finding import Severity

    kept = []
    for one in found:
        wanted = severities.get(one.check)
        if wanted != "off":
            kept.append(one if wanted is None else replace(one, severity=Severity(wanted)))
    return kept


def _modules(names: "Iterable[str]", severities: "Mapping[str, str]") -> "list[Any]":
    from importlib import import_module

    return [
        import_module(f"confledger.checks.secrets.{name}")
        for name in names
        if severities.get(name.replace("_", "-")) != "off"
    ]
