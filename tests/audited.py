"""A history in which everything happened that an audit has a word for."""

from collections.abc import Mapping
from pathlib import Path

from support import Repository

ADA, BEN, CYD = ("Ada <ada@example.org>", "Ben <ben@example.org>", "Cyd <cyd@example.org>")
GITHUB = "GitHub <noreply@github.com>"
SETTINGS = """\
environments:
  - {name: prod, paths: [deploy]}
audit:
  evidence: {tickets: "SHOP-[0-9]+"}
"""
SECRET = "correct-horse-battery-9"
# The history ends with this commit, whatever machine makes it.
MOMENTS = "2026-{}Z"


def commit(
    repository: Repository,
    message: str,
    when: str,
    author: str = ADA,
    committer: str | None = None,
    *,
    merge: str | None = None,
) -> str:
    """Commit everything there is, by somebody, at a moment of 2026."""
    repository.git("add", "--all")
    tree = repository.git("write-tree")
    parents = (
        [] if repository.try_git("rev-parse", "-q", "--verify", "HEAD").returncode else ["HEAD"]
    )
    if merge:
        parents.append(merge)
    named = [word for parent in parents for word in ("-p", parent)]
    done = repository.try_git(
        "commit-tree", tree, *named, "-m", message, env=_people(author, committer or author, when)
    )
    oid = done.stdout.strip()
    repository.git("update-ref", "HEAD", oid)
    return oid


def _people(author: str, committer: str, when: str) -> Mapping[str, str]:
    moment = MOMENTS.format(when)
    found = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    for role, person in (("AUTHOR", author), ("COMMITTER", committer)):
        name, _, address = person.partition(" <")
        found[f"GIT_{role}_NAME"] = name
        found[f"GIT_{role}_EMAIL"] = address.rstrip(">")
    return found


def shop(folder: Path) -> tuple[Repository, dict[str, str]]:
    """Make the history in a folder; return it with the commits by what they stand for."""
    shop = Repository.create(folder)
    known: dict[str, str] = {}
    write, note = shop.write, known.__setitem__
    write("confledger.yaml", SETTINGS)
    write("CODEOWNERS", "/deploy/ ben@example.org\n")
    write("deploy/shop.yaml", f"port: 8080\nreplicas: 1\npassword: {SECRET}-a\n")
    write(".mailmap", "Ben <ben@example.org> <ben@home.example>\n")
    note("first", commit(shop, "Begin", "01-05T10:00:00"))
    write("deploy/shop.yaml", f"port: 8080\nreplicas: 2\npassword: {SECRET}-b\n")
    note("direct", commit(shop, "Two of them", "01-06T10:00:00"))
    shop.git("checkout", "-q", "-b", "side")
    write("deploy/shop.yaml", f"port: 8081\nreplicas: 2\npassword: {SECRET}-b\n")
    message = "Another port\n\nSHOP-7\n\nReviewed-by: Ben <ben@home.example>"
    note("side", commit(shop, message, "01-07T10:00:00", CYD))
    shop.git("checkout", "-q", "main")
    shop.git("checkout", "-q", "side", "--", ".")
    message = "Merge pull request #12 from cyd/side\n\nAnother port"
    note("merge", commit(shop, message, "01-08T10:00:00", BEN, GITHUB, merge="side"))
    write("README.md", "# Shop\n")
    note("text", commit(shop, "Say what it is (#13)", "01-09T10:00:00", CYD, GITHUB))
    write("deploy/shop.yaml", f"port: 8081\nreplicas: 3\npassword: {SECRET}-b\n")
    message = "SHOP-8: three\n\nReviewed-by: Ada <ADA@example.org>"
    note("self", commit(shop, message, "02-01T10:00:00"))
    _february(shop, known)
    return shop, known


def _february(shop: Repository, known: dict[str, str]) -> None:
    write, note = shop.write, known.__setitem__
    write("deploy/shop.yaml", f"port: 8081\nreplicas: 9\npassword: {SECRET}-b\n")
    message = "SHOP-9: stop the fire\n\nEmergency: the shop is down"
    note("emergency", commit(shop, message, "02-02T10:00:00"))
    shop.git("checkout", "-q", "-b", "other")
    write("docs/notes.md", "what happened\n")
    message = f"SHOP-9: what happened\n\nReviews: {known['emergency']}"
    note("review", commit(shop, message, "02-02T12:00:00", BEN))
    shop.git("checkout", "-q", "main")
    shop.git("checkout", "-q", "other", "--", ".")
    write("deploy/shop.yaml", "port: 8081\nreplicas: 9\nextra: '=cmd|\" /C calc\"!A0'\n")
    note("evil", commit(shop, "Merge branch 'other'", "02-02T13:00:00", BEN, merge="other"))
    write("deploy/shop.yaml", "port: [\n")
    title = "SHOP-9 <b>quick</b> | `fix`"
    note("broken", commit(shop, title, "02-03T10:00:00", BEN, "ben <b@elsewhere.example>"))
    write("deploy/shop.yaml", "port: 8081\nreplicas: 3\nextra: '=cmd|\" /C calc\"!A0'\n")
    message = f"SHOP-9: back\n\nThis reverts commit {known['emergency']}."
    note("revert", commit(shop, message, "02-04T10:00:00", BEN, ADA))
