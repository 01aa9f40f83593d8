"""How a process comes to its first configuration: from its source, or from the last good copy.

The source is gone and there is no copy: that is an error. The source is gone and there is one:
that is what the process starts with, and it says since when it is stale. The source is wrong:
that is an error, unless the caller said that the copy is better than none.
"""

import os

from confledger.errors import ConfledgerError
from confledger.loader.generation import Attempt, attempt
from confledger.loader.revision import commit_at
from confledger.loader.tracing import SourceUnreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from confledger.loader.config import Config
    from confledger.loader.generation import Load
    from confledger.loader.keeping import Reopen

RAISE, LAST_GOOD = "raise", "last-good"


class Standby:
    """Where the last good copy of one configuration is kept; nowhere, if `path` is None."""

    __slots__ = ("environ", "environment", "host", "path", "reopen", "root")

    def __init__(
        self,
        last_good: "str | os.PathLike[str] | bool | None",
        root: str,
        environment: str | None,
        host: str | None,
        environ: "Mapping[str, str] | None" = None,
        reopen: "Reopen | None" = None,
    ) -> None:
        from confledger.loader import surroundings

        self.environ = surroundings.environ() if environ is None else environ
        self.root = root
        self.environment = environment
        self.host = host
        self.reopen = reopen
        self.path: str | None = None
        if last_good is True:
            from confledger.loader.last_good import place

            self.path = place(root, environment, host, surroundings.environ())
        elif last_good is not None and last_good is not False:
            self.path = os.path.abspath(os.fspath(last_good))

    def keep(self, config: "Config") -> str | None:
        """Write the copy of a configuration; return why that could not be done."""
        if self.path is None:
            return None
        from confledger.loader.keeping import copy_of
        from confledger.loader.last_good import write

        try:
            write(self.path, copy_of(config, self.root, self.host))
        except ConfledgerError as error:
            return str(error)
        return None

    def config(self, instead: Exception) -> "Config":
        """Return what the copy holds, `instead` of what was wrong; raise that if there is none."""
        from confledger.loader.keeping import config_of
        from confledger.loader.last_good import CopyUnusable, newest

        assert self.path is not None
        try:
            copy, passed = newest(self.path)
            asked = (self.root, self.environment, self.host, self.environ)
            config = config_of(copy, *asked, self.reopen)
        except CopyUnusable as unusable:
            if not isinstance(instead, SourceUnreachable):
                warn("%s, so there is nothing to start from", unusable)
                raise instead from None
            raise SourceUnreachable(
                f"{instead}\n       {unusable}, so there is nothing to start from",
                help="make the folder readable, and start again",
            ) from instead
        warn(
            "%s: started from the last good copy of %s%s",
            instead,
            copy.loaded_at,
            "".join(f"; {one}" for one in passed),
        )
        return config


def start(
    root: str, load: "Load", standby: Standby, on_invalid: str = RAISE
) -> "tuple[Attempt, Config]":
    """Read the configuration for the first time; return it, and what came of reading."""
    if on_invalid not in (RAISE, LAST_GOOD):
        raise ConfledgerError(
            f"on_invalid={on_invalid!r}", help=f"it is {RAISE!r} or {LAST_GOOD!r}"
        )
    one = attempt(root, load)
    if one.config is not None:
        stamp(one.config)
        return one, one.config
    assert one.error is not None
    wrong = isinstance(one.error, ConfledgerError) and not one.unreachable
    if standby.path is None or not (one.unreachable or (wrong and on_invalid == LAST_GOOD)):
        raise one.error
    return one, standby.config(one.error)


def loaded(root: str, load: "Load", standby: Standby, on_invalid: str) -> "Config":
    """Return what `start` comes to, and keep a copy of it if it came from its source."""
    one, config = start(root, load, standby, on_invalid)
    if one.config is not None:
        error = standby.keep(config)
        if error is not None:
            warn("%s", error)
    return config


def stamp(config: "Config") -> None:
    """Note when a configuration was read, and from which commit."""
    from confledger.loader import surroundings

    config.snapshot.loaded_at = utc(surroundings.clock())
    config.snapshot.commit = commit_at(config.snapshot.top)


def utc(moment: float) -> str:
    """Write seconds since 1970 as ISO 8601 in UTC."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(moment))


def warn(message: str, *parts: object) -> None:
    """Log what whoever runs this process has to know."""
    from logging import getLogger

    getLogger("confledger").warning(message, *parts)
