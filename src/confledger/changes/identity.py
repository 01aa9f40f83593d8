"""What an item of a list, and a document of a file, is known by, wherever it stands."""

from confledger.location import Path

# What usually tells the items of a list apart, the most telling first. Of several names, all
# are needed but those with a question mark, and one at least.
USUAL: tuple[tuple[str, ...], ...] = (
    ("name",),
    ("kind", "name"),
    ("kind", "name", "namespace"),
    ("name", "?namespace", "?sectionName"),
    ("key",),
    ("id",),
    ("?alert", "?record"),
    ("recipient",),
    ("refId",),
    ("secretKey",),
    ("hostname",),
    ("host",),
    ("containerPort", "?protocol"),
    ("port", "?protocol"),
    ("mountPath",),
    ("devicePath",),
    ("path",),
    ("ip",),
    ("ipAddress",),
    ("address",),
    ("cidr",),
    ("username",),
    ("user",),
    ("email",),
    ("url",),
    ("repo",),
    ("repository",),
    ("domain",),
    ("topologyKey",),
    ("targetPath",),
    ("package-ecosystem", "?directory"),
    ("path_regex",),
    ("app",),
    ("label",),
    ("title",),
    ("fp",),
    ("arn",),
)
# Where something is, by which it is known too; another one is a change, not another name.
ADDRESSES = frozenset(
    (
        *("recipient", "hostname", "host", "containerPort", "protocol", "port", "mountPath"),
        *("devicePath", "path", "ip", "ipAddress", "address", "cidr", "email", "url", "repo"),
        *("repository", "domain", "topologyKey", "targetPath", "directory", "path_regex", "type"),
        *("kind", "fp", "arn"),
    )
)
# Lists whose items have a name that is not what they are: one volume may be mounted twice.
_OF_LIST: dict[str | int, tuple[str, ...]] = {
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "conditions": ("type",),
    "hostAliases": ("ip",),
}
_INNER = ("name", "key", "id")
# Longer texts are contents, not names.
_LONGEST = 120


class Identities:
    """How items of lists are told apart: what the settings declare, then what is usual.

    `declared(path)` returns the names of the keys that make an item of the list at `path` (as
    it stands in a document, without numbers) what it is, or None.
    """

    __slots__ = ("declared",)

    def __init__(self, declared: "Declared | None" = None) -> None:
        self.declared = declared

    def within(self, document: object) -> "Identities":
        """Return those that hold in one document: a subclass may know the schema of its kind."""
        return self

    def labels(self, path: Path, items: list[object]) -> "list[str] | None":
        """Return what each item is known by, such as `name=web`, or None if by its place only.

        None unless every item has one and no two the same. A function of this one list alone.
        Scalars are known by what they are: `=8080`. A label has a value of the document in it,
        which may be a secret.
        """
        if not items:
            return None
        first = items[0]
        if type(first) is not dict:
            return _scalars(items)
        for way in self._ways(path, first):
            found = known(way, items)
            if found is not None:
                return found
        return _wrapped(items)

    def shared(
        self, path: Path, before: list[object], after: list[object]
    ) -> "tuple[Way, list[str], list[str]] | None":
        """Return the first way that tells the maps of both lists apart, and the labels of each."""
        if not before or not after or type(before[0]) is not dict:
            return None
        for way in self._ways(path, before[0]):
            old = known(way, before)
            if old is not None:
                new = known(way, after)
                if new is not None:
                    return way, old, new
        old, new = _wrapped(before), _wrapped(after)
        return None if old is None or new is None else ((), old, new)

    def _ways(self, path: Path, first: "dict[str, object]") -> "list[Way]":
        """Return what to try for a list whose first item is `first`, in this order."""
        ways: list[Way] = []
        if self.declared is not None:
            keys = self.declared(tuple(step for step in path if type(step) is str))
            if keys:
                ways.append(keys)
        if "metadata" in first:
            ways.append(OBJECT)
        hinted = _OF_LIST.get(path[-1]) if path else None
        if hinted is not None:
            ways.append(hinted)
        for rank in sorted([_RANKS[key] for key in first if key in _RANKS]):
            ways += _RANKED[rank]
        return ways


