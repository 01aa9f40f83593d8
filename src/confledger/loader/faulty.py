"""What is wrong with a configuration, as one error: each fault with file, line and key."""

from confledger.errors import ConfledgerError
from confledger.loader.layer import WORDS
from confledger.loader.resolution import Fault, Resolution
from confledger.location import dotted

# So many faults are told in one message.
_SHOWN = 10


class ConfigInvalid(ConfledgerError):
    """The configuration cannot be used; `faults` says what is wrong, each with its key."""

    def __init__(self, message: str, faults: "list[Fault]", *, help: str | None = None) -> None:
        super().__init__(message, help=help)
        self.faults = faults


def invalid(resolution: Resolution, faults: list[Fault]) -> ConfigInvalid:
    """Return the error that tells of the first faults, and how many more there are."""
    lines = [line(resolution, fault) for fault in faults[:_SHOWN]]
    if len(faults) > _SHOWN:
        lines.append(f"and {len(faults) - _SHOWN} more")
    return ConfigInvalid("\n       ".join(lines), faults)


def line(resolution: Resolution, fault: Fault) -> str:
    """Write a fault with the place of the value that is at fault, or of what it would be in."""
    path = fault.path
    if fault.place is not None:
        return f"{fault.place}: {f'`{dotted(path)}` ' if path else ''}{fault.message}"
    while True:
        for one in resolution.declarations(path):
            # A variable or flag is at fault for what it says, but not for what it leaves out.
            if not one.wins or (one.layer.file is None and path != fault.path):
                continue
            place = one.layer.at(one.path)
            if one.layer.file is None and one.layer.variables:
                place = f"{WORDS[one.layer.kind]} {place}"
            return f"{place}: `{dotted(fault.path)}` {fault.message}"
        if not path:
            return f"`{dotted(fault.path)}` {fault.message}"
        path = path[:-1]
