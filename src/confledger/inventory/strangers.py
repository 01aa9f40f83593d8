"""Files that are in the repository and not its own: copied, generated, wrong on purpose."""

import re

_COPIED = frozenset(
    (
        *("3rdparty", "bower_components", "node_modules", "site-packages", "third-party"),
        *("third_party", "thirdparty", "vendor", "vendored", "virtualenv", ".venv"),
    )
)
_TEST_DATA = frozenset(("fixtures", "test-data", "test_data", "testdata", "__fixtures__"))
_GENERATED = re.compile(
    rb"@generated\b|\bgenerated\b[^\n]{0,120}\bdo not (?:edit|modify|change)"
    rb"|\bdo not (?:edit|modify|change)\b[^\n]{0,120}\bgenerated\b",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"\s*(?:#|//|/\*|;|\*|\"_?(?:comment|generated))")
# So many are named one by one; more are told by their folder, if that holds nothing else.
_FEW = 8


class Stranger:
    """Some globs to be ignored, why, and how many files that leaves out."""

    __slots__ = ("files", "paths", "reason")

    def __init__(self, paths: list[str], reason: str, files: int) -> None:
        self.paths = paths
        self.reason = reason
        self.files = files


def says_generated(data: bytes) -> bool:
    """Whether a comment in the first lines of a file says that it was generated."""
    head = data[:2000]
    if b"enerated" not in head and b"ENERATED" not in head:
        return False
    comments = [line for line in head.split(b"\n")[:10] if _COMMENT.match(line)]
    return bool(_GENERATED.search(b" ".join(comments)))


def meant_to_be_wrong(path: str) -> bool:
    """Whether a file is test data, which is often wrong on purpose."""
    return not _TEST_DATA.isdisjoint(path.split("/")[:-1])


def strangers(paths: list[str], generated: list[str], wrong: list[str]) -> list[Stranger]:
    """Return what to ignore among configuration files: copies, what is generated, test data."""
    found = []
    copied = _folders(paths, _COPIED)
    if copied:
        found.append(Stranger(copied, "copied from elsewhere", _inside(paths, copied)))
    tests = _folders(wrong, _TEST_DATA)
    if tests:
        reason = "test data, some of it wrong on purpose"
        found.append(Stranger(tests, reason, _inside(paths, tests)))
    others = [path for path in generated if not _inside([path], copied + tests)]
    made = _generated(others, paths)
    if made:
        found.append(Stranger(made, "generated, not edited here", _inside(paths, made)))
    return found


def _folders(paths: list[str], names: frozenset[str]) -> list[str]:
    """Return the outermost folders with one of the names that hold any of the paths."""
    found = set()
    for path in paths:
        steps = path.split("/")
        at = next((at for at, step in enumerate(steps[:-1]) if step.lower() in names), None)
        if at is not None:
            found.add("/".join(steps[: at + 1]))
    if len(found) > _FEW:
        return sorted({"**/" + folder.rpartition("/")[2] for folder in found})
    return sorted(found)


def _generated(generated: list[str], paths: list[str]) -> list[str]:
    if len(generated) <= _FEW:
        return sorted(generated)
    # The mark of one file is no reason to leave out its neighbours.
    own = set(generated)
    folders: dict[str, bool] = {}
    for path in paths:
        folder = path.rpartition("/")[0]
        folders[folder] = folders.get(folder, True) and path in own
    whole = sorted(folder for folder, all_of_it in folders.items() if all_of_it and folder)
    return whole if len(whole) <= 3 * _FEW else []


def _inside(paths: list[str], globs: list[str]) -> int:
    """Return how many paths the globs leave out; a `**/name` stands for any such folder."""
    names = {glob[3:] for glob in globs if glob.startswith("**/")}
    folders = tuple(glob + "/" for glob in globs)
    return sum(
        path in globs or path.startswith(folders) or not names.isdisjoint(path.split("/")[:-1])
        for path in paths
    )
