"""An audit without its rows: what is known of each commit of a period, and how many values it had.

As `audit` says it, from commits and the ledger alone, in a fraction of the time. What depends on
the clone, as a reference log does, is left out.
"""

from confledger.git.history import boundary
from confledger.git.repository import Repository
from confledger.git.signatures.raw import objects
from confledger.ledger.audit import Audit, evidence, policies, wanted_by
from confledger.ledger.audit_rows import Change
from confledger.ledger.facts import Touched, facts
from confledger.ledger.kinds import UNPARSABLE
from confledger.ledger.period import Period, of
from confledger.ledger.store import Store
from confledger.settings import Settings

_COUNTED = """
  WITH sealed AS (SELECT id FROM vals WHERE text >= '!' AND text < '"')
  SELECT x."commit", count(*), sum(x.merged), sum(x.old IN sealed OR x.new IN sealed)
  FROM changes x WHERE x."commit" BETWEEN ? AND ? GROUP BY x."commit"
"""
_VERSIONS = """
  SELECT v."commit", f.path, v.state FROM versions v JOIN files f ON f.id = v.file
  WHERE v."commit" BETWEEN ? AND ? ORDER BY v."commit", f.path, v.rowid
"""


def counts(
    store: Store, repository: Repository, settings: Settings, since: int | None = None
) -> Audit:
    """Look at what landed since a moment; there are neither rows nor the bytes of commits."""
    wanted = Period()
    wanted.first = since
    landed = of(store, repository, wanted)
    tip = store.head()[1]
    held = {oid: data for oid, _, data in objects(repository, [one.oid for one in landed])}
    touched = _touched(store, {one.number: one.oid for one in landed if not one.baseline})
    changed = {
        one.oid: [Change(file=path) for path in sorted(touched[one.oid].paths)]
        if one.oid in touched
        else []
        for one in landed
    }
    known = policies(repository, tip, settings, None, landed, changed, held)
    about: dict[str, object] = {
        "shallow": bool(boundary(repository)),
        "period": wanted.described(),
        "environment": None,
        "evidence": wanted_by(settings),
        "reference_log": None,
    }
    found = facts(landed, held, touched, evidence(about, known))
    return Audit(about, known, {}, found, changed)


def _touched(store: Store, oids: dict[int, str]) -> dict[str, Touched]:
    """Return what the rows of each commit come to."""
    if not oids:
        return {}
    ends = (min(oids), max(oids))
    found: dict[str, Touched] = {}
    for number, path, state in store.connection.execute(_VERSIONS, ends):
        if number in oids:
            one = found.setdefault(oids[number], Touched())
            one.paths.add(str(path))
            one.unparsable += state == UNPARSABLE
    for number, values, merged, secrets in store.connection.execute(_COUNTED, ends):
        if number in oids:
            one = found.setdefault(oids[number], Touched())
            one.entries, one.merge_edits, one.secrets = values, merged, secrets
    return found
