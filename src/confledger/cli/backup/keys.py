"""Who can open a backup: recipients when it is made, identities when it is read."""

import os

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.parser import Parser
    from confledger.settings import Settings

_FILE, _TEXT = "SOPS_AGE_KEY_FILE", "SOPS_AGE_KEY"


def add_recipients(parser: "Parser") -> None:
    """Add the options that say who can open a backup."""
    parser.add_argument(
        "--recipient",
        metavar="AGE",
        action="append",
        default=[],
        help="who can open it: age1..., or a public key of SSH; may be repeated "
        "(default: `backup` in the settings)",
    )
    parser.add_argument(
        "--recipients-file",
        metavar="FILE",
        action="append",
        default=[],
        help="a file with recipients, one a line",
    )
    parser.add_argument(
        "--plain", action="store_true", help="do not encrypt: whoever has the file can read it all"
    )


def add_identities(parser: "Parser") -> None:
    """Add the option that says whose key opens a backup."""
    parser.add_argument(
        "--identity",
        metavar="FILE",
        action="append",
        default=[],
        help=f"the file with the key that opens it, of age or of SSH (default: {_FILE})",
    )


def recipients(asked: "Namespace", settings: "Settings") -> list[str]:
    """Return who is to be able to open a backup; nobody in particular with `--plain`."""
    from confledger.backup import sealing

    if asked.plain:
        if asked.recipient or asked.recipients_file:
            raise ConfledgerError(
                "--plain and recipients exclude each other", help="leave one of them out"
            )
        return []
    found = sealing.recipients(asked.recipient, "--recipient")
    for path in asked.recipients_file:
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                lines = file.read(1 << 20).splitlines()
        except OSError as error:
            raise ConfledgerError(
                f"{path!r} cannot be read: {(error.strerror or '').lower()}",
                help="name a file with one recipient a line: --recipients-file FILE",
            ) from error
        found += sealing.recipients(lines, repr(path))
    if not found:
        found = sealing.recipients(settings.backup["recipients"], "the settings")
    if not found:
        raise ConfledgerError(
            "it is not said who can open the backup",
            help="--recipient age1..., or `backup: {recipients: [age1...]}` in confledger.yaml; "
            "unencrypted: --plain",
        )
    return list(dict.fromkeys(found))


def identities(asked: "Namespace") -> list[object] | None:
    """Return the keys that may open a backup; None where none was given."""
    from confledger.backup import sealing

    if asked.identity:
        return sealing.identities(asked.identity)
    file, text = os.environ.get(_FILE), os.environ.get(_TEXT)
    if not file and not text:
        return None
    return sealing.identities([file] if file else [], [text] if text else [])
