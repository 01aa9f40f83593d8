"""What the files of a commit hold, by the ledger: how many keys, which secrets, since when."""

from confledger.changes.leaves import ITEMS
from confledger.ledger.scope import present
from confledger.ledger.store import Store

_COUNTED = """
  WITH sealed AS (SELECT id FROM vals WHERE text >= '!' AND text < '"')
  SELECT x.file, sum(x.old = 0) - sum(x.new = 0), max(x."commit"), max(x.new IN sealed)
  FROM commits c JOIN changes x ON x."commit" = c.id WHERE c.mainline GROUP BY x.file
"""
# The order of a list is no key of its own.
_ORDERS = """
  SELECT x.file, sum(x.old = 0) - sum(x.new = 0)
  FROM keys k CROSS JOIN changes x ON x.key = k.id JOIN commits c ON c.id = x."commit"
  WHERE substr(k.text, -3) = ? AND c.mainline GROUP BY x.file
"""
_SEALED = """
  WITH sealed AS (SELECT id FROM vals WHERE text >= '!' AND text < '"')
  SELECT DISTINCT key FROM changes
  WHERE file IN (SELECT value FROM json_each(?)) AND new IN sealed
"""
_SECRETS = """
  SELECT f.lineage, k.text, max(x."commit"), substr(n.text, 1, 1), c.committed, c.baseline
  FROM changes x JOIN commits c ON c.id = x."commit" JOIN files f ON f.id = x.file
  JOIN keys k ON k.id = x.key LEFT JOIN vals n ON n.id = x.new
  WHERE x.key IN (SELECT value FROM json_each(?)) AND c.mainline
  GROUP BY f.lineage, x.key
"""
_HIDDEN = "!"


class Secret:
    """A value that is never shown; `changed` is when it got the value that it has.

    None where its commit holds no date. `at_least` says that the clone is shallow: it is older.
    """

    __slots__ = ("at_least", "changed", "key")

    def __init__(self, key: str, changed: int | None, *, at_least: bool) -> None:
        self.key = key
        self.changed = changed
        self.at_least = at_least


class Held:
    """One file: how many keys it has, when one of them changed last, and its secrets."""

    __slots__ = ("changed", "keys", "secrets")

    def __init__(self) -> None:
        self.keys = 0
        self.changed: int | None = None
        self.secrets: list[Secret] = []


def held(store: Store) -> dict[str, Held]:
    """Return what each file at the end of the mainline holds, by path.

    Of a file that cannot be read, it is what the last version had that could be.
    """
    run = store.connection.execute
    lineage_of = dict(run("SELECT id, lineage FROM files"))
    dates = dict(run("SELECT id, committed FROM commits WHERE mainline"))
    paths = present(store)
    by_lineage = {lineage: Held() for lineage in paths.values()}
    last: dict[str, int] = {}
    with_secrets = []
    for file, many, commit, sealed in run(_COUNTED):
        if sealed:
            with_secrets.append(file)
        lineage = lineage_of[file]
        one = by_lineage.get(lineage)
        if one is None:
            continue
        one.keys += many
        if commit > last.get(lineage, 0):
            last[lineage] = commit
            one.changed = dates[commit]
    for file, many in run(_ORDERS, (f"/{ITEMS}",)):
        if lineage_of[file] in by_lineage:
            by_lineage[lineage_of[file]].keys -= many
    keys = [number for (number,) in run(_SEALED, (_listed(with_secrets),))]
    for lineage, key, _, mark, committed, baseline in run(_SECRETS, (_listed(keys),)):
        if mark == _HIDDEN and lineage in by_lineage:
            secret = Secret(str(key), committed, at_least=bool(baseline))
            by_lineage[lineage].secrets.append(secret)
    for one in by_lineage.values():
        one.secrets.sort(key=lambda secret: secret.key)
    return {path: by_lineage[lineage] for path, lineage in paths.items()}


def _listed(numbers: list[int]) -> str:
    return f"[{','.join(map(str, sorted(numbers)))}]"
