"""The checks over the whole repository: what no file shows by itself.

They work on facts: what little of each file bears on others, taken out once for each content
and remembered. Only files that the settings or their own names call for are read at all.
"""

from confledger.checks.bearing import bearing
from confledger.checks.globs import matcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from confledger.checks.finding import Finding
    from confledger.checks.schemas import Schemas
    from confledger.checks.selection import Selection
    from confledger.documents.limits import Limits
    from confledger.git.snapshot import Snapshot
    from confledger.settings import Settings


DANGLING = "dangling_reference"


def concerned(
    settings: "Settings", touched: "Collection[str] | None", gone: "Collection[str] | None" = None
) -> bool:
    """Whether there is anything to look at: cheap, and certain when it says no.

    `touched` are the paths that a commit adds, changes or deletes, None for the whole tree;
    `gone` those of them that it deletes, None when that is not known.
    """
    return bool(called_for(settings, touched, gone))


def called_for(
    settings: "Settings", touched: "Collection[str] | None", gone: "Collection[str] | None" = None
) -> list[str]:
    """Return the checks that have something to look at, as modules of checks/across, in order."""
    globs = _globs(settings)
    wanted = [name for name in globs if settings.severities.get(name.replace("_", "-")) != "off"]
    if touched is None:
        return wanted
    return [
        name
        for name in wanted
        if (name == DANGLING and (gone is None or gone or any(map(bearing, touched))))
        or _any(globs[name], touched)
    ]


def _globs(settings: "Settings") -> dict[str, list[str]]:
    """Return, by check, which files the settings name for it; only checks that may find anything.

    A reference may be in any repository, all else only where the settings ask for it.
    """
    own = [settings.file] if settings.file else []
    environments = [glob for one in settings.environments for glob in _texts(one["paths"])]
    if environments:
        environments += own
    globs = {DANGLING: environments}
    if environments:
        globs["environment_divergence"] = [*environments, settings.allowed_differences]
    addresses = [at for one in settings.same_value for at in _texts(one["at"])]
    if addresses:
        globs["same_value"] = [*own, *(at.partition("#")[0] for at in addresses)]
    if settings.owned:
        globs["owner"] = [*own, *settings.owned, "CODEOWNERS", "{.github,.gitlab,docs}/CODEOWNERS"]
    if settings.vendored:
        globs["schema_lock"] = [*own, *settings.vendored.values(), "schemas/schemas.lock.yaml"]
    if settings.documentation:
        globs["stale_documentation"] = own + [
            text
            for one in settings.documentation
            for text in (*_texts(one["paths"]), str(one["schema"]))
        ]
    return globs


def _texts(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def _any(globs: list[str], paths: "Collection[str]") -> bool:
    if not globs:
        return False
    match = matcher(globs)
    return any(match(path) for path in paths)


def survey(
    snapshot: "Snapshot",
    selection: "Selection",
    settings: "Settings",
    limits: "Limits",
    schemas: "Schemas",
    *,
    folder: str | None,
    engine: bytes,
    touched: set[str] | None,
    gone: set[str] | None = None,
    trusted: "Snapshot | None" = None,
    loose: "dict[str, str | None] | None" = None,
) -> "list[Finding]":
    """Run the checks over the repository; of a commit, tell only what it has a part in.

    `trusted` is where it is read what may differ, if not in the snapshot itself. `folder` is where
    facts are remembered, None for nowhere; `engine` is what they were made by. `loose` takes down
    what was looked for on disk that git does not watch.
    """
    checks = called_for(settings, touched, gone)
    if not checks:
        return []
    from importlib import import_module

    from confledger.checks.memory import Memory
    from confledger.checks.whole import Whole

    memory = Memory(folder, engine)
    whole = Whole(
        *(snapshot, selection, settings, limits, schemas, memory, touched, gone, trusted, loose)
    )
    # What was clean as a whole is clean, for as long as not one file of it changes.
    identity = whole.identity() if touched is None and trusted is None else None
    clean = None if identity is None else memory.key(identity, repr(settings.values))
    if clean is not None and memory.get(clean) is not None:
        return []
    findings: list[Finding] = []
    for name in checks:
        severity = settings.severities.get(name.replace("_", "-"))
        check = import_module(f"confledger.checks.across.{name}")
        found = list(check.check(whole))
        findings += found if severity is None else _weighed(found, severity)
    if clean is not None and not findings:
        memory.keep(clean, True)
    memory.save(everything=touched is None)
    return findings


def _weighed(found: "list[Finding]", severity: str) -> "list[Finding]":
    if not found:
        return found
    from dataclasses import replace

    from confledger.checks.finding import Severity

    return [replace(one, severity=Severity(severity)) for one in found]
