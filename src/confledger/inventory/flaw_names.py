"""Files that tell by their names that nobody wants them: copies of before, and junk of programs."""

import re
from posixpath import dirname, join, normpath

from confledger.inventory.flaws import BACKUP, CASE, JUNK, LINK, Flaw
from confledger.inventory.kinds import is_test

_BACKUPS = (".bak", ".orig", ".rej", ".swp", ".swo", ".swn")
# Only beside what they are copies of: else they may be something in their own right.
_MAYBE = (".old", ".save", ".tmp", ".copy", ".prev", ".backup")
_NUMBERED = re.compile(r"\.(?:bak|backup|orig|old)[.-]?\d{1,8}$")
# A name in which such a word is a part, as `sops_copy.py`, is that of something else.
_COPIES = (
    re.compile(r"^(?:copy|kopie|copie) (?:of|von|de) (?P<name>.+)$", re.IGNORECASE),
    re.compile(
        r"^(?P<stem>.+?)(?: -)? (?:copy|kopie|copie)(?: ?\d| ?\(\d\))?(?P<end>\.\w+)?$",
        re.IGNORECASE,
    ),
    re.compile(r"^(?P<stem>.+?) ?\(\d\)(?P<end>\.\w+)?$"),
    re.compile(r"^(?P<stem>.+?)\.(?:bak|old|orig)(?P<end>\.\w+)$", re.IGNORECASE),
)
_JUNK_NAMES = {
    ".DS_Store": "macOS writes it",
    ".AppleDouble": "macOS writes it",
    "Thumbs.db": "Windows writes it",
    "desktop.ini": "Windows writes it",
    "ehthumbs.db": "Windows writes it",
    ".directory": "KDE writes it",
    "npm-debug.log": "npm writes it",
    "yarn-error.log": "yarn writes it",
    ".coverage": "coverage writes it",
    ".eslintcache": "ESLint writes it",
}
_JUNK_FOLDERS = {
    "__pycache__": "compiled Python",
    "node_modules": "npm installs it",
    ".pytest_cache": "a cache of pytest",
    ".mypy_cache": "a cache of mypy",
    ".ruff_cache": "a cache of ruff",
    ".ipynb_checkpoints": "Jupyter writes it",
    "__MACOSX": "macOS writes it",
    ".terraform": "Terraform downloads it",
    ".history": "an editor writes it",
    ".vs": "Visual Studio writes it",
    ".gradle": "a cache of Gradle",
    ".sass-cache": "a cache of Sass",
}
_JUNK_ENDS = {
    ".pyc": "compiled Python",
    ".pyo": "compiled Python",
    ".class": "compiled Java",
    ".stackdump": "a program crashed",
    ".hprof": "a dump of memory",
}
_OWN_STATE = ("workspace.xml", "usage.statistics.xml", "tasks.xml", "dictionaries/")


def backups(paths: list[str]) -> list[Flaw]:
    """Return the copies of earlier states: git keeps these."""
    there = set(paths)
    found = []
    for path in paths:
        folder, name = _parted(path)
        why = _is_backup(folder, name, there)
        if why and not is_test(path):
            found.append(Flaw(BACKUP, path, why))
    return found


def _is_backup(folder: str, name: str, there: set[str]) -> str:
    if name.endswith("~") and len(name) > 1:
        return "an editor kept it before it saved"
    if name.startswith("#") and name.endswith("#") and len(name) > 2:
        return "an editor kept it when it ended"
    lower = name.lower()
    for end in _BACKUPS:
        if lower.endswith(end) and len(name) > len(end):
            if end in (".swp", ".swo", ".swn") and not name.startswith("."):
                continue
            return f"a copy that ends in {end}: git has what was before"
    if _NUMBERED.search(lower):
        return "a numbered copy: git has what was before"
    for end in _MAYBE:
        if lower.endswith(end) and folder + name[: -len(end)] in there:
            return f"a copy of {folder}{name[: -len(end)]}: git has what was before"
    for pattern in _COPIES:
        match = pattern.match(name)
        if match:
            held = match.groupdict()
            original = folder + (held.get("name") or f"{held['stem']}{held.get('end') or ''}")
            if original in there and original != folder + name:
                return f"a copy of {original}: git has what was before"
    return ""


def junk(paths: list[str]) -> list[Flaw]:
    """Return what programs leave behind, and nobody writes."""
    found = []
    for path in paths:
        *folders, name = path.split("/")
        inside = next((one for one in folders if one in _JUNK_FOLDERS), "")
        end = name[name.rfind(".") :] if "." in name else ""
        if is_test(path) and name not in _JUNK_NAMES:
            # Part of what is tested.
            continue
        if inside:
            why = f"{_JUNK_FOLDERS[inside]}: {inside}/"
        elif name in _JUNK_NAMES:
            why = _JUNK_NAMES[name]
        elif name.startswith("._") and len(name) > 2:
            why = "macOS writes it"
        elif end in _JUNK_ENDS:
            why = _JUNK_ENDS[end]
        elif ".idea" in folders and path.endswith(_OWN_STATE[:3]):
            why = "what one person's editor remembers"
        else:
            continue
        found.append(Flaw(JUNK, path, why))
    return found


def same_but_for_case(paths: list[str]) -> list[Flaw]:
    """Return names that are one on a disk that does not tell capitals from small letters."""
    by_name: dict[tuple[str, str], set[str]] = {}
    for path in paths:
        steps = path.split("/")
        for at, name in enumerate(steps):
            # Within one folder: two folders that are the same are told once, not for each file.
            by_name.setdefault(("/".join(steps[:at]), name.casefold()), set()).add(name)
    found = []
    for (folder, _), names in by_name.items():
        inside = f"{folder}/" if folder else ""
        first, *others = sorted(names)
        found += [
            Flaw(CASE, inside + one, f"on macOS and Windows it is the same as {inside}{first}")
            for one in others
        ]
    return found


def broken_links(targets: dict[str, str], paths: list[str]) -> list[Flaw]:
    """Return symbolic links to what is not in the tree; what lies outside nobody knows here."""
    there = set(paths)
    folders = {path[:at] for path in paths for at, one in enumerate(path) if one == "/"}
    links = set(targets)
    found = []
    for path, target in sorted(targets.items()):
        if target.startswith("/") or not target:
            continue
        meant = normpath(join(dirname(path), target))
        if meant.startswith("..") or meant in there or meant in folders or meant == ".":
            continue
        steps = meant.split("/")
        if any("/".join(steps[:at]) in links for at in range(1, len(steps))):
            # It goes on through another link.
            continue
        found.append(Flaw(LINK, path, f"it leads to {meant}, which is not tracked"))
    return found


def _parted(path: str) -> tuple[str, str]:
    at = path.rfind("/") + 1
    return path[:at], path[at:]
