"""What a process is surrounded by: its environment variables, its host, the clock.

The one module of the loader that reads them, for callers who do not say otherwise.
"""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def environ() -> "Mapping[str, str]":
    """Return the environment variables of this process."""
    return os.environ


def host() -> str:
    """Return the name of this machine, without its domain."""
    return os.uname().nodename.partition(".")[0]


def in_ci(environ: "Mapping[str, str]") -> bool:
    """Whether this runs in continuous integration, where no local overlay holds.

    `CI` says it, also that it is not so; without it, what Jenkins, TeamCity and Azure set.
    """
    said = environ.get("CI")
    if said is not None:
        return said.lower() not in ("", "0", "false", "no")
    return any(environ.get(name) for name in ("JENKINS_URL", "TEAMCITY_VERSION", "TF_BUILD"))


def state_folder(environ: "Mapping[str, str]") -> str | None:
    """Return where a user's programs keep what they note; None where the environment has none.

    A relative one is to be ignored (XDG Base Directory Specification).
    """
    state = environ.get("XDG_STATE_HOME", "")
    if state.startswith("/"):
        return state
    home = environ.get("HOME", "")
    return os.path.join(home, ".local", "state") if home.startswith("/") else None


def moment() -> str:
    """Return the time in UTC (ISO 8601), to the second."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())


def process() -> str:
    """Return what this program is called: its own name, or that of the module that is run."""
    import sys

    named = os.environ.get("CONFLEDGER_PROCESS")
    if named:
        return named
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    if spec is not None:
        return str(spec.name).removesuffix(".__main__")
    name = os.path.basename(sys.argv[0] if getattr(sys, "argv", None) else "")
    return "python" if name in ("", "-", "-c") else name


def witness() -> dict[str, object]:
    """Return who this process is, where, and when: what an event of a journal says of that."""
    from datetime import UTC, datetime
    from pwd import getpwuid

    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    try:
        # As the system knows the user; the environment could say anything.
        user = getpwuid(os.getuid()).pw_name
    except KeyError:
        user = str(os.getuid())
    return {
        "time": now.replace("+00:00", "Z"),
        "user": {"name": user, "uid": os.getuid()},
        "host": os.uname().nodename,
        "process": {"pid": os.getpid(), "parent": _parent()},
    }


def _parent() -> str | None:
    """Return the name of the program that started this one, where the system tells it."""
    try:
        with open(f"/proc/{os.getppid()}/comm", "rb") as file:
            return os.fsdecode(file.read(64).rstrip(b"\n"))
    except OSError:
        return None


def clock() -> float:
    """Return the time as seconds since 1970, in UTC."""
    import time

    return time.time()
