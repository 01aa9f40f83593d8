"""The action `secrets keygen`: an age identity for this user."""

import os
import sys

from confledger.cli.parser import Parser
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.secrets.plain import Plain


def parser() -> Parser:
    """Return what the action takes."""
    made = Parser(
        "secrets keygen",
        "Make an age identity where SOPS looks for one, readable by you alone, and print its\n"
        "public recipient. An identity that is there already is never written over.",
        examples=(
            "confledger secrets keygen",
            'confledger secrets onboard "$(confledger secrets keygen)"',
        ),
    )
    made.add_argument("--output", metavar="FILE", help="another place; not in a work tree of git")
    return made


def run(arguments: list[str]) -> int:
    """Make the identity, write it, and print the recipient."""
    asked = parser().parse_args(arguments)
    file = os.path.abspath(asked.output) if asked.output else _usual()
    _refuse_work_tree(file)
    if os.path.lexists(file):
        raise ConfledgerError(
            f"{file} is there already, and is not written over",
            help="its recipient is in the comment above the identity; or name another: --output",
        )
    made = _generated()
    if made is None:
        raise ConfledgerError(
            "there is nothing that makes age identities",
            help="pip install 'confledger[sops]', or install age",
        )
    recipient, identity = made
    with identity, Plain(_text(recipient, identity)) as text:
        _write(file, text)
    tell(f"wrote {file}; keep a copy where you keep your passwords\n")
    if asked.output:
        tell(f"sops finds it with SOPS_AGE_KEY_FILE={file}\n")
    put(f"{recipient}\n")
    return 0


def _usual() -> str:
    """Return where SOPS looks for identities, given nothing else (age/keysource.go)."""
    named = os.environ.get("SOPS_AGE_KEY_FILE")
    if named:
        return os.path.abspath(named)
    folder = os.environ.get("XDG_CONFIG_HOME")
    if not folder:
        below = "Library/Application Support" if sys.platform == "darwin" else ".config"
        folder = os.path.join(os.path.expanduser("~"), below)
    return os.path.join(folder, "sops", "age", "keys.txt")


def _refuse_work_tree(file: str) -> None:
    """Raise ConfledgerError for a place that git could commit."""
    from confledger.git.repository import NotARepository, discover

    folder = os.path.dirname(file)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    try:
        found = discover(folder)
    except NotARepository:
        return
    if found.top is not None:
        raise ConfledgerError(
            f"{file} is in the work tree {found.top}, from where it may get into a commit",
            help="name a place outside of it",
        )


def _generated() -> tuple[str, Plain] | None:
    """Return a new recipient and identity, of the extra or of the program age-keygen."""
    try:
        from pyrage import x25519
    except ImportError:
        return _by_program()
    made = x25519.Identity.generate()
    return str(made.to_public()), Plain(str(made).encode())


def _by_program() -> tuple[str, Plain] | None:
    import shutil

    from confledger.secrets import sops_process

    program = shutil.which("age-keygen")
    if program is None:
        return None
    env = sops_process.environment(os.environ)
    code, said, _ = sops_process.run((program,), env, None, 30)
    with said:
        if code:
            return None
        return _recipient(said), Plain(said.reveal().splitlines()[-1])


def _recipient(said: Plain) -> str:
    """Return what age-keygen calls the public key."""
    line = next(one for one in said.reveal().splitlines() if b"public key: " in one)
    return line.partition(b"public key: ")[2].decode("ascii")


def _text(recipient: str, identity: Plain) -> bytes:
    return b"# public key: " + recipient.encode("ascii") + b"\n" + identity.reveal() + b"\n"


def _write(file: str, text: Plain) -> None:
    try:
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
        text.save(file)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise ConfledgerError(
            f"{file} cannot be written: {reason}", help="name another place: --output"
        ) from None
