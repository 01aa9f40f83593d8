"""What an encrypted file has to show before anything decrypts it; no key is needed for that.

Whoever may change a file may write an address into it that the next reader's credentials are
then sent to. So who can open it, and who would be asked, is held against the rules first.
"""

from confledger.errors import ConfledgerError
from confledger.location import dotted
from confledger.secrets import tokens, trust

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from confledger.secrets.metadata import Metadata
    from confledger.secrets.rules import Rule
    from confledger.secrets.sops_file import SopsFile

_RESTORE = "restore it: git restore {path}"


def verify(
    file: "SopsFile",
    rule: "Rule | None",
    services: "Sequence[str]",
    committed: bytes | None,
    *,
    strangers: bool = False,
) -> None:
    """Raise ConfledgerError unless the file may be decrypted here.

    `rule` governs it, `services` are the globs that the settings allow, and `committed` is what
    HEAD has of it. With `strangers`, it may be open to whom the rule does not name: that is
    about to end.
    """
    path, metadata = file.path, file.metadata
    if metadata is None:
        raise ConfledgerError(
            f"{path!r} is not encrypted", help=f"confledger secrets encrypt {path}"
        )
    if metadata.faults:
        at, what = metadata.faults[0]
        where = f" at `{dotted(('sops', *at))}`"
        raise _refused(path, "malformed-metadata", f"{what}{where}", _RESTORE)
    _verify_services(path, metadata, rule, services)
    if rule is not None and not strangers:
        _verify_recipients(path, metadata, rule)
    for leaf in file.leaves():
        if isinstance(leaf.value, str) and leaf.value.startswith(tokens.BEGINNING):
            if tokens.read(leaf.value) is None:
                what = f"`{dotted(leaf.path)}` is not a whole ciphertext"
                raise _refused(path, "malformed-ciphertext", what, _RESTORE)
    if committed is not None and committed != file.data:
        _verify_mac(file, committed)


def _verify_services(
    path: str, metadata: "Metadata", rule: "Rule | None", services: "Sequence[str]"
) -> None:
    """Refuse a service that nobody names; without any rule, age and pgp need none."""
    foreign = trust.foreign_services(metadata, rule, services)
    if foreign:
        raise _refused(
            path,
            "key-service",
            f"it would ask {foreign[0].endpoint or foreign[0].identity}, which neither the "
            "rules nor the settings name",
            "if it is yours, name it under `secrets.key-services` in confledger.yaml",
        )


def _verify_recipients(path: str, metadata: "Metadata", rule: "Rule") -> None:
    strangers = trust.unauthorised(metadata, rule)
    if strangers:
        raise _refused(
            path,
            "unauthorised-recipient",
            f"{strangers[0].identity} can open it, and the creation rule does not name them",
            "see what would change: confledger secrets sync --dry-run {path}",
        )


def _verify_mac(file: "SopsFile", committed: bytes) -> None:
    """Raise ConfledgerError where git shows that the file was edited without SOPS."""
    from confledger.checks.examined import Examined
    from confledger.checks.secrets import stale_mac
    from confledger.secrets import sops_file
    from confledger.secrets.rules import Rules

    rules = Rules(())
    try:
        earlier = Examined(sops_file.read(committed, file.path), rules, {})
    except sops_file.Unreadable:
        return
    if earlier.encrypted and any(stale_mac.compare(earlier, Examined(file, rules, {}))):
        raise _refused(file.path, "stale-mac", "it was edited without SOPS since HEAD", _RESTORE)


def _refused(path: str, check: str, what: str, advice: str) -> ConfledgerError:
    return ConfledgerError(
        f"{path!r} is not opened: {what} [{check}]",
        help=f"{advice.format(path=path)}; `confledger explain --rule {check}` says more",
    )
