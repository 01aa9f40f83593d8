"""What has to be done so that encrypted files are for those whom the rules name now."""

from confledger.secrets import trust
from confledger.secrets.scope import Scope
from confledger.secrets.sops_file import BINARY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from confledger.location import Path
    from confledger.secrets.metadata import Metadata, Recipient
    from confledger.secrets.rules import Rule, Rules
    from confledger.secrets.sops_file import SopsFile

# The data key is wrapped anew; after that each value gets a new ciphertext, as somebody left who
# knows the old data key; the file has to be encrypted anew, which nothing here does.
UPDATE, ROTATE, SCOPE = "update-keys", "rotate", "scope"


class Action:
    """What one file needs: `kind` is UPDATE, ROTATE (which begins with an update) or SCOPE.

    `joins` and `leaves` are its recipients to come and to go; `regroups` says that key groups
    or their threshold change.
    """

    __slots__ = ("file", "joins", "kind", "leaves", "path", "regroups", "rule")

    def __init__(
        self,
        file: "SopsFile",
        rule: "Rule",
        kind: str,
        joins: "list[Recipient]",
        leaves: "list[Recipient]",
        *,
        regroups: bool = False,
    ) -> None:
        self.file = file
        self.path = file.path
        self.rule = rule
        self.kind = kind
        self.joins = joins
        self.leaves = leaves
        self.regroups = regroups


def actions(files: "Iterable[SopsFile]", rules: "Rules") -> list[Action]:
    """Return what is to be done, file by file; nothing for those that no usable rule governs."""
    found: list[Action] = []
    for file in files:
        metadata, rule = file.metadata, rules.rule_for(file.path)
        if metadata is None or rule is None or not rule.usable:
            continue
        joins = trust.missing(metadata, rule)
        leaves = trust.unauthorised(metadata, rule)
        regroups = _regroups(metadata, rule)
        if joins or leaves or regroups:
            kind = ROTATE if leaves else UPDATE
            found.append(Action(file, rule, kind, joins, leaves, regroups=regroups))
        if file.store != BINARY and (
            metadata.scope != (rule.scope or Scope())
            or metadata.mac_only_encrypted != rule.mac_only_encrypted
        ):
            found.append(Action(file, rule, SCOPE, [], []))
    return found


def hidden(file: "SopsFile") -> "list[tuple[int, Path]]":
    """Return document and path of each encrypted value, in order."""
    from confledger.secrets.tokens import BEGINNING

    return [
        (leaf.document, leaf.path)
        for leaf in file.leaves()
        if isinstance(leaf.value, str) and leaf.value.startswith(BEGINNING)
    ]


def _regroups(metadata: "Metadata", rule: "Rule") -> bool:
    if metadata.groups != rule.groups:
        return True
    if rule.groups < 2:
        return False
    if (metadata.threshold or rule.groups) != (rule.threshold or rule.groups):
        return True
    return not all(
        any(trust.names(wanted, one) and wanted.group == one.group for one in metadata.recipients)
        for wanted in rule.recipients
    )
