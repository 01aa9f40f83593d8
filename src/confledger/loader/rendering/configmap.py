"""A ConfigMap of Kubernetes, for `envFrom`: every value is a string, and none a secret."""

import re

from confledger.errors import ConfledgerError
from confledger.loader.rendering import yaml

# Of all values with their keys; what is larger, the API server refuses.
MOST_BYTES = 1024 * 1024
_LONGEST_NAME = 253
_PART = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_NAME = re.compile(rf"{_PART}(\.{_PART})*\Z")


def unfit(text: str) -> str | None:
    """Return why a value cannot be written; None where it can."""
    return "it has a NUL in it, which no variable can hold" if "\0" in text else None


def write(texts: dict[str, str], name: str) -> str:
    """Return the manifest; raise ConfledgerError where the API server would refuse it."""
    if len(name) > _LONGEST_NAME or not _NAME.match(name):
        raise ConfledgerError(
            f"{name!r} is no name of a ConfigMap",
            help="lower-case letters, digits, `-` and `.`, such as --name ledger-config",
        )
    for one in texts:
        if len(one) > _LONGEST_NAME:
            raise ConfledgerError(
                f"{one[:40]}... has {len(one)} letters, and a key of a ConfigMap at most 253",
                help="shorten --prefix, or render a KEY alone as yaml",
            )
    size = sum(len(key) + len(text.encode()) for key, text in texts.items())
    if size > MOST_BYTES:
        raise ConfledgerError(
            f"the values have {size:,} bytes, and a ConfigMap holds at most {MOST_BYTES:,}",
            help="render parts of the configuration, each as a ConfigMap of its own",
        )
    manifest = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name},
        "data": dict(texts),
    }
    return yaml.write(manifest)
