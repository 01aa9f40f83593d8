"""Files with the creation rules that govern them, and what the checks say of both."""

import re
from collections.abc import Mapping
from types import ModuleType

from confledger.checks import pages
from confledger.checks.examined import Examined, Tree
from confledger.checks.finding import Finding
from confledger.secrets import sops_file
from confledger.secrets.rules import FILE, Rules, read

SETTINGS: dict[str, object] = {"key-services": [], "approvers": []}

ADA = "age1hc6hszepd5xezxkgd3yx74pn3scxjm5w6px48m4rq9yj7w6rke7q72zhgn"
BOB = "age1hszrldafdz09hzze4lgq58r0r66p4sjftn6q8z6h0leer77jhf4qd9vu9v"
EVE = "age10a2kt6f07urjv6ahutda3jgr73wferkcqjhkvukwm07eaaqyrqtsh08syf"


def tree(
    files: Mapping[str, str],
    *,
    before: Tree | None = None,
    settings: dict[str, object] | None = None,
    approved: frozenset[str] | None = frozenset(),
) -> Tree:
    """Return all files of one state, as a survey of them takes it."""
    held = SETTINGS | (settings or {})
    named = [path for path in files if path.rpartition("/")[2] == FILE]
    rules = Rules([read(files[path].encode(), path) for path in named])
    seen = {}
    for path, text in files.items():
        if path in named:
            continue
        examined = Examined(sops_file.read(text.encode(), path), rules, held)
        if examined.encrypted or examined.rule is not None:
            seen[path] = examined
    return Tree(list(files), seen, rules, held, before=before, approved=approved)


def told(check: ModuleType, files: Tree | Mapping[str, str], **settings: object) -> list[str]:
    """Return what a check finds in some files: path, line, severity, message."""
    return [
        f"{one.path}:{one.span.line if one.span else '-'} {one.severity} {one.message}"
        for one in found(check, files, **settings)
    ]


def found(check: ModuleType, files: Tree | Mapping[str, str], **settings: object) -> list[Finding]:
    """Return what a check finds in some files, whether it looks at each or at all of them."""
    held = {name.replace("_", "-"): value for name, value in settings.items()}
    whole = files if isinstance(files, Tree) else tree(files, settings=held)
    if hasattr(check, "survey"):
        return list(check.survey(whole))
    return [one for path in sorted(whole.files) for one in check.check(whole.files[path])]


def examples(check: ModuleType) -> list[tuple[str, Tree]]:
    """Return the examples on the page of a check: Bad or Good, and their files."""
    made = []
    for heading, text in pages.parse(check.__doc__ or "").examples:
        parts = re.split(r"^# (\S*[./]\S*|(?:before|after): .*)\n", text, flags=re.M)[1:]
        files = dict(zip(parts[::2], parts[1::2], strict=True))
        states = {
            when: {name.removeprefix(f"{when}: "): body for name, body in files.items()
                   if name.startswith(f"{when}: ")}
            for when in ("before", "after")
        }  # fmt: skip
        earlier = tree(states["before"]) if states["before"] else None
        made.append((heading[:4].rstrip(","), tree(states["after"] or files, before=earlier)))
    assert {heading for heading, _ in made} == {"Bad", "Good"}
    return made


def sealed(*who: str, body: str = "a: 1", extra: str = "", kind: str = "recipient") -> str:
    """Return an encrypted file for some recipients; nobody can open it."""
    ages = "".join(f"    - {kind}: {one}\n      enc: x\n" for one in who)
    return f"{body}\nsops:\n  mac: x\n  age:\n{ages}{extra}"


def rules(*who: str, pattern: str | None = None, extra: str = "") -> str:
    """Return one creation rule for some recipients."""
    found = f"path_regex: {pattern}\n    " if pattern is not None else ""
    listed = "".join(f"      - {one}\n" for one in who)
    return f"creation_rules:\n  - {found}age:\n{listed}{extra}"
