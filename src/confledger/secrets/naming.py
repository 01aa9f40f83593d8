"""What people call a recipient: by the name that the rules give it, else by its beginning."""

from confledger.secrets.rule_names import bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.metadata import Recipient
    from confledger.secrets.rules import Rules

# An age recipient begins with `age1`, so these are a few characters that tell it from others.
_SHOWN = 10


def name(recipient: "Recipient", path: str, *states: "Rules") -> str:
    """Return the name of a recipient of a file, by the first of these rules that has one."""
    for rules in states:
        file = rules.file_for(path)
        found = None if file is None else file.name_of(bare(recipient.identity))
        if found is not None:
            return found
    return short(recipient)


def short(recipient: "Recipient") -> str:
    """Return so much of an identity as is needed to recognise it."""
    identity = recipient.identity
    if recipient.kind == "age":
        kept = identity.split(" ")[:2]
        if len(kept) > 1:  # a public key of SSH: its end is what differs
            return f"{kept[0]} …{kept[1][-_SHOWN:]}"
        return f"{identity[:_SHOWN]}…" if len(identity) > _SHOWN + 1 else identity
    if recipient.kind == "pgp":
        return f"pgp …{identity[-_SHOWN:]}" if len(identity) > _SHOWN else f"pgp {identity}"
    return identity
