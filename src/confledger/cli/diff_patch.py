"""The difference of one file as a patch; with secrets in it, it is refused, or lacks them."""

from confledger.changes import merge_patch as merging
from confledger.changes.patch import REDACTED, json_patch, text
from confledger.changes.sameness import exactly_same
from confledger.cli.diff_files import Documents
from confledger.cli.failure import shown
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.reports.changes.content import UNREADABLE, Comparison

# So many keys are named.
_FEW = 5


def patch(name: str, comparison: Comparison, kept: list[Documents], *, redact: bool) -> str:
    """Return the patch of the one file that differs, as `name` says: an empty one, if none does."""
    if len(kept) > 1:
        names = ", ".join(one.path for one in kept[:_FEW]) + (", ..." if len(kept) > _FEW else "")
        raise ConfledgerError(
            f"a patch is about one file, and {len(kept)} differ: {names}",
            help="name the one: confledger diff --format json-patch -- FILE; for all of them: "
            "--format json",
        )
    if not kept:
        unread = next((one for one in comparison.files if one.status == UNREADABLE), None)
        if unread is not None:
            raise ConfledgerError(
                f"{unread.path} cannot be compared: {unread.reason}", help="mend it first"
            )
        return "[]\n" if name == "json-patch" else "{}\n"
    one = kept[0]
    made: object
    if name == "json-patch":
        operations = json_patch(
            one.before, one.after, one.changes, tests=True, hide=True, scopes=one.scopes
        )
        lacking = any(REDACTED in operation for operation in operations)
        made = operations
    else:
        made = merging.merge_patch(one.before, one.after, hide=True, scope=one.scopes[1])
        lacking = not exactly_same(made, merging.merge_patch(one.before, one.after))
    file = next(file for file in comparison.files if file.path == one.path)
    hidden = [row.key for row in file.rows if row.hidden]
    if hidden or lacking or one.sealed:
        _secretive(one.path, hidden, sealed=one.sealed, redact=redact)
    return text(made)


def _secretive(path: str, hidden: list[str], *, sealed: bool, redact: bool) -> None:
    """Refuse a patch that lacks secrets, or say so where that is wanted."""
    if sealed:
        # What is encrypted on one side may be in plain text on the other.
        raise ConfledgerError(
            f"{path} is encrypted: no patch is made of it, since its MAC would not fit",
            help="see what changed: confledger secrets diff",
        )
    names = ", ".join(hidden[:_FEW]) + (", ..." if len(hidden) > _FEW else "")
    named = f": {names}" if names else ""
    if not redact:
        raise ConfledgerError(
            f"the patch would hold secrets{named}",
            help="with --redact, it has `<redacted>` in their place, and cannot be applied",
        )
    tell(shown(f"note: the patch lacks secrets and cannot be applied as it is{named}") + "\n")
