"""Gaps that the checks have found already, put together where they are one thing to do."""

import re
from collections.abc import Iterable

from confledger.checks.finding import Finding
from confledger.inventory.gaps.gap import FEW, Gap, some
from confledger.inventory.gaps.owners import Owners

_RULE_OF = {
    "environment-divergence": "divergence",
    "owner": "owner-missing",
    "stale-documentation": "documentation-stale",
    "plain-secret": "secret-in-plain-text",
    "provider-token": "secret-in-plain-text",
    "unencrypted-file": "secret-in-plain-text",
    "plain-value": "secret-in-plain-text",
}
_COMMAND = re.compile(r"\bconfledger schema add [\w.-]{1,80}")
_SAFE = re.compile(r"[^\w.-]+")


def gaps(findings: Iterable[Finding], owners: Owners) -> list[Gap]:
    """Return one gap for each finding, of files without schema one for each group of them."""
    rows: list[Gap] = []
    known: dict[tuple[str, str], list[str]] = {}
    bare: dict[str, list[str]] = {}
    for one in findings:
        if one.check == "file-without-schema":
            command = _COMMAND.search(one.help or "")
            if command:
                known.setdefault((command[0], owners.of(one.path)), []).append(one.path)
            else:
                bare.setdefault(owners.of(one.path), []).append(one.path)
        elif one.check in _RULE_OF:
            rows.append(_gap(one))
    rows += [_to_fetch(command, sorted(paths)) for (command, _), paths in sorted(known.items())]
    for owner, paths in sorted(bare.items()):
        rows += _without_schema(sorted(paths), owner)
    return rows


def _gap(one: Finding) -> Gap:
    rule = _RULE_OF[one.check]
    line = one.span.line if one.span else 1
    command = f"confledger explain --rule {one.check}"
    if rule == "secret-in-plain-text":
        command = f"confledger secrets encrypt {quoted(one.path)}"
    elif rule == "divergence":
        command = f"confledger check {quoted(one.path)}"
    name = one.pointer or one.subject or one.path
    return Gap(rule, name, one.path, line, one.message, one.help or "", command)


def _to_fetch(command: str, paths: list[str]) -> Gap:
    known = command.rpartition(" ")[2]
    count = len(paths)
    if known == "--named":
        does = "names" if count == 1 else "name"
        what = f"{_files(count)} {does} a schema by an address that was never fetched"
    else:
        what = f"{_files(count)} could have the known schema {known}"
    what = f"{what}: {some(paths)}"
    fix = "fetch them" if count > 1 else "fetch it"
    return Gap("file-without-schema", known, paths[0], 1, what, fix, command, count)


def _without_schema(paths: list[str], owner: str) -> list[Gap]:
    """Return a gap for files of one name, or of one folder; the others of an owner are one."""
    names: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        top, _, rest = path.partition("/")
        if rest:
            names.setdefault((f"{top}/**/", rest.rpartition("/")[2]), []).append(path)
    groups = {top + name: found for (top, name), found in names.items() if len(found) > FEW}
    left = set(paths) - {path for found in groups.values() for path in found}
    folders: dict[tuple[str, str], list[str]] = {}
    for path in sorted(left):
        folder, slash, name = path.rpartition("/")
        _, dot, suffix = name[1:].rpartition(".")
        if slash and dot:
            folders.setdefault((folder, suffix), []).append(path)
    more = {f"{top}/*.{end}": found for (top, end), found in folders.items() if len(found) > FEW}
    groups |= more
    rest_of = sorted(left - {path for found in more.values() for path in found})
    rows = [_alike(glob, found) for glob, found in sorted(groups.items())]
    if rest_of:
        has = "has" if len(rest_of) == 1 else "have"
        what = f"{_files(len(rest_of))} {has} no schema: {some(rest_of)}"
        command = f"confledger schema infer {quoted(rest_of[0])}"
        fix = "give one to those that people edit"
        count = len(rest_of)
        rows.append(
            Gap(
                "file-without-schema",
                f"others of {owner}",
                rest_of[0],
                1,
                what,
                fix,
                command,
                count,
            )
        )
    return rows


def _alike(glob: str, paths: list[str]) -> Gap:
    name = _SAFE.sub("-", glob.replace("**/", "")).strip("-.").lower().replace("-.", ".")
    to = f"schemas/{name.rpartition('.')[0] or name}.schema.json"
    command = f"confledger schema infer {quoted(glob)} --to {to} --paths {quoted(glob)}"
    what = f"{_files(len(paths))} that look alike have no schema: {some(paths)}"
    fix = "infer one from them, and correct it"
    return Gap("file-without-schema", glob, paths[0], 1, what, fix, command, len(paths))


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def quoted(path: str) -> str:
    """Return a path as a shell takes it for one word."""
    if path and all(c.isalnum() or c in "/._-@+=:," for c in path) and path[0] != "-":
        return path
    return "'" + path.replace("'", "'\\''") + "'"
