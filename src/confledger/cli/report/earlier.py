"""The reports of last time, with which new ones are compared.

Those that are committed count, the newest of each kind that was made from something else: so the
same commit says the same, whether its reports are committed with it, later, or not at all.
"""

import json
import os
from typing import Protocol

from confledger.cli import workspace
from confledger.cli.report.basis import Basis
from confledger.cli.report.kinds import KINDS, file_name
from confledger.errors import ConfledgerError
from confledger.git.blobs import Blobs
from confledger.git.snapshot import CommitSnapshot, resolve

# So many versions of one report are looked at.
_MOST = 40
_LARGEST = 16 * 1024 * 1024


class Earlier(Protocol):
    """Where reports of last time are."""

    def of(self, kind: str, digest: str) -> dict[str, object] | None:
        """Return the last report of a kind, as JSON has it, that is not the one with a digest."""


class OfFile:
    """One report, as somebody has kept it."""

    def __init__(self, file: str) -> None:
        try:
            with open(file, "rb") as held:
                found = _read(held.read(_LARGEST + 1))
        except OSError as error:
            raise ConfledgerError(
                f"{file!r} could not be read: {(error.strerror or '').lower()}"
            ) from error
        if found is None:
            raise ConfledgerError(
                f"{file!r} is no report of confledger in JSON",
                help="one is made with --output json=FILE",
            )
        self._found = found

    def of(self, kind: str, digest: str) -> dict[str, object] | None:
        """Return it, if it is of this kind."""
        return self._found if self._found.get("kind") == kind else None


class Committed:
    """The reports in the history up to a commit, or those of one commit `since`."""

    def __init__(self, basis: Basis, since: str | None) -> None:
        self._basis = basis
        folder = str(basis.settings.reports["folder"]).rstrip("/")
        self._paths = {kind: f"{folder}/{file_name(kind, 'json')}" for kind in KINDS}
        self._versions: dict[str, list[str]] | None = None
        self._folder = folder
        self._at: str | None = None
        if since is not None:
            self._at = resolve(basis.repository, since, "commit")

    def of(self, kind: str, digest: str) -> dict[str, object] | None:
        """Return the newest one that was made from something else."""
        if kind not in self._paths:
            return None
        for oid in self._listed().get(self._paths[kind], ())[:_MOST]:
            found = _read(self._content(oid))
            if found is not None and found.get("kind") == kind and found.get("digest") != digest:
                return found
        return None

    def _listed(self) -> dict[str, list[str]]:
        """Return the ids of all versions of each report, the newest first."""
        if self._versions is None:
            self._versions = self._of_commit() if self._at is not None else self._of_history()
        return self._versions

    def _of_commit(self) -> dict[str, list[str]]:
        snapshot = CommitSnapshot(self._basis.repository, self._at or "", workspace.LIMIT)
        try:
            entries = snapshot.entries()
            return {
                path: [str(entries[path].oid)] for path in self._paths.values() if path in entries
            }
        finally:
            snapshot.close()

    def _of_history(self) -> dict[str, list[str]]:
        there = CommitSnapshot(self._basis.repository, self._basis.head, workspace.LIMIT)
        try:
            if not any(path in there.entries() for path in self._paths.values()):
                return {}
        finally:
            there.close()
        wanted = (
            *("log", "--format=", "--raw", "-z", "--root", "--no-renames", "--no-abbrev"),
            *("--no-ext-diff", "--no-relative", "--no-show-signature", "-O/dev/null"),
        )
        where = (self._basis.head, "--", f":(top,literal){self._folder}/")
        said = os.fsdecode(self._basis.repository.run(*wanted, *where)).split("\0")
        found: dict[str, list[str]] = {}
        heads = [at for at, one in enumerate(said) if one.lstrip("\n").startswith(":")]
        for at in heads:
            _, mode, _, oid, _ = said[at].lstrip("\n").split(" ")
            if mode.startswith("100"):
                found.setdefault(said[at + 1], []).append(oid)
        return found

    def _content(self, oid: str) -> bytes:
        blobs = Blobs(self._basis.repository, _LARGEST)
        try:
            content = blobs.one(oid)[1]
        finally:
            blobs.close()
        return content if isinstance(content, bytes) else b""


def _read(data: bytes) -> dict[str, object] | None:
    """Return a report; None of anything else that somebody may have put there."""
    if len(data) > _LARGEST:
        return None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
