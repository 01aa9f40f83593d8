"""Files that a repository leaves to each machine, by its .gitignore files.

https://git-scm.com/docs/gitignore: the last pattern that matches decides, the nearer file
comes later, and what lies in an ignored folder stays ignored.
"""

from collections.abc import Callable

from confledger.checks.globs import matcher

NAME = ".gitignore"
Rule = tuple[Callable[[str], bool], bool, bool]
"""What matches a path below the file's folder, whether it is negated, whether for folders only."""


def ignored(path: str, read: Callable[[str], "bytes | None"]) -> bool:
    """Whether git would leave a path out; `read` gives the .gitignore of a folder, if any."""
    steps = path.split("/")
    rules: list[tuple[str, list[Rule]]] = []
    for end in range(len(steps)):
        folder = "/".join(steps[:end])
        data = read(f"{folder}/{NAME}" if folder else NAME)
        if data is not None:
            rules.append((f"{folder}/" if folder else "", parsed(data)))
        if _decided("/".join(steps[: end + 1]), rules, inside=end + 1 < len(steps)):
            return True
    return False


def parsed(data: bytes) -> list[Rule]:
    """Read the patterns of one file, in their order."""
    rules: list[Rule] = []
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        text = line.rstrip(" ") if not line.endswith("\\ ") else line
        if not text or text.startswith("#"):
            continue
        negated = text.startswith("!")
        text = text.removeprefix("!").removeprefix("\\")
        folders = text.endswith("/")
        text = text.rstrip("/")
        glob = text if "/" in text else f"**/{text}"
        if text:
            # Braces are plain characters here, and no other is in their place.
            rules.append((matcher([glob.replace("{", "?")]), negated, folders))
    return rules


def _decided(path: str, rules: list[tuple[str, list[Rule]]], *, inside: bool) -> bool:
    decided = False
    for folder, patterns in rules:
        for match, negated, folders in patterns:
            if match(path.removeprefix(folder)) and (inside or not folders):
                decided = not negated
    return decided
