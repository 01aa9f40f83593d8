"""Everything that a report for an auditor is made of: facts, changes, and what they stand on.

It is a function of a commit, a period and a ledger; nothing of this machine is part of it.
"""

import json
from collections.abc import Callable

from confledger import __version__
from confledger.checks.globs import belonging
from confledger.errors import ConfledgerError, nearest
from confledger.git.history import boundary
from confledger.git.repository import Repository
from confledger.git.signatures.raw import objects
from confledger.git.snapshot import CommitSnapshot
from confledger.ledger import mailmap, ownership, rewriting
from confledger.ledger.audit_rows import Change, changes, touched
from confledger.ledger.commit_object import CommitObject, first_parent
from confledger.ledger.facts import Evidence, Fact, facts
from confledger.ledger.mailmap import Mailmap
from confledger.ledger.ownership import NOBODY, Owners
from confledger.ledger.period import Landed, Period, moment, of
from confledger.ledger.said import Wanted
from confledger.ledger.signed import Signers
from confledger.ledger.store import Store
from confledger.settings import Settings

# Of what a bundle holds: another number is read by another confledger.
FORMAT = 2
_MOST_BYTES = 8 << 20
MAILMAP, SIGNERS, CODEOWNERS = "mailmap", "allowed_signers", "codeowners.json"
Objects = dict[str, bytes]
Changes = dict[str, list[Change]]


class Audit:
    """Facts and changes by commit; `about` and `policies` can be written down as they are."""

    __slots__ = ("about", "changes", "facts", "objects", "policies")

    def __init__(
        self,
        about: dict[str, object],
        policies: dict[str, bytes],
        objects: Objects,
        found: list[Fact],
        changed: Changes,
    ) -> None:
        self.about = about
        self.policies = policies
        self.objects = objects
        self.facts = found
        self.changes = changed


def audit(
    store: Store,
    repository: Repository,
    settings: Settings,
    wanted: Period,
    environment: str | None = None,
    signers: bytes | None = None,
    log: str | None = None,
) -> Audit:
    """Look at a period of a ledger; `signers` are allowed ones instead of those of the settings.

    `log` is where the reference log ended when this was first looked at.
    """
    names = [str(one["name"]) for one in settings.environments]
    if environment is not None and environment not in names:
        close = nearest(environment, names)
        asked = f"did you mean {close!r}? " if close else ""
        known = f"{asked}there are {', '.join(names)}"
        raise ConfledgerError(
            f"there is no environment {environment!r} in the settings",
            help=known
            if names
            else "a report takes none that is guessed: name it under `environments`, or let "
            "`confledger init` do so",
        )
    landed = of(store, repository, wanted)
    number, tip, chain = store.head()
    held = {oid: data for oid, _, data in objects(repository, [tip, *(one.oid for one in landed)])}
    changed = changes(store, landed, belonging(settings.environments), environment)
    held_by = policies(repository, tip, settings, signers, landed, changed, held)
    about: dict[str, object] = {
        "format": FORMAT,
        "tool": f"confledger {__version__}",
        "tip": tip,
        "tip_at": moment(CommitObject(tip, held[tip]).committer.time),
        "roots": _roots(repository, tip),
        "shallow": bool(boundary(repository)),
        "period": wanted.described(),
        "environment": environment,
        "evidence": wanted_by(settings),
        "reference_log": rewriting.told(repository, wanted, log),
        "ledger": {"commits": number, "chain": chain.hex(), "rules": _rules(store)},
    }
    found = facts(landed, held, touched(changed), evidence(about, held_by))
    kept = {one.oid: held[one.oid] for one in landed}
    return Audit(about, held_by, kept, found, changed)


def evidence(about: dict[str, object], policies: dict[str, bytes]) -> Evidence:
    """Return what facts are told from, from what was written down of it."""
    said: dict[str, object] = about["evidence"]  # type: ignore[assignment]  # as `wanted_by` made it
    approvals: list[str] = said["approvals"]  # type: ignore[assignment]  # the same
    wanted = Wanted(tuple(approvals), str(said["emergency"]), str(said["tickets"]))
    people = Mailmap(policies.get(MAILMAP, b"").decode("utf-8", "replace"))
    return Evidence(wanted, people, Signers(policies.get(SIGNERS)), _owners(policies))


def _owners(policies: dict[str, bytes]) -> Callable[[str, list[str], list[str]], str]:
    written = json.loads(policies.get(CODEOWNERS, b'{"versions": {}, "texts": {}}'))
    known: dict[str, Owners] = {}

    def answer(landing: str, paths: list[str], approvers: list[str]) -> str:
        version = written["versions"].get(landing)
        if version is None:
            return NOBODY
        path, blob = version
        if blob not in known:
            known[blob] = Owners(path, written["texts"].get(blob, ""))
        return known[blob].approved(paths, approvers)

    return answer


def policies(
    repository: Repository,
    tip: str,
    settings: Settings,
    signers: bytes | None,
    landed: list[Landed],
    changed: Changes,
    held: Objects,
) -> dict[str, bytes]:
    """Return the files that decide something, as they are at the tip, or were at each landing."""
    found: dict[str, bytes] = {}
    snapshot = CommitSnapshot(repository, tip, _MOST_BYTES)
    try:
        people = snapshot.find(mailmap.FILE)
        if people is not None and isinstance(people[1], bytes):
            found[MAILMAP] = people[1]
        path = str(wanted_by(settings)["allowed-signers"])
        if signers is None and path:
            there = snapshot.find(path)
            if there is None or not isinstance(there[1], bytes):
                raise ConfledgerError(
                    f"there is no file {path!r} at {tip[:12]}, which `audit.evidence` names",
                    help="commit it, or correct `allowed-signers` in the settings",
                )
            signers = there[1]
        if signers is not None:
            found[SIGNERS] = signers
        owned = _codeowners(repository, snapshot, landed, changed, held)
        if owned is not None:
            found[CODEOWNERS] = owned
    finally:
        snapshot.close()
    return found


def _codeowners(
    repository: Repository,
    snapshot: CommitSnapshot,
    landed: list[Landed],
    changed: Changes,
    held: Objects,
) -> bytes | None:
    """Return which CODEOWNERS held before each landing that changed configuration."""
    before: dict[str, str] = {}
    for one in landed:
        if one.mainline and not one.baseline and any(each.file for each in changed[one.oid]):
            parent = first_parent(held[one.oid])
            if parent:
                before[one.oid] = parent
    known = ownership.versions(repository, list(dict.fromkeys(before.values())))
    versions = {oid: known[parent] for oid, parent in before.items() if parent in known}
    if not versions:
        return None
    blobs = sorted({blob for _, blob in versions.values()})
    texts = {}
    for blob in blobs:
        found = repository.run("cat-file", "blob", blob)[:_MOST_BYTES]
        texts[blob] = found.decode("utf-8", "replace")
    return json.dumps({"versions": versions, "texts": texts}, sort_keys=True).encode("ascii")


def wanted_by(settings: Settings) -> dict[str, object]:
    """Return where the settings say that evidence is."""
    held: dict[str, dict[str, object]] = settings.values["audit"]
    return held["evidence"]


def _roots(repository: Repository, tip: str) -> list[str]:
    listed = repository.run("--no-replace-objects", "rev-list", "--max-parents=0", tip)
    return sorted(listed.decode("ascii").split())


def _rules(store: Store) -> str:
    found = store.connection.execute("SELECT value FROM meta WHERE name='rules'").fetchone()
    return str(found[0]) if found else ""