def document_label(document: object) -> str:
    """Return `Deployment/shop/web` for an object of Kubernetes, else the empty string."""
    if not isinstance(document, dict):
        return ""
    kind, metadata = document.get("kind"), document.get("metadata")
    if not isinstance(kind, str) or not isinstance(metadata, dict):
        return ""
    name, namespace = metadata.get("name"), metadata.get("namespace")
    if not isinstance(name, str) or not name or not kind:
        return ""
    if isinstance(namespace, str) and namespace:
        return f"{kind}/{namespace}/{name}"
    return f"{kind}/{name}"


def known(way: "Way", items: list[object]) -> "list[str] | None":
    """Return the label of each item by one way; None unless all have one and none is twice."""
    if way is OBJECT:
        found = [document_label(item) for item in items]
        if "" in found:
            return None
    elif len(way) == 1:
        key = way[0]
        try:
            values = [item[key] for item in items]  # type: ignore[index]  # as was asked, or it raises
        except (KeyError, TypeError, IndexError):
            return None
        for value in values:
            kind = type(value)
            if kind is str:
                if not value or len(value) > _LONGEST:
                    return None
            elif kind is not int:
                return None
        found = [f"{key}={value}" for value in values]
    else:
        found = []
        for item in items:
            label = _joined(way, item)
            if not label:
                return None
            found.append(label)
    return found if len(found) == 1 or len(set(found)) == len(found) else None


def _joined(way: "Way", item: object) -> str:
    """Return `kind=Gateway,name=web`, or nothing where one that is needed is missing."""
    if not isinstance(item, dict):
        return ""
    parts = []
    for key in way:
        needed = key[0] != "?"
        key = key if needed else key[1:]
        value = item.get(key)
        if type(value) is int or (type(value) is str and value and len(value) <= _LONGEST):
            parts.append(f"{key}={value}")
        elif needed:
            return ""
    return ",".join(parts)


def _wrapped(items: list[object]) -> "list[str] | None":
    """Return labels of items that wrap one thing each: `secretRef.name=web`, or `checkout`."""
    found = []
    for item in items:
        if not isinstance(item, dict) or len(item) != 1:
            return None
        for key, value in item.items():
            if type(key) is not str:
                # As a parser left it: what is to be made plain first has no label yet.
                return None
            label = key
            if isinstance(value, dict):
                for inner in _INNER:
                    named = value.get(inner)
                    if type(named) is str and named and len(named) <= _LONGEST:
                        label = f"{key}.{inner}={named}"
                        break
            # Alone, it would be known by a name that it cannot keep beside another.
            if label is key and len(items) == 1:
                return None
            found.append(label)
    return found if len(set(found)) == len(found) else None


def _scalars(items: list[object]) -> "list[str] | None":
    """Return `=web` of each; as it is written in YAML, more or less."""
    found = []
    for item in items:
        kind = type(item)
        if kind is str:
            if len(item) > _LONGEST or "\n" in item:  # type: ignore[arg-type,operator]  # as was asked, or it raises
                return None
            found.append(f"={item}")
        elif kind is bool:
            found.append("=true" if item else "=false")
        elif item is None:
            found.append("=null")
        elif kind is dict or kind is list:
            return None
        else:
            found.append(f"={item!r}")
    return found if len(found) == 1 or len(set(found)) == len(found) else None


# The names of the keys of an item; OBJECT for kind, namespace and name of Kubernetes.
Way = tuple[str, ...]
OBJECT: Way = ("kind", "metadata.namespace", "metadata.name")


def _ranked() -> "tuple[dict[str, int], list[list[Way]]]":
    """Group what is usual by the key that an item must have for it to be tried at all."""
    ranks: dict[str, int] = {}
    groups: list[list[Way]] = []
    for way in USUAL:
        # Of `?alert` and `?record`, the first item may have either.
        for key in [way[0]] if way[0][0] != "?" else [one[1:] for one in way]:
            if key not in ranks:
                ranks[key] = len(groups)
                groups.append([])
            groups[ranks[key]].append(way)
    return ranks, groups


_RANKS, _RANKED = _ranked()

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Declared = Callable[[Path], "tuple[str, ...] | None"]
