"""`explain --all`: the whole configuration of an environment, each value with its origin."""

from confledger.cli.explain_read import ALL, Reader
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.reports.explained_whole import Whole, as_json, as_yaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def run(asked: "argparse.Namespace", reader: Reader) -> int:
    """Print every value; below a key, where one is given."""
    if asked.env == ALL:
        raise ConfledgerError(
            "--all is about one environment", help="name it: confledger explain --all --env prod"
        )
    read = reader.read(asked.env)
    found = Whole(read.environment, read.host, reader.place.root or ".")
    found.revision = reader.place.commit if reader.place.dated else None
    found.leaves = read.telling().leaves()
    found.faults = [(one.path, one.message) for one in read.resolution.faults]
    if asked.key is not None:
        from confledger.cli.explain_read import path_in

        path = path_in(read, asked.key)
        found.leaves = [one for one in found.leaves if one.path[: len(path)] == path]
    put(as_json(found) if asked.format == "json" else as_yaml(found))
    return 0
