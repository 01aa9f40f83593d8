"""The cases: what is timed, against whom, and the ratio that was set as the goal."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import workload
from benchmarks.paired import Command, Paired, paired

MB = 1_000_000


class Row(NamedTuple):
    """One line of the table; `goal` is the most that the ratio may be, `memory` in MB."""

    work: str
    peer: str
    seen: Paired
    goal: float | None = None
    memory: int | None = None

    @property
    def reached(self) -> bool | None:
        """Whether both goals are reached; None where none was set."""
        if self.goal is None:
            return None
        within = self.memory is None or self.seen.memory <= self.memory * MB
        return self.seen.ratio <= self.goal and within


class Bench:
    """The programs, a folder for what is generated, and how often each pair is run."""

    def __init__(self, ours: str, peers: dict[str, str], folder: Path, rounds: int) -> None:
        self.ours = ours
        self.peers = peers
        self.folder = folder
        self.rounds = rounds
        self.python = Path(ours).parent / "python"

    def us(self, root: Path, *args: str, cold: bool = False, exits: int = 0) -> Command:
        """Return one of our commands; `cold` forgets every verdict before it."""
        forget = (lambda: shutil.rmtree(root / ".git/confledger", True)) if cold else None
        return Command("confledger", (self.ours, *args), root, forget, exits)

    def peer(self, name: str, root: Path, *args: str, exits: int = 0) -> Command | None:
        """Return a command of a peer; None when it is not there."""
        if name not in self.peers:
            return None
        return Command(name, (self.peers[name], *args), root, None, exits)

    def nothing(self, root: Path) -> Command:
        """Return the interpreter that does nothing."""
        return Command("python -c pass", (str(self.python), "-c", "pass"), root)

    def row(
        self,
        work: str,
        ours: Command,
        theirs: Command | None,
        goal: float | None = None,
        *,
        memory: int | None = None,
        rounds: int | None = None,
    ) -> Iterator[Row]:
        """Time one pair; nothing when the peer is not there."""
        if theirs is not None:
            seen = paired(ours, theirs, rounds or self.rounds)
            yield Row(work, theirs.name, seen, goal, memory)


def one_small_file(bench: Bench) -> Iterator[Row]:
    """Time a hook on one small staged file: the first time, and again."""
    root = bench.folder / "one"
    workload.repository(root, {}, workload.small_schema(), "services/*.yaml")
    file = root / "services" / "checkout.yaml"
    file.parent.mkdir()
    file.write_text(workload.SMALL, "utf-8")
    workload.git(root, "add", "--all")
    schema, name = workload.SCHEMA, "services/checkout.yaml"
    first = bench.us(root, "check", "--staged", cold=True)
    work = "hook on one small staged file, first time"
    against = ("--schemafile", schema, name)
    peer = bench.peer("check-jsonschema", root, *against)
    yield from bench.row(work, first, peer, 0.25, memory=60)
    yield from bench.row(work, first, bench.peer("yamllint", root, name))
    yield from bench.row(work, first, bench.peer("sourcemeta", root, "validate", schema, name))
    ajv = bench.peer("ajv", root, "validate", "--spec=draft2020", "-s", schema, "-d", name)
    yield from bench.row(work, first, ajv)
    again = bench.us(root, "check", "--staged")
    yield from bench.row("the same file again", again, bench.nothing(root), 1.5)


def many_files(bench: Bench, count: int) -> Iterator[Row]:
    """Time workflows against one schema: cold on one core and two, unchanged, one changed."""
    root = workload.workflows(bench.folder / f"workflows-{count}", count)
    files = sorted(str(path.relative_to(root)) for path in root.glob("workflows/*/*.yaml"))
    cold = f"{count:,} workflow files, one schema, cold"
    one = bench.us(root, "check", "--all", "--jobs", "1", cold=True)
    two = bench.us(root, "check", "--all", "--jobs", "2", cold=True)
    few, large = (1, count >= 10_000) if count >= 10_000 else (3, False)
    slow = bench.peer("check-jsonschema", root, "--schemafile", workload.SCHEMA, *files)
    most = 300 if large else None
    goals = (1 / 25, 1 / 40, 1.0) if large else (None, None, None)
    yield from bench.row(cold + ", one core", one, slow, goals[0], memory=most, rounds=few)
    yield from bench.row(cold + ", two cores", two, slow, goals[1], memory=most, rounds=few)
    folder = ("validate", workload.SCHEMA, "workflows", "--extension", ".yaml")
    quick = bench.peer("sourcemeta", root, *folder)
    yield from bench.row(cold + ", one core", one, quick, goals[2], rounds=5)
    yield from bench.row(cold + ", two cores", two, quick, goals[2], rounds=5)
    if count <= 1_000:
        lint = bench.peer("yamllint", root, "-d", "{rules: {key-duplicates: {}}}", "workflows")
        yield from bench.row(cold + ", one core", one, lint, rounds=few)
        paths = tuple(part for name in files for part in ("-d", name))
        ajv = bench.peer("ajv", root, "validate", "-s", workload.SCHEMA, *paths)
        yield from bench.row(cold + ", one core", one, ajv, rounds=few)
    # Files as young as the index are read again each time, by git and by us; nobody's are.
    time.sleep(2)
    workload.git(root, "update-index", "--really-refresh")
    subprocess.run([bench.ours, "check", "--all"], cwd=root, check=True, capture_output=True)
    warm = bench.us(root, "check", "--all")
    nothing = bench.nothing(root)
    quiet, once = (2.5, 8.0) if large else (None, None)
    yield from bench.row(f"{count:,} files, nothing changed", warm, nothing, quiet)
    one_changed = warm._replace(before=_edits(root / files[count // 2]))
    yield from bench.row(f"{count:,} files, one changed", one_changed, nothing, once)


def _edits(file: Path) -> Callable[[], object]:
    """Return what changes a file a little more each time."""

    def edit() -> None:
        text = file.read_text("utf-8")
        file.write_text(text.replace("timeout-minutes: 3", "timeout-minutes: 33", 1), "utf-8")

    return edit


def huge_repository(bench: Bench) -> Iterator[Row]:
    """Time a hundred thousand files of which one changed, against `git status`."""
    root = workload.workflows(bench.folder / "workflows-100000", 100_000)
    subprocess.run([bench.ours, "check", "--all"], cwd=root, check=True, capture_output=True)
    git = shutil.which("git") or "git"
    subprocess.run([git, "status"], cwd=root, check=True, capture_output=True)
    changed = bench.us(root, "check", "--all")._replace(
        before=_edits(root / "workflows" / "100" / "w050000.yaml")
    )
    status = Command("git status", (git, "status"), root)
    yield from bench.row("100,000 files, one changed", changed, status, 1.0)


def one_large_file(bench: Bench) -> Iterator[Row]:
    """Time one file of a megabyte: right, and with one mistake near its end."""
    for kind, valid, goal in (("valid", True, 1 / 18), ("invalid, with line", False, 1 / 12)):
        root = bench.folder / f"large-{valid}"
        files = {"services.yaml": workload.megabyte(valid=valid)}
        workload.repository(root, files, workload.megabyte_schema(), "services.yaml")
        ours = bench.us(root, "check", "services.yaml", cold=True, exits=int(not valid))
        against = ("--schemafile", workload.SCHEMA, "services.yaml")
        peer = bench.peer("check-jsonschema", root, *against, exits=int(not valid))
        work = f"one YAML file of {len(files['services.yaml']) / MB:.2f} MB, {kind}"
        yield from bench.row(work, ours, peer, goal)
        against = ("validate", workload.SCHEMA, "services.yaml")
        peer = bench.peer("sourcemeta", root, *against, exits=0 if valid else 2)
        yield from bench.row(work, ours, peer)


def real_repository(bench: Bench, corpus: Path) -> Iterator[Row]:
    """Time a repository of the corpus: syntax and duplicate keys of every YAML file."""
    root = bench.folder / "k8s-gitops"
    bundle = corpus / "history" / "k8s-gitops.bundle"
    workload.git(bench.folder, "clone", "--quiet", str(bundle), str(root))
    ours = bench.us(root, "check", "--all", cold=True)
    files = workload.git(root, "ls-files", "*.yaml", "*.yml").split("\n")
    usable = [name for name in files if name and "/templates/" not in name]
    lint = bench.peer("yamllint", root, "-d", "{rules: {key-duplicates: {}}}", *usable)
    yield from bench.row(f"k8s-gitops, {len(usable)} YAML files, cold", ours, lint)


def every(bench: Bench, corpus: Path, *, small: bool) -> Iterator[Row]:
    """Run all cases; `small` leaves out those that take minutes."""
    yield from one_small_file(bench)
    yield from one_large_file(bench)
    if (corpus / "history" / "k8s-gitops.bundle").is_file():
        yield from real_repository(bench, corpus)
    yield from many_files(bench, 1_000)
    if not small:
        yield from many_files(bench, 10_000)
        yield from huge_repository(bench)
