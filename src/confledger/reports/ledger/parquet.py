"""All entries as Parquet, in columns with types, a group of rows at a time.

https://parquet.apache.org/docs/file-format/
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from confledger.reports.ledger.exports import ALL
from confledger.reports.ledger.fields import written
from confledger.reports.ledger.rows import of_value

_GROUP = 50_000
_TIMES = ("landed_at", "authored_at", "committed_at")
_TRUTHS = ("on_mainline", "secret", "merged", "baseline")
_LISTS = ("parents", "environments")


def write(rows: "Iterable[dict[str, object]]", file: str) -> None:
    """Write rows into a new file; raise ImportError without pyarrow."""
    import pyarrow
    from pyarrow import parquet

    kinds = {
        **dict.fromkeys(_TIMES, pyarrow.timestamp("ms", tz="UTC")),
        **dict.fromkeys(_TRUTHS, pyarrow.bool_()),
        **dict.fromkeys(_LISTS, pyarrow.list_(pyarrow.string())),
        "seq": pyarrow.int64(),
    }
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in ALL])
    coming = iter(rows)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(coming, _GROUP)):
            for row in group:
                _prepare(row)
            columns = {name: [row[name] for row in group] for name in ALL}
            writer.write_table(pyarrow.table(columns, schema=schema))


def _prepare(row: dict[str, object]) -> None:
    """Give a row the types of the columns: values are texts, times are times."""
    for side in ("old", "new"):
        value = of_value(row, side)
        row[f"{side}_value"] = None if value is None else written(value)
    for name in _TIMES:
        text = row[name]
        row[name] = None if text is None else datetime.fromisoformat(str(text))
