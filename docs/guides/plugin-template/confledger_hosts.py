"""Hosts have names: an address changes, and nobody knows what stands behind it."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Any


class Hosts:
    """The check: confledger asks `ID`, `paths` and `check`, and nothing else."""

    # What the finding is called: `hosts/numeric`.
    ID = "numeric"
    # The files that it wants to see; leave it out for all of them.
    paths = ("config/**", "*.yaml")

    def check(self, file: Any) -> Iterable[Any]:
        """Yield a finding for each key `host` that holds an address."""
        for number, document in enumerate(file.documents):
            for path, value in walk(document):
                if path and path[-1] == "host" and is_address(value):
                    yield file.finding(
                        "a host is named, not numbered",
                        at=path,
                        document=number,
                        severity="warning",
                        help="give it a name in the zone file, and use that",
                    )


def walk(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Yield each value with its path."""
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, (*path, index))


def is_address(value: Any) -> bool:
    """Whether a value is an address, and not that of this machine."""
    try:
        return isinstance(value, str) and not ip_address(value).is_loopback
    except ValueError:
        return False


HOSTS = Hosts()
