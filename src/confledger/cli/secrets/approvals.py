"""Who approved a change of the creation rules: by a trailer, in a commit by somebody else."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from confledger.git.repository import Repository

TRAILER = "Recipient-approved-by"


def approved(
    repository: "Repository", between: tuple[str, str], allowed: "Collection[str]"
) -> frozenset[str]:
    """Return those of `allowed` whom a commit of the range names, and who wrote none of it.

    A trailer proves as much as the review of the range does; where more is asked, commits have
    to be signed.
    """
    if not allowed:
        return frozenset()
    start, end = between
    form = f"%ae%x00%ce%x00%(trailers:key={TRAILER},valueonly,unfold,separator=%x1f)%x1e"
    said = repository.run("log", "--no-show-signature", f"--format={form}", f"{start}..{end}", "--")
    authors: set[str] = set()
    named: set[str] = set()
    for record in said.decode("utf-8", "replace").split("\x1e"):
        author, *rest = record.strip("\n").split("\0")
        if len(rest) != 2:
            continue
        authors.add(author.lower())
        named |= {_address(one) for one in rest[1].split("\x1f") if one.strip()}
    wanted = {one.lower() for one in allowed}
    return frozenset((named & wanted) - authors)


def _address(text: str) -> str:
    """Return the e-mail address of `Name <address>`, or of the address alone."""
    return text.rpartition("<")[2].rstrip("> \n").strip().lower()
