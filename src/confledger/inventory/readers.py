"""Which program reads a YAML file, where neither its name nor its content tells the checks."""

from confledger.inventory.holdings import Holdings

# They run what GitHub runs, and read it the same way.
_FORGES = (".forgejo/workflows", ".gitea/workflows")
# A playbook has a name of its own; that many have a folder.
_FEW = 20


class Reader:
    """A reader, and the folders and files that the settings have to name for it."""

    __slots__ = ("paths", "reader")

    def __init__(self, reader: str, paths: list[str]) -> None:
        self.reader = reader
        self.paths = paths


def readers(held: Holdings) -> list[Reader]:
    """Return what the settings should say, in the order in which they say it."""
    found = []
    workflows = [folder for folder in _FORGES if _below(folder, held)]
    if workflows:
        found.append(Reader("github", workflows))
    playbooks = sorted(path for path in held.playbooks if path not in held.readers)
    if len(playbooks) > _FEW:
        playbooks = _folders(playbooks, held)
    if playbooks:
        found.append(Reader("ansible", playbooks))
    return found


def _folders(paths: list[str], held: Holdings) -> list[str]:
    """Return the folders of the paths that hold nothing else."""
    folders = sorted({path.rpartition("/")[0] for path in paths} - {""})
    return [
        folder for folder in folders if all(path in held.playbooks for path in _below(folder, held))
    ]


def _below(folder: str, held: Holdings) -> list[str]:
    return [path for path in held.dialects if path.startswith(folder + "/")]
