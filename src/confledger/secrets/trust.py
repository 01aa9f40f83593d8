"""Whether those who can open a file, and the services it would ask, are the ones the rules name."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from confledger.secrets.metadata import Metadata, Recipient
    from confledger.secrets.rules import Rule


def unauthorised(metadata: "Metadata", rule: "Rule") -> "list[Recipient]":
    """Return the recipients of a file whom its rule does not name."""
    return _distinct(
        one
        for one in metadata.recipients
        if not any(names(allowed, one) for allowed in rule.recipients)
    )


def missing(metadata: "Metadata", rule: "Rule") -> "list[Recipient]":
    """Return the recipients of a rule whom the file leaves out."""
    return _distinct(
        wanted
        for wanted in rule.recipients
        if not any(names(wanted, one) for one in metadata.recipients)
    )


def foreign_services(
    metadata: "Metadata", rule: "Rule | None", allowed: "Sequence[str]"
) -> "list[Recipient]":
    """Return the recipients whose key service neither the rule nor the globs of `allowed` name."""
    known = (
        set()
        if rule is None
        else {(one.kind, _address(one.endpoint)) for one in rule.recipients if one.endpoint}
    )
    return [
        one
        for one in metadata.recipients
        if one.endpoint
        and (one.kind, _address(one.endpoint)) not in known
        and not _listed(one, allowed)
    ]


def names(wanted: "Recipient", one: "Recipient") -> bool:
    """Whether what a rule writes for a recipient is what a file holds for them.

    A key of Azure without version is each of its versions; the context of a key of AWS cannot
    be written in a rule without key groups.
    """
    rule, file = wanted.key(), one.key()
    if rule == file:
        return True
    if wanted.kind != one.kind:
        return False
    if wanted.kind == "azure_kv":
        return file[1].rpartition("/")[0] == rule[1]
    if wanted.kind == "kms" and "key_groups" not in wanted.at:
        return file[1].partition("|")[0] == rule[1]
    return False


def _address(text: str) -> str:
    return text.rstrip("/")


def _listed(one: "Recipient", allowed: "Sequence[str]") -> bool:
    from fnmatch import fnmatchcase

    return any(fnmatchcase(text, glob) for glob in allowed for text in (one.endpoint, one.identity))


def _distinct(found: "Iterable[Recipient]") -> "list[Recipient]":
    return list({one.key(): one for one in reversed(list(found))}.values())[::-1]
