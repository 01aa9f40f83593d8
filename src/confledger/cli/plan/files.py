"""Which plans are meant, and what they hold on disk."""

import os
from dataclasses import dataclass

from confledger.checks.globs import matcher
from confledger.cli import workspace
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository
from confledger.plans.plan import Plan

_SUFFIXES = (".md", ".markdown", ".mdown")
_NAMED = ("plan", "roadmap", "todo")


@dataclass(frozen=True, slots=True)
class Here:
    """Where we stand: the repository, if there is one, and what paths are counted from."""

    repository: Repository | None
    root: str
    plans: list[str]
    """Globs of the settings."""
    ignored: list[str]
    """Globs of what is not looked at, unless it is named."""
    limit: int
    fail_on: str
    """The mildest severity that fails a run."""

    def exists(self, path: str) -> bool:
        """Whether something is there, by its path from the root."""
        return os.path.lexists(os.path.join(self.root, path))

    def path_of(self, file: str) -> str:
        """Return the path of a file from the root; of one outside, as it was given."""
        whole = os.path.join(os.path.realpath(os.path.dirname(file) or "."), os.path.basename(file))
        inside = os.path.relpath(whole, self.root)
        return file if inside.startswith("..") else inside.replace(os.sep, "/")

    def target(self, file: str) -> str:
        """Return where a file is written; raise ConfledgerError where a link leads out of here.

        Such a link is from a commit, and leads wherever somebody else wants.
        """
        real = os.path.realpath(file)
        inside = self.root.rstrip("/") + "/"
        if os.path.abspath(file).startswith(inside) and not real.startswith(inside):
            raise ConfledgerError(
                f"{file!r} leads out of the repository, and is not written", help="remove the link"
            )
        return real

    def file_of(self, path: str) -> str:
        """Return where a path is on disk."""
        return os.path.join(self.root, path)


def here() -> Here:
    """Find the repository and its settings; without one, we stand in the current folder."""
    repository = workspace.repository_here()
    snapshot = workspace.work_tree(repository)
    settings = workspace.settings_of(snapshot).settings
    limit = workspace.limits_of(settings).max_bytes
    snapshot.close()
    root = os.path.realpath(snapshot.top if repository is not None else os.getcwd())
    ignored = [glob for one in settings.values["ignore"] for glob in one["paths"]]
    return Here(repository, root, list(settings.plans), ignored, limit, settings.values["fail-on"])


def chosen(at: Here, files: list[str], *, quietly: bool = False) -> list[Plan]:
    """Return the plans that are named; without names, those of the settings, or that are called so.

    Raise ConfledgerError for what cannot be read, and where there is none.
    """
    if files:
        return [read(at, one) for one in dict.fromkeys(files)]
    paths = _tracked(at)
    if at.plans:
        wanted = matcher(at.plans)
        found = [read(at, at.file_of(path)) for path in paths if wanted(path)]
        if not found:
            raise ConfledgerError(
                "no tracked file matches `plans` of the settings",
                help="name the files: confledger plan check FILE",
            )
        return found
    ignored = matcher(at.ignored)
    named = [path for path in paths if _is_called_plan(path) and not ignored(path)]
    found = [plan for path in named if (plan := read(at, at.file_of(path))).items]
    if not found:
        raise ConfledgerError(
            "no tracked Markdown file is called a plan, roadmap or todo, and has boxes",
            help="name the files: confledger plan check FILE; or say `plans` in confledger.yaml",
        )
    if not quietly:
        from confledger.cli.failure import shown

        tell(f"plans: {', '.join(shown(plan.path) for plan in found)}\n")
    return found


def read(at: Here, file: str) -> Plan:
    """Read one plan; raise ConfledgerError."""
    return Plan(at.path_of(file), content(at, file))


def content(at: Here, file: str) -> bytes:
    """Return the bytes of a file; raise ConfledgerError."""
    if os.path.isdir(file):
        raise ConfledgerError(f"{file!r} is a folder", help="name the plans in it")
    try:
        if not os.path.isfile(file):
            raise ConfledgerError(f"there is no file {file!r}", help="name a Markdown file")
        if os.path.getsize(file) > at.limit:
            raise ConfledgerError(
                f"{file!r} is larger than {at.limit} bytes",
                help="raise `limits.max-bytes` in confledger.yaml",
            )
        with open(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise ConfledgerError(
            f"{file!r} could not be read: {(error.strerror or '').lower()}"
        ) from error


def _is_called_plan(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.endswith(_SUFFIXES) and any(one in name for one in _NAMED)


def _tracked(at: Here) -> list[str]:
    if at.repository is None:
        raise ConfledgerError(
            "this is no repository, so no file is known to be a plan",
            help="name the files: confledger plan check FILE",
        )
    raw = at.repository.run("ls-files", "-z", "--full-name", "--", ":/")
    paths = sorted(set(os.fsdecode(raw).split("\0")) - {""})
    files = ((path, at.file_of(path)) for path in paths)
    return [path for path, file in files if os.path.isfile(file) and not os.path.islink(file)]
