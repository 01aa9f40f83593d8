"""Which places for backups are meant: those that were named, or else those of the settings.

A command is code. One that a commit could bring would run on the machine of whoever looks at it;
so commands come from the command line or from the configuration of git, never from a file of the
repository: `command:NAME` there only says which.
"""

import os

from confledger.backup.destinations.command import VERBS, Command
from confledger.backup.destinations.folder import Folder
from confledger.backup.destinations.remote import GitRemote
from confledger.cli import workspace
from confledger.errors import ConfledgerError, nearest
from confledger.git.process import GitFailed, Running, environment
from confledger.git.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.backup.destinations.place import Place
    from confledger.cli.parser import Parser
    from confledger.settings import Settings

_GIT, _COMMAND = "git:", "command:"
_SECTION = "confledger-backup"
_UNNAMED = "(--to-command)"


def add_to(parser: "Parser", *, option: str = "--to", several: bool = True) -> None:
    """Add the options that name places; `option` is `--from` where one is read from."""
    parser.add_argument(
        option,
        dest="places",
        metavar="PLACE",
        action="append",
        default=[],
        help="a folder, git:REMOTE or command:NAME"
        + ("; may be repeated" if several else "")
        + " (default: `backup` in the settings)",
    )
    parser.add_argument(
        f"{option}-command",
        dest="commands",
        metavar="VERB=COMMAND",
        action="append",
        default=[],
        help="a place that commands reach, four of them: put, get, list and delete",
    )


def places(asked: "Namespace", repository: Repository | None) -> "list[Place]":
    """Return the places that were asked for, or else those of the settings; at least one."""
    found = [place(word, repository) for word in asked.places]
    if asked.commands:
        found.append(Command(_UNNAMED, _given(asked.commands), os.environ))
    if not found and repository is not None:
        top = repository.top or repository.git_dir
        for word in settings_of(repository).backup["destinations"]:
            found.append(place(word, repository, top))
    if not found:
        raise ConfledgerError(
            "it is not said where backups are",
            help="name a folder, git:REMOTE or command:NAME with --to, or in confledger.yaml: "
            "backup: {destinations: [../backups]}",
        )
    return found


def place(word: str, repository: Repository | None, top: str | None = None) -> "Place":
    """Return the place that a word names; `top` is what a path is relative to."""
    if word.startswith(_GIT):
        address = word.removeprefix(_GIT)
        local = os.path.join(top or os.getcwd(), address)
        # git would look for a path from the top of the work tree, which is not where we are.
        if os.path.isdir(local) and address not in _remotes(repository):
            address = os.path.abspath(local)
        elif not address or (repository is None and _is_name(address)):
            raise ConfledgerError(
                f"{word!r} names no remote",
                help="write git: and the name of a remote, or its address",
            )
        return GitRemote(address, repository)
    if word.startswith(_COMMAND):
        return _command(word.removeprefix(_COMMAND), repository)
    kind, colon, _ = word.partition(":")
    if colon and "/" not in kind and not os.path.exists(os.path.join(top or "", word)):
        raise ConfledgerError(
            f"there is no kind of place {kind!r}",
            help=f"for a folder of that name: ./{word}; for an address of git: git:{word}",
        )
    return Folder(os.path.join(top or os.getcwd(), os.path.expanduser(word)))


def settings_of(repository: Repository) -> "Settings":
    """Return the settings as HEAD has them, not those that lie about; defaults without any."""
    from confledger.git.snapshot import CommitSnapshot, resolve
    from confledger.settings import Settings

    try:
        head = resolve(repository, "HEAD", "commit")
    except ConfledgerError:
        return Settings()
    now = CommitSnapshot(repository, head, 1 << 24)
    try:
        return workspace.settings_of(now).settings
    finally:
        now.close()


def _remotes(repository: Repository | None) -> list[str]:
    return [] if repository is None else os.fsdecode(repository.run("remote")).splitlines()


def _is_name(address: str) -> bool:
    return "/" not in address and ":" not in address


def _given(said: list[str]) -> dict[str, str]:
    """Read `put=...` and the others; raise ConfledgerError."""
    found = {}
    for one in said:
        verb, equals, command = one.partition("=")
        if not equals or verb not in VERBS:
            close = nearest(verb, VERBS)
            raise ConfledgerError(
                f"{verb!r} is none of the commands of a place",
                help=(f"did you mean {close}=? " if close else "")
                + "for example --to-command put='rclone rcat offsite:{name}'",
            )
        found[verb] = command
    return found


def _command(name: str, repository: Repository | None) -> "Place":
    """Return the place whose commands the configuration of git holds."""
    asked = ["config", "-z", "--get-regexp", rf"^{_SECTION}\."]
    try:
        if repository is None:
            raw = Running([], asked, environment(foreign=True)).read()
        else:
            raw = repository.run(*asked)
    except GitFailed:
        raw = b""
    rows = (row.partition("\n") for row in os.fsdecode(raw).split("\0")[:-1])
    said = {key.removeprefix(f"{_SECTION}."): value for key, _, value in rows}
    commands = {verb: said[f"{name}.{verb}"] for verb in VERBS if f"{name}.{verb}" in said}
    if not commands:
        there = sorted({key.rpartition(".")[0] for key in said})
        raise ConfledgerError(
            f"the configuration of git has no commands for {name!r}",
            help=f"there are {', '.join(there)}"
            if there
            else f"set them: git config --global {_SECTION}.{name}.put COMMAND, and get, list "
            "and delete; a file of the repository cannot, since that would be code of whoever "
            "wrote it",
        )
    seconds = said.get(f"{name}.timeout", "")
    if seconds.isdigit() and int(seconds[:9]):
        return Command(name, commands, os.environ, seconds=float(seconds[:9]))
    return Command(name, commands, os.environ)
