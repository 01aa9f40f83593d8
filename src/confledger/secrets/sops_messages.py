"""What went wrong in `sops`, told by us: its own messages quote values and their hashes.

The exit codes are those of its `cmd/sops/codes`; only the beginnings of known messages are
looked at, and none of their text is passed on.
"""

from confledger.errors import ConfledgerError
from confledger.secrets.plain import Plain
from confledger.secrets.sops_process import TIMED_OUT


class SopsFailed(ConfledgerError):
    """`sops` refused.

    `kind`: `no-key`, `mac`, `metadata`, `format`, `path`, `timeout`, `version` or `other`.
    """

    def __init__(self, kind: str, message: str, help: str | None = None) -> None:
        super().__init__(message, help=help)
        self.kind = kind


UNCHANGED = "unchanged"
# By exit code: kind, message, help.
_BY_CODE = {
    TIMED_OUT: (
        "timeout",
        "sops did not answer in time",
        "a key service may be out of reach, or a program may be waiting for a passphrase",
    ),
    2: (
        "format",
        "sops cannot read the file",
        "see `confledger secrets check`; a value of a plain file may be one that sops refuses",
    ),
    5: ("other", "sops cannot read its rules", "see `confledger secrets check`"),
    7: ("format", "the value is not one that sops takes", "see --type"),
    24: (
        "mac",
        "the MAC of the file cannot be decrypted: it was changed, or is of another file",
        "see `confledger secrets check --history`, and restore the file from a commit",
    ),
    25: (
        "mac",
        "a value of the file cannot be decrypted: it was changed, or moved to another key",
        "see `confledger secrets diff HEAD`, and restore the file from a commit",
    ),
    51: (
        "mac",
        "the MAC does not fit the values: the file was edited without sops",
        "see `confledger secrets diff HEAD` for what was changed",
    ),
    52: (
        "metadata",
        "the file has no MAC",
        "see `confledger secrets check`, and restore the file from a commit",
    ),
    61: ("metadata", "no creation rule takes the file", "add one to `.sops.yaml`"),
    100: ("format", "the file is empty", "sops encrypts no empty file"),
    111: ("metadata", "the creation rule names no recipient", "add one to `.sops.yaml`"),
    128: (
        "no-key",
        "none of your keys opens the file",
        "see `confledger secrets status` for who can; an age identity is looked for in "
        "SOPS_AGE_KEY_FILE and in the keys.txt of sops; `confledger secrets keygen` makes one",
    ),
    200: (UNCHANGED, "nothing was changed", "edit it again"),
    201: ("format", "sops cannot read the edited text", "see the line that is not as the others"),
    203: ("format", "the file is encrypted already", "change it with `confledger secrets set`"),
}
# By the beginning of what it says, where the exit code says nothing.
_BY_BEGINNING = (
    (b"sops metadata not found", "metadata", "the file is not encrypted", "see `secrets encrypt`"),
    (b"error truncating tree", "path", "there is no such key in the file", "see `secrets status`"),
    (b"Key not found", "path", "there is no such key in the file", "see `secrets status`"),
    (
        b"error loading config",
        "metadata",
        "sops finds no creation rule for the file, or cannot read the rules",
        "see `confledger secrets check`",
    ),
    (
        b"Incorrect Usage",
        "version",
        "this sops is too old for that",
        "install sops 3.11 or newer, or `pip install 'confledger[sops]'`",
    ),
)


def explained(code: int, errors: Plain) -> tuple[str, str, str]:
    """Return the kind of a failure, a message, and what to do."""
    if code in _BY_CODE:
        return _BY_CODE[code]
    for beginning, kind, message, advice in _BY_BEGINNING:
        if _holds(errors, beginning):
            return kind, message, advice
    return (
        "other",
        f"sops ended with exit code {code}" if code > 0 else f"sops was killed by signal {-code}",
        "what it said is not repeated here, as it may quote values: run sops itself to see it",
    )


def _holds(errors: Plain, beginning: bytes) -> bool:
    """Whether a line begins so; what is revealed stays in this frame."""
    return any(line.startswith(beginning) for line in errors.reveal().splitlines())
