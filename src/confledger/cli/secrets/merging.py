"""Two versions of an encrypted file made one; values in clear text are in memory only.

Where both have one data key, ciphertext is merged as it is, and only the MAC is made anew.
Where one was rotated, what the other changed is set in it, value by value.
"""

from confledger.cli.secrets import merging_values
from confledger.cli.secrets.versions import OURS, THEIRS, NotMerged, Versions
from confledger.secrets import sops_file
from confledger.secrets.masked import compare
from confledger.secrets.merge import Conflict, Merged, three_way
from confledger.secrets.merge_metadata import SAVING, metadata
from confledger.secrets.sops_file import YAML, SopsFile
from confledger.secrets.tree import Node, grown
from confledger.secrets.written import written


class Outcome:
    """What came of a merge: the new bytes, what is left to decide, and what to tell."""

    __slots__ = ("conflicts", "data", "notes")

    def __init__(self, data: bytes, conflicts: list[Conflict], notes: list[str]) -> None:
        self.data = data
        self.conflicts = conflicts
        self.notes = notes


def merged(versions: Versions, *, prefer: str | None = None) -> Outcome:
    """Merge two versions; raise NotMerged where that cannot be done here.

    What is in conflict has our value, or that of the side preferred; the file is whole in any
    case, with a MAC that is good.
    """
    if versions.one_key:
        data, conflicts = _by_ciphertext(versions, prefer)
    else:
        data, conflicts = merging_values.by_value(versions, prefer)
    return Outcome(data, conflicts, _notes(versions, data))


def _by_ciphertext(versions: Versions, prefer: str | None) -> tuple[bytes, list[Conflict]]:
    base, ours, theirs = versions.base, versions.ours, versions.theirs
    trees = [[] if file is None else grown(file) for file in (base, ours, theirs)]
    found = three_way(*trees, prefer=prefer)
    if found.conflicts:
        # Equal values with different ciphertexts are none; only the key tells.
        merging_values.align(versions, trees)
        found = three_way(*trees, prefer=prefer)
    told = metadata(base, ours, theirs, found.conflicts, prefer=prefer)
    if told == ours.told[0] and _keys(found.documents) == _keys(trees[1]):
        return ours.data, found.conflicts
    for side, tree in ((ours, trees[1]), (theirs, trees[2])):
        if _values(found.documents) == _values(tree):
            # The MAC is about values, and these are all of one side.
            saved = side.told[0]
            assert isinstance(saved, dict)
            told.update({name: saved[name] for name in SAVING})
            return _text(versions, found, told), found.conflicts
    # Before the MAC is made good it has to have been.
    versions.opened(OURS)
    versions.opened(THEIRS)
    data = _text(versions, found, told)
    from confledger.secrets.sops import SopsFailed

    try:
        return versions.sops().make_mac(data, versions.store), found.conflicts
    except SopsFailed as failed:
        raise versions.refused(failed.kind, "the merged file", str(failed)) from None


def _text(versions: Versions, found: Merged, told: dict[str, object]) -> bytes:
    """Return the merged file; it is read again, and has to be what was merged."""
    data = b""
    try:
        text = written(found.documents, told, versions.store, _indent(versions.ours))
        data = text.encode("utf-8")
        again = sops_file.read(data, versions.path, versions.store)
    except (ValueError, sops_file.Unreadable):
        again = None
    if again is None or _keys(grown(again)) != _keys(found.documents) or again.told[0] != told:
        raise NotMerged(
            "the merged file cannot be written in its format",
            help=f"take one side, and set the rest: git checkout --ours -- {versions.path}",
        )
    return data


def _notes(versions: Versions, data: bytes) -> list[str]:
    """Return what the merge brought to our version, and who can open it without a rule."""
    from confledger.secrets import trust

    after = sops_file.read(data, versions.path, versions.store)
    notes = [change.line() for change in compare(versions.ours, after)]
    if versions.rule is not None and after.metadata is not None:
        notes += [
            f"! {one.identity} can open it, and the rules of our side do not name them "
            "[unauthorised-recipient]"
            for one in trust.unauthorised(after.metadata, versions.rule)
        ]
    return notes


def _keys(documents: list[Node]) -> list[object]:
    return [one.key() for one in documents]


def _values(documents: list[Node]) -> list[object]:
    """Return the values without the comments between them, which the MAC is not about."""
    return [merging_values.plain(one) for one in documents]


def _indent(file: SopsFile) -> int:
    """Return how far a file of YAML is indented, which its metadata shows."""
    if file.store != YAML:
        return 4
    _, _, below = (b"\n" + file.data).partition(b"\nsops:\n")
    return (len(below) - len(below.lstrip(b" "))) or 4
