"""The modules of a repository: its top folders, inside of those that only hold others.

The module of a file is the first folder of its path. A folder that is called for holding parts
(`src`, `apps`, `kubernetes` ...) gives each folder in it instead, if these are not too many. Tests,
documentation and folders that begin with a dot are no modules; files at the root are of `.`.
"""

from collections.abc import Iterable

ROOT = "."
_HOLDERS = frozenset(
    (
        *("apps", "charts", "clusters", "cmd", "components", "helm", "k8s", "kubernetes", "lib"),
        *("libs", "manifests", "packages", "pkg", "pkgs", "plugins", "services", "src"),
    )
)
_APART = frozenset(
    (
        *("test", "tests", "testing", "spec", "specs", "e2e", "testdata", "fixtures", "__tests__"),
        *("doc", "docs", "documentation", "examples", "licenses"),
    )
)
_TESTS = _APART - {"doc", "docs", "documentation", "examples", "licenses"}
# Beyond, each part is too small for a file of its own.
_MOST = 40


def is_test(path: str) -> bool:
    """Whether a file is there to test others."""
    *folders, name = path.lower().split("/")
    named = name.startswith(("test_", "conftest.")) or name.endswith(
        ("_test.go", "_test.py", ".test.ts", ".test.js", ".spec.ts", ".spec.js")
    )
    return named or not _TESTS.isdisjoint(folders)


class Modules:
    """Tells the module of each path of one repository."""

    __slots__ = ("_whole",)

    def __init__(self, paths: Iterable[str]) -> None:
        parts: dict[str, set[str]] = {}
        for path in paths:
            first, _, rest = path.partition("/")
            if first.lower() in _HOLDERS and "/" in rest:
                parts.setdefault(first, set()).add(rest.partition("/")[0])
        # Holders with too many parts are modules themselves.
        self._whole = {name for name, inside in parts.items() if len(inside) > _MOST}

    def of(self, path: str) -> str | None:
        """Return the module of a path; None where it belongs to none."""
        first, slash, rest = path.partition("/")
        if not slash:
            return None if first.startswith(".") else ROOT
        if first.startswith(".") or first.lower() in _APART or is_test(path):
            return None
        if first.lower() in _HOLDERS and "/" in rest and first not in self._whole:
            return f"{first}/{rest.partition('/')[0]}"
        return first
