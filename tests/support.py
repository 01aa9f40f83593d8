"""A real git repository for one test, and the commands a person would type in it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import forking

# Commits are a minute apart from here on, so that the same test makes the same commit ids.
FIRST_COMMIT = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
_CONFLEDGER = [sys.executable, "-m", "confledger"]


def _lines(text: str) -> str:
    """Return text as a pipe gives it: `subprocess` makes one sign of every end of a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Repository:
    """A git repository at `root`, on the branch `main`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commits = 0

    @classmethod
    def create(cls, root: Path, *options: str) -> "Repository":
        """Make `root` a repository without commits; `options` go to `git init`."""
        root.mkdir(parents=True, exist_ok=True)
        repository = cls(root)
        repository.git("init", "--quiet", "--initial-branch=main", *options)
        return repository

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file, byte for byte, and the directories above it."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def git(self, *args: str, input: str | None = None) -> str:
        """Run git and return what it printed, without the last newline; it has to succeed."""
        done = self.try_git(*args, input=input)
        if done.returncode:
            raise AssertionError(f"git {' '.join(args)}: exit {done.returncode}\n{done.stderr}")
        return done.stdout.removesuffix("\n")

    def try_git(
        self, *args: str, input: str | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run git, whatever comes of it; `env` is added to the environment."""
        return self._run(["git", *args], input, env)

    def commit(self, message: str = "change") -> str:
        """Commit everything there is, hooks included, and return the commit's id."""
        moment = (FIRST_COMMIT + timedelta(minutes=self.commits)).isoformat()
        self.commits += 1
        self.git("add", "--all")
        done = self.try_git(
            *("commit", "--quiet", "--allow-empty", f"--message={message}"),
            env={"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment},
        )
        if done.returncode:
            raise AssertionError(f"git commit: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return self.git("rev-parse", "HEAD")

    def confledger(
        self, *args: str, input: str | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run confledger here, whatever comes of it; `env` is added to the environment."""
        given = None if input is None else input.encode("utf-8", "surrogateescape")
        surroundings = {**os.environ, **(env or {})}
        ended = forking.run(list(args), os.fspath(self.root), given, surroundings)
        if ended is None:
            return self._run([*_CONFLEDGER, *args], input, env)
        out, err = (_lines(one.decode("utf-8", "surrogateescape")) for one in ended[1:])
        return subprocess.CompletedProcess([*_CONFLEDGER, *args], ended[0], out, err)

    def check(self, *args: str, env: Mapping[str, str] | None = None) -> tuple[int, list[str]]:
        """Run `check`; return the exit code and where which check found what, or the error.

        What is only information is left out.
        """
        done = self.confledger("check", "--format", "short", *args, env=env)
        assert "Traceback" not in done.stderr, done.stderr
        if done.returncode > 1:
            return done.returncode, done.stderr.splitlines()
        found = [line for line in done.stdout.splitlines() if ": error[" in line]
        return done.returncode, [line.partition("]")[0] + "]" for line in found]

    def endings(self, *args: str, env: Mapping[str, str] | None = None) -> dict[str, str]:
        """Run `check --files` and return how each file ended, with the reason if it was ignored.

        The counts that are printed have to be those of the list.
        """
        done = self.confledger("check", "--files", "--format", "json", *args, env=env)
        assert "Traceback" not in done.stderr, done.stderr
        report = json.loads(done.stdout)
        files = report["files"]
        counts = {"failed": 0, "ignored": 0, "passed": 0, "without_schema": 0}
        for file in files:
            counts[file["status"].replace(" ", "_")] += 1
        summary = report["summary"]
        assert {name: summary[name] for name in counts} == counts
        assert summary["total"] == len(files)
        assert sum(one["files"] for one in report["ignored"]) == counts["ignored"]
        return {
            file["path"]: file["status"] + (f": {file['reason']}" if file["reason"] else "")
            for file in files
        }

    def _run(
        self, command: list[str], input: str | None, env: Mapping[str, str] | None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.root,
            # Bytes that are no UTF-8 come back as surrogates, as everywhere in the product.
            encoding="utf-8",
            errors="surrogateescape",
            input=input,
            # A closed standard input: a command that waits for an answer fails, and is seen.
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            env={**os.environ, **(env or {})},
            check=False,
        )
