"""What is encrypted in a file is not what its creation rule says.

SOPS writes into each file which values are to be encrypted, and goes by that ever after: a rule
that is changed later reaches no file, not even with `sops updatekeys`. Where the rule says
nothing, SOPS takes its default: all but the keys that end with `_unencrypted`.
It is an error where a value is in clear text that the rule wants encrypted, otherwise a warning;
so are another number of key groups, another threshold of them, and another `mac_only_encrypted`.

To mend it the file has to be decrypted, and encrypted anew by the rule: there is no command for it,
as all its values are in clear text in between. Do it outside of the work tree.

Bad:
    # .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        encrypted_regex: ^(password|user)$
        age:
          - age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
    # secrets/db.yaml
    user: shop
    password: ENC[AES256_GCM,data:6w==,iv:c2Vjb25kcw==,tag:dGFn,type:str]
    sops:
      age:
        - recipient: age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
          enc: …
      encrypted_regex: ^password$
Good:
    # .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        encrypted_regex: ^password$
        age:
          - age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
    # secrets/db.yaml
    user: shop
    password: ENC[AES256_GCM,data:6w==,iv:c2Vjb25kcw==,tag:dGFn,type:str]
    sops:
      age:
        - recipient: age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
          enc: …
      encrypted_regex: ^password$
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity
from confledger.secrets.scope import Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.secrets.metadata import Metadata
    from confledger.secrets.rules import Rule

ID = "scope-drift"


def check(file: Examined) -> Iterator["Finding"]:
    """Yield in what a file and its rule differ, but for the recipients."""
    metadata, rule = file.sops.metadata, file.rule
    if metadata is None or rule is None or not rule.usable or _is_binary(file):
        return
    wanted = rule.scope or Scope()
    if metadata.scope != wanted:
        bare = _left_plain(file, wanted)
        what = f"`{wanted.way}: {wanted.pattern}`"
        if rule.scope is None:
            what += ", which is the default"
        risk = f"; {bare} {_values(bare)} in clear text that the rule wants encrypted"
        yield file.finding(
            ID,
            Severity.ERROR if bare else Severity.WARNING,
            f"this file has `{metadata.scope.way}: {metadata.scope.pattern}`, "
            f"and {rule.label} has {what}{risk if bare else ''}",
            at=("sops", metadata.scope.way),
            key=True,
            help="decrypt it and encrypt it anew, so that it follows the rule; or mend the rule",
            subject="scope",
        )
    if metadata.mac_only_encrypted != rule.mac_only_encrypted:
        here, there = _yes(metadata.mac_only_encrypted), _yes(rule.mac_only_encrypted)
        yield file.finding(
            ID,
            Severity.WARNING,
            f"`mac_only_encrypted` is {here} in this file, and {there} in {rule.label}",
            at=("sops", "mac_only_encrypted") if metadata.mac_only_encrypted else ("sops",),
            key=True,
            help="decrypt it and encrypt it anew, so that it follows the rule; or mend the rule",
            subject="mac_only_encrypted",
        )
    yield from _groups(file, metadata, rule)


def _groups(file: Examined, metadata: "Metadata", rule: "Rule") -> Iterator["Finding"]:
    """Yield what differs in how many of whom have to come together."""
    if metadata.groups != rule.groups:
        yield file.finding(
            ID,
            Severity.WARNING,
            f"the recipients are in {_counted(metadata.groups)} here, and in "
            f"{_counted(rule.groups)} in {rule.label}",
            at=("sops",),
            key=True,
            help=f"confledger secrets sync {file.path}",
            subject="key_groups",
        )
        return
    if rule.groups < 2:
        return
    here, there = metadata.threshold or rule.groups, rule.threshold or rule.groups
    if here != there:
        yield file.finding(
            ID,
            Severity.WARNING,
            f"{here} of {rule.groups} key groups open this file, {rule.label} asks for {there}",
            at=("sops", "shamir_threshold") if metadata.threshold else ("sops",),
            key=True,
            help=f"confledger secrets sync {file.path}",
            subject="shamir_threshold",
        )
    for number in range(rule.groups):
        members = {one.key() for one in metadata.recipients if one.group == number}
        named = {one.key() for one in rule.recipients if one.group == number}
        every = {one.key() for one in metadata.recipients}
        if members != named and every == {one.key() for one in rule.recipients}:
            yield file.finding(
                ID,
                Severity.WARNING,
                f"key group {number + 1} has other members here than in {rule.label}",
                at=("sops", "key_groups", number),
                help=f"confledger secrets sync {file.path}",
                subject=f"group {number}",
            )


def _left_plain(file: Examined, wanted: Scope) -> int:
    """Count the values in clear text that the rule wants encrypted."""
    from confledger.secrets.tokens import BEGINNING

    return sum(
        1
        for leaf in file.sops.leaves()
        if leaf.value not in (None, "")
        and not (isinstance(leaf.value, str) and leaf.value.startswith(BEGINNING))
        and wanted.selects(leaf.path, leaf.comments)
    )


def _is_binary(file: Examined) -> bool:
    """Whether the file is encrypted as a whole, so that no scope has a meaning."""
    from confledger.secrets.sops_file import BINARY

    return file.sops.store == BINARY


def _values(count: int) -> str:
    return "value is" if count == 1 else "values are"


def _counted(groups: int) -> str:
    return f"{groups} key groups" if groups != 1 else "one key group"


def _yes(flag: bool) -> str:
    return "true" if flag else "false"
