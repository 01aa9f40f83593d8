"""Whether a file may hold what only a careful look tells: asked of its bytes, at every glance.

A yes costs that look, a no is final: what the careful checks warn of must begin here. Each
pattern starts with one plain character, which is looked for very fast.
"""

import re

from confledger.checks.readers import ANSIBLE, COMPOSE, KUBERNETES, PYYAML, reader_of
from confledger.documents.dialect import YAML

# What a comment that accepts a finding begins with.
MARK = b"confledger: ignore"
# What can come after a scalar.
_END = rb"(?=[\s,\]}]|\Z)"
# What can come after a word that is a scalar by itself, and not the first one of a text.
_AFTER = rb"(?=[ \t]*(?:[\r\n,\]}:#]|\Z))"
# All are compiled when first needed, and kept by `re`: most runs need few of them.
# Numbers that lose their last zero; those that begin with a zero, or have an exponent.
_FRACTION = rb"\.[0-9]+0" + _END
_VALUE = rb": (?:[0 ]|[0-9]+[eE])[0-9 ]"
_FARTHER = rb": +(?:&\S+\s+)?(?:0[0-9]+|[0-9]+[eE][0-9]+)" + _END
# For some readers of YAML 1.1: words, numbers with `_`, in base 60 or octal, and dates.
_OLD = (
    rb"(?<![^\s\[{,:-])(?:[yYnN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|=|<<)" + _AFTER,
    rb"_(?<=[0-9bx]_)[0-9a-fA-F_.]*" + _END,
    rb":(?<=[0-9]:)[0-5]?[0-9](?=[\s,\]}:.]|\Z)",
    rb"-(?<=[0-9]{4}-)[0-9]",
    rb"0(?<=[\s\[,]0)[0-9]{4}",
    rb"e(?<=[0-9.]e)[-+]?[0-9]+" + _END,
    rb"E(?<=[0-9.]E)[-+]?[0-9]+" + _END,
)


def suspicious(path: str, dialect: str, data: bytes, reader: str | None) -> bool:
    """Whether a careful check may warn of something that is well-formed and fits its schema.

    `reader` is what the settings say; where they do not, the file tells.
    """
    if dialect != YAML:
        return False
    if b"." in data and re.search(_FRACTION, data) is not None:
        return True
    likely = b"&" in data or re.search(_VALUE, data) is not None
    if likely and re.search(_FARTHER, data) is not None:
        return True
    reader = reader or reader_of(path, data)
    if reader in (KUBERNETES, ANSIBLE, PYYAML, COMPOSE):
        return any(re.search(pattern, data) is not None for pattern in _OLD)
    return False


def encrypted(documents: list[object]) -> bool:
    """Whether a document may be one that SOPS has encrypted: schemas cannot judge it as it is."""
    for document in documents:
        if type(document) is dict and ("sops" in document or "sops_mac" in document):
            return True
    return False
