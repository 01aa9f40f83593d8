"""What differs between two versions of a file, as a JSON Merge Patch (RFC 7386).

Good to read, and not for everything: it can write no null, since null means that a key goes;
and lists are replaced whole.
"""

from confledger.changes.sameness import same
from confledger.errors import ConfledgerError
from confledger.location import Path, dotted
from confledger.secrets.redaction import HIDDEN, Redaction, keys_shown


class Inexpressible(ConfledgerError):
    """No merge patch says this change."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"a merge patch cannot say this change: {reason}",
            help="use a JSON Patch: confledger diff --format json-patch",
        )


def merge_patch(
    before: list[object],
    after: list[object],
    *,
    hide: bool = False,
    scope: "Scope | None" = None,
) -> object:
    """Return the merge patch between two versions of one document; `{}` for equal maps.

    With `hide`, secret values are `<redacted>`; `scope` says of `after` what ought to be
    encrypted and is not. Raise Inexpressible where null is a value, or
    where there is not one document on both sides.
    """
    old, new = _only(before), _only(after)
    redaction = Redaction(new, scope) if hide else None
    if isinstance(old, dict) and isinstance(new, dict):
        return _difference(old, new, (), redaction)
    _refuse_null(new, ())
    return _shown(new, (), redaction)


def apply_merge(patch: object, documents: list[object]) -> list[object]:
    """Return the documents after a merge patch, of which there has to be one."""
    return [_merged(_only(documents), patch)]


def _only(documents: list[object]) -> object:
    if len(documents) != 1:
        raise Inexpressible(f"it is about one document, and here are {len(documents)}")
    return documents[0]


def _difference(
    old: dict[str, object], new: dict[str, object], path: Path, redaction: Redaction | None
) -> dict[str, object]:
    found: dict[str, object] = {key: None for key in old if key not in new}
    for key, value in new.items():
        here = (*path, key)
        was = old.get(key)
        if key in old and isinstance(was, dict) and isinstance(value, dict):
            inside = _difference(was, value, here, redaction)
            if inside:
                found[key] = inside
        elif key not in old or not same(was, value):
            _refuse_null(value, here)
            found[key] = _shown(value, here, redaction)
    return found if redaction is None else keys_shown(found)


def _refuse_null(value: object, path: Path) -> None:
    """Raise where null would be taken for a key that goes; inside of lists, it stays."""
    if value is None and path:
        raise Inexpressible(f"`{dotted(path)}` is null")
    if isinstance(value, dict):
        for key, one in value.items():
            _refuse_null(one, (*path, key))


def _shown(value: object, path: Path, redaction: Redaction | None) -> object:
    if redaction is None:
        return value
    if isinstance(value, dict):
        return keys_shown({key: _shown(one, (*path, key), redaction) for key, one in value.items()})
    if isinstance(value, list):
        return [_shown(one, (*path, at), redaction) for at, one in enumerate(value)]
    return HIDDEN if redaction.hides(path, value) else value


def _merged(target: object, patch: object) -> object:
    """Merge as section 2 of the standard says; nothing given is changed or shared."""
    if isinstance(patch, dict):
        kept = target if isinstance(target, dict) else {}
        made = {key: _copied(one) for key, one in kept.items() if key not in patch}
        for key, one in patch.items():
            if one is not None:
                made[key] = _merged(kept.get(key), one)
        return {**{key: made[key] for key in kept if key in made}, **made}
    return _copied(patch)


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return list(map(_copied, value))
    return value


TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.scope import Scope
