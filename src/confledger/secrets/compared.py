"""What a change of an encrypted file comes to, with a key: which values really changed.

Values are told apart by a keyed hash of them that lives as long as the run; its key is drawn
anew each time, so that nothing of what is printed, or could be, tells of a value.
"""

from confledger.location import Path
from confledger.secrets.masked import Change, compare
from confledger.secrets.values import BARE, PLAIN, Place, Values, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops_file import SopsFile

# By place, what tells its value from others in this run.
Tags = dict[Place, bytes]


def tags(opened: "SopsFile", key: bytes) -> Tags:
    """Return the tag of each value of a decrypted file, by the key of this run."""
    from hmac import digest

    return {
        (leaf.document, leaf.path): digest(
            key,
            f"{type(leaf.value).__name__}:{leaf.value}".encode("utf-8", "surrogatepass"),
            "sha256",
        )
        for leaf in entries(opened)
    }


def compare_with(before: "SopsFile", after: "SopsFile", old: Tags, new: Tags) -> list[Change]:
    """Return what changed, as `compare` does; of each new ciphertext also whether the value did."""
    found = []
    told: set[Place] = set()
    for change in compare(before, after):
        place = _place(change)
        if change.kind == "rotated":
            found.append(Change("~", "rotated", "data key rotated: every ciphertext rewritten"))
            changed = list(_changed(before, after, old, new, told))
            found += changed
            if not changed:
                said = "no value changed: encrypted anew, with the values that were"
                found.append(Change("~", "values-same", said))
            continue
        if place is not None:
            told.add(place)
        if change.kind == "secret-changed" and place is not None:
            if old.get(place) == new.get(place):
                change = Change("~", "secret-rewritten", "same value, encrypted again", *_at(place))
            else:
                change = Change("~", "secret-changed", "secret value changed", *_at(place))
        elif change.kind in ("became-plain", "became-secret") and place is not None:
            same = old.get(place) == new.get(place)
            text = f"{change.text}; {'the same value' if same else 'another value'}"
            change = Change(change.sign, change.kind, text, *_at(place))
        found.append(change)
    return found


def _changed(
    before: "SopsFile", after: "SopsFile", old: Tags, new: Tags, told: set[Place]
) -> "list[Change]":
    """Return the values that are others now, of those that nothing was said of."""
    states = Values(after).states
    known = Values(before).states
    return [
        Change("~", "secret-changed", "secret value changed", *_at(place))
        for place, tag in new.items()
        if place in old
        and old[place] != tag
        and place not in told
        and states.get(place) not in (PLAIN, BARE, None)
        and place in known
    ]


def _place(change: Change) -> Place | None:
    return None if change.path is None else (change.document, change.path)


def _at(place: Place) -> tuple[Path, int]:
    return place[1], place[0]
