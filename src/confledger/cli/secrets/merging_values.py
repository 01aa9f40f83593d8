"""The merge of versions with different data keys: by what is behind the ciphertext.

The version that was rotated stays as it is; what the other side changed is set in it, one value
after the other, so nobody who lost access with the old key gets it back with the new.
"""

from json import dumps

from confledger.cli.secrets.versions import BASE, OURS, THEIRS, NotMerged, Versions
from confledger.location import Path
from confledger.secrets import sops_file, tokens, trust
from confledger.secrets.masked import rekeyed
from confledger.secrets.merge import Conflict, three_way
from confledger.secrets.merge_metadata import wanted_readers
from confledger.secrets.plain import Plain
from confledger.secrets.sops_file import SopsFile
from confledger.secrets.tree import Branch, Entry, Node, Scalar, grown
from confledger.secrets.values import Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops_file import Leaf
    from confledger.secrets.values import Place

    # The values of two versions, in clear text.
    Both = tuple[dict[Place, Leaf], dict[Place, Leaf]]


def align(versions: Versions, trees: list[list[Node]]) -> None:
    """Give values that are equal, at one place, one ciphertext in all versions, the earliest.

    What is new on both sides, each has encrypted for itself; and equal values of one list get
    the ciphertext of one of them from SOPS, each time something else is changed.
    """
    values = [{}, *(Values(versions.opened(side)).leaves for side in (OURS, THEIRS))]
    try:
        values[0] = Values(versions.opened(BASE) if trees[0] else None).leaves
    except NotMerged:
        # Who joined since cannot open it: then it may be a conflict, that they can decide.
        pass
    for one, two in ((0, 1), (0, 2), (1, 2)):
        pairs = zip(trees[one], trees[two], strict=False)
        for number, (known, node) in enumerate(pairs):
            _align(known, node, (number, ()), (values[one], values[two]))


def _align(known: Node, node: Node, at: "Place", values: "Both") -> None:
    document, path = at
    if isinstance(known, Branch) and isinstance(node, Branch):
        there = {one.name: one.value for one in known.entries}
        for one in node.entries:
            if one.name in there:
                _align(there[one.name], one.value, (document, (*path, one.name)), values)
    elif isinstance(known, Scalar) and isinstance(node, Scalar):
        kind = _type(known)
        was, now = (each.get(at) for each in values)
        if kind is None or kind != _type(node) or was is None or now is None:
            return
        if was.value == now.value:
            node.value, node.text = known.value, known.text


def _type(scalar: Scalar) -> str | None:
    """Return the type that a ciphertext hides; None of anything else."""
    found = tokens.read(scalar.value) if isinstance(scalar.value, str) else None
    return None if found is None else found.type


def by_value(versions: Versions, prefer: str | None) -> tuple[bytes, list[Conflict]]:
    """Merge two versions with different data keys; return the bytes and the conflicts."""
    ours, theirs, base = versions.ours, versions.theirs, versions.base
    _verify_same_scope(versions)
    trees = [
        [] if side is None else grown(versions.opened(side))
        for side in (None if base is None else BASE, OURS, THEIRS)
    ]
    target, side = ours, OURS
    if base is not None and not rekeyed(base, ours) and not _is_earlier(theirs, base):
        target, side = theirs, THEIRS
    found = three_way(*trees, prefer=prefer)
    data = _with_readers(versions, target)
    at = trees[1] if side == OURS else trees[2]
    if len(at) != len(found.documents):
        raise NotMerged("the sides have different numbers of documents, and different data keys")
    for number, (one, two) in enumerate(zip(at, found.documents, strict=True)):
        changes = _changes(one, two, ())
        if changes and number:
            raise NotMerged(
                "a document after the first changed on one side, and the other side has another "
                "data key; sops changes values in the first only",
                help="rotate on one branch when the other is merged",
            )
        source = theirs if side == OURS else ours
        for path, value in changes:
            data = _put(versions, data, path, value, source)
    return data, found.conflicts + _verified(versions, data, found.documents)


def plain(node: Node) -> object:
    """Return what a tree holds, types told apart, without comments."""
    if isinstance(node, Scalar):
        return node.key()
    if node.is_map:
        return ("map", tuple((one.name, plain(one.value)) for one in node.entries))
    return ("list", tuple(plain(one.value) for one in node.entries))


def _is_earlier(one: SopsFile, other: SopsFile) -> bool:
    """Whether a version was saved before another: a revert, back to a key of those who left."""
    return _saved(one) < _saved(other)


def _saved(file: SopsFile) -> float:
    """Return when SOPS saved a version, in seconds since 1970; 0 where it does not say."""
    from datetime import datetime

    told = None if file.metadata is None else file.metadata.last_modified
    try:
        return datetime.fromisoformat(told or "").timestamp()
    except ValueError:
        return 0.0


def _verify_same_scope(versions: Versions) -> None:
    """Refuse versions of which one has other values encrypted than the other."""
    one, two = versions.ours.metadata, versions.theirs.metadata
    assert one is not None
    assert two is not None
    if (one.scope, one.mac_only_encrypted) != (two.scope, two.mac_only_encrypted):
        raise NotMerged("the scope changed on one side, and the data key as well")
    if one.groups > 1 or two.groups > 1:
        raise NotMerged("the data keys differ, and the recipients are in groups")


