"""A key as other files may have it too: what it is of, without the names of this one object.

`HelmRelease/media/plex#/spec/values/env/[name=TZ]/value` is `HelmRelease#/spec/values/env/*/value`:
labels of items become `*`, and so do steps that are the name of the object itself. What is known
of the whole key comes first; what ends alike elsewhere is asked where that is too little.
"""

import re

from confledger.changes.leaves import ITEMS, ROOT, split

# Steps that tell an object apart: its label already has them.
_TOLD = (["kind"], ["apiVersion"], ["metadata", "name"], ["metadata", "namespace"])
# Written by programs: from the source of others, or as a note of what they have chosen.
_MACHINE_MADE = frozenset(("CustomResourceDefinition",))
_LOCK = re.compile(r"(?:^|[.-])lock(?:[.-]|$)", re.I)
# Shorter names are found in words by accident.
_SHORTEST_NAME = 3


class Pattern:
    """One key, generalised.

    `kind` is that of the object, or the name of the file where it is none; `levels` are what to
    look under, the nearest first; `names` are what this object, file and item are called, by a
    letter each. `usable` is False where there is nothing to learn: the label of the key tells
    its value, or a program wrote it.
    """

    __slots__ = ("item", "kind", "label", "last", "levels", "names", "parent", "pointer", "usable")

    def __init__(self, key: str, path: str) -> None:
        self.label, _, pointer = key.partition(ROOT)
        # Unescaped only where there is anything to unescape: there are very many keys.
        steps = split(key)[1] if "~" in pointer else pointer.split("/")[1:]
        folders = path.split("/")
        objects = self.label.partition("[")[0].split("/") if self.label else []
        self.kind = objects[0] if objects else folders[-1]
        own = {name for name in objects[1:] if len(name) >= _SHORTEST_NAME}
        general = ["*" if one[:1] == "[" or one in own else one for one in steps]
        self.pointer = "/".join(general)
        self.parent = key.rpartition("/")[0] if steps else key
        self.last = steps[-1] if steps else ""
        items = [one for one in steps if one[:1] == "[" and one != f"[{ITEMS}]"]
        self.item = items[-1][1:-1] if items else ""
        self.names = _names(objects, folders, self.item)
        self.levels = _levels(self.kind, folders, general, bool(objects))
        made = self.kind in _MACHINE_MADE or _LOCK.search(folders[-1]) is not None
        self.usable = bool(steps) and not made and not self._told(steps)

    def _told(self, steps: list[str]) -> bool:
        """Whether the key itself says what its value is."""
        last = steps[-1]
        if last == ITEMS or last[:2] == "[=":
            return True
        if self.label and steps in _TOLD:
            return True
        above = steps[-2] if len(steps) > 1 else ""
        return above[:1] == "[" and (f"[{last}=" in above or f",{last}=" in above)


def document(label: str) -> str:
    """Return what the keys of a document begin with."""
    return label + ROOT


def _names(objects: list[str], folders: list[str], item: str) -> tuple[tuple[str, str], ...]:
    """Return the names around a key, the most particular first."""
    stem = folders[-1].lstrip(".").partition(".")[0]
    found = (
        ("i", item.partition("=")[2]),
        ("n", objects[-1] if len(objects) > 1 else ""),
        ("d", folders[-2] if len(folders) > 1 else ""),
        ("f", stem),
        ("s", objects[1] if len(objects) > 2 else ""),
        ("e", folders[-3] if len(folders) > 2 else ""),
    )
    return tuple((letter, name) for letter, name in found if name)


def _levels(kind: str, folders: list[str], steps: list[str], is_object: bool) -> tuple[str, ...]:
    whole = "/".join(steps)
    found = [f"{kind}#{whole}"]
    if not is_object:
        found.append(f"{'/'.join(folders[:-1])}/#{whole}")
    if len(steps) > 3:
        found.append(f"{kind}#.../{'/'.join(steps[-3:])}")
    for many in (3, 2):
        if len(steps) >= many:
            found.append(f".../{'/'.join(steps[-many:])}")
    if steps[-1:] != ["*"]:
        found.append(f"{kind}#.../{steps[-1] if steps else ''}")
    return tuple(found)
