"""A repository made of the backups of a chain, in a folder where nothing was before.

Nothing that a backup brings is run: there are no hooks, the settings of git are from a short
list, and git is told to look at no others that name programs of a repository.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import closing

from confledger.backup.archive import Broken
from confledger.backup.chain import Link, verify_next
from confledger.backup.destinations.destination import Destination
from confledger.backup.manifest import Malformed, Manifest
from confledger.backup.opening import TooLarge, unpacked
from confledger.backup.private_state import BUNDLE, CONFIG, LEDGER, config_text
from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed, Running, environment
from confledger.git.repository import Repository

# Where what belongs to a user, and not to the repository alone, is put.
ASIDE = "restored"
_BANNED = frozenset(" ~^:?*[\\\x7f") | frozenset(map(chr, range(32)))
_HARMLESS = (
    *("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.fsync=all"),
    *("-c", "core.logAllRefUpdates=false", "-c", "submodule.recurse=false"),
    *("-c", "gc.auto=0", "-c", "maintenance.auto=false"),
)
_MOST_CONFIG = 1 << 20
_CHUNK = 1 << 16
# What a file takes at least, however short it is.
_ENTRY = 4096


class Fresh(Repository):
    """A repository of which nothing is run."""

    __slots__ = ()

    def __init__(self, folder: str, *, bare: bool) -> None:
        git_dir = folder if bare else os.path.join(folder, ".git")
        super().__init__(None if bare else folder, git_dir, git_dir, foreign=True)

    def start(self, *arguments: str, talk: bool = False) -> Running:
        """Start git here."""
        return super().start(*_HARMLESS, *arguments, talk=talk)

    def environment(self) -> dict[str, str]:
        """Return the same, without what is outside of a backup."""
        # What Git LFS would fetch is not in a backup.
        return {**super().environment(), "GIT_LFS_SKIP_SMUDGE": "1"}


def rebuilt(
    folder: str,
    destination: Destination,
    links: list[Link],
    keys: list[object] | None,
    progress: Callable[[int, int], None],
) -> tuple[Fresh, Manifest]:
    """Make a repository in an empty folder, and return it with what it is to be.

    The work tree is not there yet. Raise Broken, naming the backup, and what `unpacked` does.
    """
    held: dict[str, str] = {}
    repository: Fresh | None = None
    manifest: Manifest | None = None
    private = os.path.join(folder, ".confledger-parts")
    os.mkdir(private, 0o700)
    for number, link in enumerate(links):
        progress(number, len(links))
        part = os.path.join(private, str(number))
        os.mkdir(part)
        try:
            with closing(destination.read(link.name)) as stream:
                found = unpacked(stream, link.name, keys, part)
            verify_next(found, manifest)
            if repository is None:
                repository = _begun(folder, links[-1], found)
            _apply(repository, found, manifest, part)
        except (Broken, Malformed) as error:
            raise Broken(f"{link.name}: {error}") from error
        for member in found.members:
            if not member.kept_in and member.name != BUNDLE:
                held[member.name] = os.path.join(part, member.name)
        manifest = found
    assert repository is not None
    assert manifest is not None
    try:
        _finish(repository, manifest)
        _bring_back(repository, manifest, held)
    except Broken as error:
        raise Broken(f"{links[-1].name}: {error}") from error
    shutil.rmtree(private)
    return repository, manifest


def check_out(repository: Fresh, manifest: Manifest) -> None:
    """Fill the work tree, if there is one and a commit for it; raise TooLarge."""
    if repository.top is None or not manifest.tip:
        return
    free = shutil.disk_usage(repository.top).free
    running = repository.start("ls-tree", "-r", "-l", "-z", manifest.tip)
    size, rest = 0, b""
    try:
        # A few trees can say that they hold more files than anything could list.
        while chunk := running.output.read(_CHUNK):
            *lines, rest = (rest + chunk).split(b"\0")
            for line in lines:
                told = line.partition(b"\t")[0].rpartition(b" ")[2]
                size += _ENTRY + (int(told) if told.isdigit() else 0)
            if size > free:
                raise TooLarge(size, free)
        running.wait()
    finally:
        running.end()
    repository.run("reset", "--quiet", "--hard", "HEAD")


def _begun(folder: str, last: Link, manifest: Manifest) -> Fresh:
    """Make the repository; whether it is a bare one, only the first of the chain says."""
    bare = ["--bare"] if manifest.bare else []
    how = ["--template=", f"--object-format={manifest.object_format}", "--initial-branch=main"]
    try:
        Running([], ["init", "--quiet", *bare, *how, folder], environment(foreign=True)).read()
    except GitFailed as error:
        raise ConfledgerError(
            f"no repository can be made for {last.name}: {error}",
            help="a backup with ids of SHA-256 needs a git that knows them",
        ) from error
    return Fresh(folder, bare=manifest.bare)


def _apply(repository: Fresh, manifest: Manifest, before: Manifest | None, part: str) -> None:
    """Add the objects of one backup, and bring the references to where they were then."""
    _verify_names(manifest)
    if manifest.shallow:
        with open(os.path.join(repository.git_dir, "shallow"), "w", encoding="ascii") as file:
            file.write("".join(f"{one}\n" for one in manifest.shallow))
    bundle = os.path.join(part, BUNDLE)
    try:
        if os.path.exists(bundle):
            repository.run("bundle", "unbundle", bundle)
            os.unlink(bundle)
        if before is not None:
            _update(repository, [f"delete {ref}\0\0" for ref in sorted(before.refs)])
        _update(
            repository, [f"create {ref}\0{oid}\0" for ref, oid in sorted(manifest.refs.items())]
        )
    except GitFailed as error:
        raise Broken(f"git cannot take it in: {error}") from error


def _update(repository: Fresh, commands: list[str]) -> None:
    if commands:
        given = os.fsencode("".join(commands))
        repository.fed(given, "update-ref", "--no-deref", "-z", "--stdin")


def _finish(repository: Fresh, manifest: Manifest) -> None:
    """Set what names other references, HEAD last."""
    try:
        for ref, target in sorted(manifest.symrefs.items()):
            repository.run("symbolic-ref", ref, target)
        if manifest.head.startswith("ref: "):
            repository.run("symbolic-ref", "HEAD", manifest.head.removeprefix("ref: "))
        elif manifest.tip:
            repository.run("update-ref", "--no-deref", "HEAD", manifest.tip)
    except GitFailed as error:
        raise Broken(f"git cannot take in its HEAD: {error}") from error


def _bring_back(repository: Fresh, manifest: Manifest, held: dict[str, str]) -> None:
    """Put private state where it belongs."""
    for member in manifest.members:
        if member.name == BUNDLE:
            continue
        path = held.get(member.name)
        if path is None:
            raise Broken(f"its member {member.name!r} is in no backup of the chain")
        if member.name == CONFIG:
            with open(path, "rb") as file:
                text = config_text(file.read(_MOST_CONFIG))
            config = os.path.join(repository.git_dir, "config")
            with open(config, "a", encoding="utf-8") as out:
                out.write(text)
            continue
        folder = repository.cache_dir
        if member.name != LEDGER:
            folder = os.path.join(folder, ASIDE)
        os.makedirs(folder, exist_ok=True)
        os.replace(path, os.path.join(folder, member.name))


def _verify_names(manifest: Manifest) -> None:
    """Raise Broken where a name of a reference is none that git would write to its folder."""
    named = [*manifest.refs, *manifest.symrefs, *manifest.symrefs.values()]
    if manifest.head.startswith("ref: "):
        named.append(manifest.head.removeprefix("ref: "))
    elif manifest.head != manifest.tip:
        raise Broken("its HEAD is neither a branch nor a commit")
    for ref in named:
        if not is_reference(ref):
            raise Broken("it has a name of a reference that none can have")


def is_reference(ref: str) -> bool:
    """Whether a text is the full name of a reference (git-check-ref-format(1))."""
    parts = ref.split("/")
    return (
        len(parts) > 1
        and parts[0] == "refs"
        and not any(
            not part or part[0] in ".-" or part[-1] == "." or part.endswith(".lock")
            for part in parts[1:]
        )
        and ".." not in ref
        and "@{" not in ref
        and not _BANNED.intersection(ref)
    )