def _with_readers(versions: Versions, target: SopsFile) -> bytes:
    """Return the file that values are set in, for those who are to read the merged one."""
    assert target.metadata is not None
    assert versions.ours.metadata is not None
    assert versions.theirs.metadata is not None
    base = None if versions.base is None else versions.base.metadata
    wanted = wanted_readers(base, versions.ours.metadata, versions.theirs.metadata)
    data = target.data
    if wanted != {one.key() for one in target.metadata.recipients}:
        data = _by_rules(versions, data, wanted)
    elif versions.rule is not None and trust.unauthorised(target.metadata, versions.rule):
        name = trust.unauthorised(target.metadata, versions.rule)[0].identity
        raise NotMerged(
            f"with the new data key {name} could read what the other side changed, and the rules "
            "here do not name them",
            help="merge the rules (.sops.yaml) first",
        )
    return data


def _by_rules(versions: Versions, data: bytes, wanted: set[tuple[str, str]]) -> bytes:
    """Wrap the new data key for those of both sides, if that is whom the rules name."""
    from confledger.secrets.sops import SopsFailed

    told = "one side has a new data key, the other has other recipients"
    rules = versions.place.rule_file(versions.path)
    if rules is None or versions.rule is None:
        raise NotMerged(f"{told}, and no rule says who is to read it")
    try:
        data = versions.sops().update_keys(
            data, versions.store, path=versions.path[len(rules.folder) :], rules=rules.data
        )
    except SopsFailed as failed:
        raise versions.refused(failed.kind, "the merged file", str(failed)) from None
    after = sops_file.read(data, versions.path, versions.store).metadata
    readers = set() if after is None else {one.key() for one in after.recipients}
    if readers != wanted:
        names = ", ".join(sorted(identity for _, identity in readers ^ wanted))
        raise NotMerged(
            f"{told}, and the rules here say otherwise of {names}",
            help="merge the rules (.sops.yaml) first",
        )
    return data


def _changes(old: Node, new: Node, path: Path) -> "list[tuple[Path, Node | None]]":
    """Return what has to be set to make one tree of the other; None is to be removed."""
    if not isinstance(old, Branch) or not isinstance(new, Branch) or old.is_map != new.is_map:
        return [] if plain(old) == plain(new) else [(path, new)]
    before: dict[str | int, Entry] = {one.name: one for one in old.entries}
    if not new.is_map and len(before) != len(new.entries):
        return [(path, new)]
    found: list[tuple[Path, Node | None]] = []
    for one in new.entries:
        at = (*path, one.name)
        known = before.pop(one.name, None)
        found += [(at, one.value)] if known is None else _changes(known.value, one.value, at)
    return found + [((*path, name), None) for name in before]


def _put(
    versions: Versions, data: bytes, path: Path, value: Node | None, source: SopsFile
) -> bytes:
    from confledger.secrets.sops import SopsFailed

    for leaf in source.leaves():
        token = tokens.read(leaf.value) if isinstance(leaf.value, str) else None
        if token and token.type in ("time", "bytes") and leaf.path[: len(path)] == path:
            raise NotMerged("a time or bytes changed on one side, and the other has another key")
    try:
        if value is None:
            return versions.sops().unset(data, versions.store, path)
        with Plain(dumps(_object(value)).encode("utf-8", "surrogatepass")) as text:
            return versions.sops().set(data, versions.store, path, text)
    except SopsFailed as failed:
        raise versions.refused(failed.kind, "the merged file", str(failed)) from None


def _object(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if node.is_map:
        return {str(one.name): _object(one.value) for one in node.entries}
    return [_object(one.value) for one in node.entries]


def _verified(versions: Versions, data: bytes, documents: list[Node]) -> list[Conflict]:
    """Raise NotMerged unless the bytes are, decrypted, what was merged.

    Comments cannot be set; return a conflict for each that is not as it was merged.
    """
    after = sops_file.read(data, versions.path, versions.store)
    found = grown(versions.decrypted(after, "the merged file"))
    if [_unordered(one) for one in found] != [_unordered(one) for one in documents]:
        raise NotMerged("sops made something else of it than what was merged")
    conflicts = []
    for number, (one, two) in enumerate(zip(found, documents, strict=True)):
        there, wanted = _comments(one, ()), _comments(two, ())
        texts = [sorted(text for _, text in some) for some in (there, wanted)]
        if texts[0] != texts[1]:
            path = next((at for at, text in wanted if text not in texts[0]), ())
            why = "comments changed on one side, and the other has a new data key"
            conflicts.append(Conflict(number, path, why))
    return conflicts


def _comments(node: Node, path: Path) -> list[tuple[Path, str]]:
    """Return each comment with the entry that it stands above."""
    if isinstance(node, Scalar):
        return []
    found = [(path, text) for text in node.foot]
    for one in node.entries:
        at = (*path, one.name)
        found += [(at, text) for text in one.comments]
        found += _comments(one.value, at)
    return found


def _unordered(node: Node) -> object:
    if isinstance(node, Branch) and node.is_map:
        return {one.name: _unordered(one.value) for one in node.entries}
    if isinstance(node, Branch):
        return [_unordered(one.value) for one in node.entries]
    return node.key()
