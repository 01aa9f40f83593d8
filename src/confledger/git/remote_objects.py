"""Objects of any kind under references of a remote, put there and fetched without a trace here.

What is made or fetched lies in a folder of its own, `scratch`, and is gone with it. No reference
and no file of the repository changes.
"""

import os
import re
from shlex import quote

from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed, Running, environment
from confledger.git.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

# How git reaches another repository; `ext::` would run any program.
_PROTOCOLS = "file:git:http:https:ssh"
# Variables that say how the user gets there.
_OF_THE_WAY = ("GIT_SSH", "GIT_ASKPASS", "GIT_CONFIG_", "GIT_HTTP_", "GIT_SSL_", "GIT_PROXY_")
_CREDENTIALS = re.compile(r"(//)[^/@\s']+@")
# Nothing is gained by packing what is encrypted, or by comparing it.
_AS_IT_IS = (
    *("-c", "core.compression=0", "-c", "pack.compression=0", "-c", "core.bigFileThreshold=1m"),
    *("-c", "fetch.negotiationAlgorithm=noop", "-c", "fetch.writeCommitGraph=false"),
    *("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "push.followTags=false"),
)
_BLOCK = 1 << 20
_AT_ONCE = 500
Expected = str | None


class RemoteFailed(ConfledgerError):
    """A remote could not be asked, or did not take what it was given."""


class Remote:
    """A remote, by its name or address, as one repository sees it; or none, for an address."""

    def __init__(self, address: str, repository: Repository | None, scratch: str) -> None:
        if address.startswith("-"):
            raise RemoteFailed(f"{address!r} is no remote", help="name a remote, or its address")
        self._address = address
        self._scratch = scratch
        self._repository = repository or self._made()
        objects = os.path.join(scratch, "objects")
        os.makedirs(os.path.join(objects, "pack"), exist_ok=True)
        self._objects = objects

    def _made(self) -> Repository:
        """Make a repository where there is none."""
        folder = os.path.join(self._scratch, "repository")
        init = ["init", "--quiet", "--bare", "--template=", folder]
        Running([], init, environment(foreign=True)).read()
        return Repository(None, folder, folder)

    @property
    def shown(self) -> str:
        """The name or address, without credentials."""
        return masked(self._address)

    def references(self, *patterns: str) -> dict[str, str]:
        """Return what references of the remote name."""
        said = self._ask("ls-remote", "--", self._address, *patterns)
        lines = (line.split("\t") for line in os.fsdecode(said).splitlines())
        return {line[1]: line[0] for line in lines if len(line) == 2}

    def blob(self, data: bytes) -> str:
        """Make a blob; return its id."""
        return self._given(data, "hash-object", "-w", "--stdin", "--no-filters")

    def tree(self, blobs: "Iterable[str]") -> str:
        """Make a tree of blobs, in this order; return its id."""
        rows = (f"100644 blob {oid}\t{at:06}\0" for at, oid in enumerate(blobs))
        return self._given("".join(rows).encode("ascii"), "mktree", "-z")

    def push(self, updates: "Iterable[tuple[str, str | None, Expected]]") -> None:
        """Have references name objects, or nothing; each only while it names what is expected."""
        leases, specs = [], []
        for reference, oid, expected in updates:
            leases.append(f"--force-with-lease={reference}:{expected or ''}")
            specs.append(f"{oid or ''}:{reference}")
        options = ["--quiet", "--no-verify", "--no-signed", "--recurse-submodules=no"]
        self._ask("push", *options, *leases, "--", self._address, *specs)

    def fetch(self, references: "Iterable[str]") -> None:
        """Fetch what references name."""
        options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no"]
        options += ["--refmap=", "--no-auto-maintenance", "--no-show-forced-updates", "--no-prune"]
        wanted = list(references)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            self._ask("fetch", *options, "--", self._address, *some)

    def blobs(self, oid: str) -> list[str]:
        """Return the blob that an object is, or those of the tree that it is, in their order."""
        if self._ask("cat-file", "-t", oid).strip() == b"blob":
            return [oid]
        rows = self._ask("ls-tree", "-z", oid).decode("ascii", "replace").split("\0")[:-1]
        return [row.partition("\t")[0].split(" ")[2] for row in rows]

    def content(self, oid: str) -> "Generator[bytes]":
        """Yield a blob in pieces."""
        running = self._start("cat-file", "blob", oid)
        try:
            while piece := running.output.read(_BLOCK):
                yield piece
            running.wait()
        finally:
            running.end()

    def start(self, oid: str, most: int) -> bytes | None:
        """Return so much of a blob, or less if it is shorter; None where it is no blob."""
        found = b""
        content = self.content(oid)
        try:
            while len(found) < most and (piece := next(content, b"")):
                found += piece
        except GitFailed:
            return None
        finally:
            content.close()
        return found[:most]

    def _given(self, data: bytes, *arguments: str) -> str:
        running = self._start(*arguments, talk=True)
        running.feed(data)
        try:
            return running.read().decode("ascii").strip()
        except GitFailed as error:
            raise self._failed(error) from error

    def _ask(self, *arguments: str) -> bytes:
        try:
            return self._start(*arguments).read()
        except GitFailed as error:
            raise self._failed(error) from error

    def _start(self, *arguments: str, talk: bool = False) -> Running:
        where = ["--git-dir", self._repository.git_dir]
        if self._repository.top is not None:
            where += ["-C", self._repository.top, "--work-tree", self._repository.top]
        return Running([*where, *_AS_IT_IS], list(arguments), self._environment(), talk=talk)

    def _environment(self) -> dict[str, str]:
        env = environment(foreign=True)
        env |= {name: said for name, said in os.environ.items() if name.startswith(_OF_THE_WAY)}
        env["GIT_ALLOW_PROTOCOL"] = _PROTOCOLS
        env["GIT_OBJECT_DIRECTORY"] = self._objects
        theirs = os.path.join(self._repository.common_dir, "objects")
        # Quoted as C does, since a colon would part two names.
        quoted = theirs.replace("\\", "\\\\").replace('"', '\\"')
        env["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = f'"{quoted}"'
        return env

    def _failed(self, error: GitFailed) -> RemoteFailed:
        lines = [line for line in masked(error.said).splitlines() if line.strip()]
        marked = [line for line in lines if line.startswith(("fatal: ", "error: ", "ERROR: "))]
        rejected = [line for line in lines if line.startswith(" ! ")]
        if marked and "Could not read from remote" in marked[0]:
            # What ssh said before that is the reason.
            marked = lines
        why = (rejected or marked or lines or [f"exit code {error.code}"])[0].strip(" !")
        return RemoteFailed(
            f"{self.shown}: {why}",
            help=f"see whether git gets there: git ls-remote {quote(self.shown)}",
        )


def masked(text: str) -> str:
    """Return text without what stands before the host of an address."""
    return _CREDENTIALS.sub(r"\1", text)
