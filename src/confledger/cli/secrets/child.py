"""A program that takes our place, with secrets in its environment and nowhere else."""

import os

from confledger.cli.failure import shown
from confledger.cli.secrets import access
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.location import Path, dotted, pointer
from confledger.secrets.plain import Plain
from confledger.secrets.sops_file import BINARY, JSON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from confledger.cli.secrets.place import Place
    from confledger.cli.secrets.variables import Variable
    from confledger.secrets.sops_file import SopsFile

# What opens files is not for those who get some values of them.
_STRIPPED = "SOPS_"


def program(command: str, folder: str) -> str:
    """Return the file that a command is; raise ConfledgerError where there is none."""
    import shutil

    if os.path.dirname(command):
        path = os.path.join(folder, command)
        if not os.path.exists(path):
            raise ConfledgerError(f"there is no program {command!r}", help=f"seen from {folder}")
        if os.path.isdir(path) or not os.access(path, os.X_OK):
            raise ConfledgerError(
                f"{command!r} cannot be run", help=f"if it is a program: chmod +x {command}"
            )
        return path
    found = shutil.which(command)
    if found is None:
        raise ConfledgerError(
            f"there is no program {command!r} on PATH", help="nothing was decrypted"
        )
    return os.path.abspath(found)


def plan(variables: "Sequence[Variable]", command: "Sequence[str]") -> None:
    """Print what would be started, with which variables; never a value."""
    import shlex

    lines = [f"would start: {shlex.join(command)}\n"]
    width = max((len(one.name) for one in variables), default=0)
    lines += [f"  {one.name:{width}}  {one.file}#{pointer(one.path)}\n" for one in variables]
    put("".join(map(shown, lines)))


def start(
    place: "Place",
    action: str,
    files: "Mapping[str, SopsFile]",
    variables: "Sequence[Variable]",
    command: "Sequence[str]",
    folder: str,
    *,
    pristine: bool = False,
) -> "NoReturn":
    """Note, decrypt, and become the program; raise ConfledgerError where that is not possible.

    Everything that can go wrong without a value is looked at before there are any. A `pristine`
    environment has the values and nothing else.
    """
    path = program(command[0], folder)
    for name, file in files.items():
        pointers = [one.path for one in variables if one.file == name]
        access.note(place, action, name, pointers, file.data)
    environ = {
        name: one
        for name, one in os.environ.items()
        if not (pristine or name.startswith(_STRIPPED))
    }
    values: dict[str, Plain] = {}
    for name, file in files.items():
        missing = _open(place, file, [one for one in variables if one.file == name], values)
        if missing is not None:
            raise missing
    _become(path, command, environ, values, folder)


def _open(
    place: "Place", file: "SopsFile", wanted: "Sequence[Variable]", values: "dict[str, Plain]"
) -> ConfledgerError | None:
    """Add the values of one file, by the names of their variables; return what is wrong.

    It is not raised here, where an exception could be asked for what is in clear text.
    """
    sops = place.sops(file)
    if file.store == BINARY:
        with sops.decrypt(file.data, file.store) as plain:
            held: object = {"data": os.fsdecode(plain.reveal())}
    else:
        with sops.decrypt(file.data, file.store, output=JSON) as plain:
            held = _read(plain)
    for one in wanted:
        value = _bytes(_text(held, one.path))
        if value is None:
            return ConfledgerError(
                f"`{dotted(one.path)}` of {file.path!r} is no text, or has a NUL in it",
                help="no variable can have it; the program was not started",
            )
        values[one.name] = value
    return None


def _read(plain: "Plain") -> object:
    """Read JSON; numbers stay the text that they are."""
    import json

    try:
        return json.loads(plain.reveal(), parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        pass
    # Outside of the handler: an error of JSON holds all of the text.
    raise ConfledgerError("what sops made of the file is no JSON", help="is it an own build?")


def _bytes(text: str | None) -> "Plain | None":
    """Return a text as it is given to a program; None where that is not possible."""
    if text is None or "\0" in text:
        return None
    try:
        return Plain(os.fsencode(text))
    except UnicodeEncodeError:
        # Half of a character, as only JSON can have it.
        return None


def _text(held: object, path: Path) -> str | None:
    """Return one value as a program reads it from its environment."""
    for step in path:
        try:
            held = held[step]  # type: ignore[index] # what is neither map nor list is caught
        except (KeyError, IndexError, TypeError):
            return None
    if held is None:
        return ""
    if isinstance(held, bool):
        return "true" if held else "false"
    return held if isinstance(held, str) else None


def _become(
    path: str,
    command: "Sequence[str]",
    environ: "Mapping[str, str]",
    values: "Mapping[str, Plain]",
    folder: str,
) -> "NoReturn":
    """Replace this process, so that signals and the exit code are the program's own."""
    import signal
    import sys

    sys.stdout.flush()
    sys.stderr.flush()
    # Python ignores these, and what is ignored stays so.
    for name in ("SIGPIPE", "SIGXFSZ"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    reason = ""
    try:
        os.chdir(folder)
        # Nothing here has a name: an exception could be asked for it.
        os.execve(  # noqa: S606 - there is no shell, and there is to be none
            path,
            list(command),
            {**environ, **{name: os.fsdecode(one.reveal()) for name, one in values.items()}},
        )
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "it is not valid").lower()
    raise ConfledgerError(
        f"{command[0]!r} could not be started: {reason}",
        help="a script needs a first line such as #!/bin/sh",
    )
