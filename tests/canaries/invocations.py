"""How each command is called in the search for leaks: a command without a row is a failing test.

A row is what is typed after the name of the command.
"""

import shlex
import signal
from dataclasses import dataclass, replace

from canaries.reported import NAMES as REPORTED
from canaries.world import BROKEN, ENCRYPTED, LEFT_PLAIN
from confledger.reports.catalog import FORMATS

# Those that work on a file in memory, and those that git asks for what it is to show.
IN_MEMORY = ("secrets edit",)
SHOWING_PLAIN = ("secrets textconv",)
# What stands in files as it is.
PLAIN = frozenset(
    (
        *("left yaml password", "left yaml user", "left yaml item", "left json", "left dotenv"),
        *("left ini", "was encrypted", "too", "new", "lossy", "no yaml", "url", "api key"),
        *REPORTED,
    )
)
OURS = "ours"
# Each has to be told apart by what it leaves behind.
NO_KEY, OTHER_KEY = "none", "stranger"


@dataclass(frozen=True)
class Call:
    """One call of a command, or of git where `program` says so."""

    line: str
    typed: str | None = None
    """What it gets on standard input, or by the terminal."""
    terminal: bool = False
    shows: frozenset[str] = frozenset()
    """Secrets that its standard output is for; those alone."""
    gives: frozenset[str] = frozenset()
    """Secrets that the program which it starts is to have in its environment."""
    given: str = ""
    """A secret that its user has put into its arguments, where each frame has it."""
    in_memory: bool = False
    """Whether it may have a folder for this user alone, on a file system in memory."""
    identity: str = OURS
    fault: str = ""
    interrupt: float | None = None
    signal: int = signal.SIGINT
    program: str = "confledger"
    environ: tuple[tuple[str, str], ...] = ()
    code: int | None = None
    """What it is to end with: a call that works is searched for something, too."""
    modes: bool = False
    """Whether it is also called in every way that fails: without a key, on a full disk, ..."""

    def __str__(self) -> str:
        given = [self.line, self.fault and f"with the fault {self.fault}", self.identity]
        return " ".join(filter(None, given))

    def arguments(self) -> list[str]:
        return shlex.split(self.line)


def modes(call: Call) -> list[Call]:
    """Return a call in each way that it may fail or be stopped, if it is one for that."""
    if not call.modes:
        return []
    call = replace(call, code=None, modes=False)
    return [
        replace(call, identity=NO_KEY),
        replace(call, identity=OTHER_KEY),
        *(replace(call, fault=fault) for fault in ("answer", "write", "sops", "full")),
        replace(call, interrupt=0.02),
        replace(call, interrupt=0.06, signal=signal.SIGTERM),
    ]


def generic(name: str) -> list[Call]:
    """Return what any command is called with: nothing, garbage, each of the files."""
    files = (ENCRYPTED[0], BROKEN[0], LEFT_PLAIN[0])
    lines = ["--help", "", "--no-such-option", "no/such/file no.such.key", "\x1b[31m"]
    lines += [*files, f"--verbose {' '.join(ENCRYPTED)}", f"--format json {ENCRYPTED[0]}"]
    in_memory, shows = name in IN_MEMORY, PLAIN if name in SHOWING_PLAIN else frozenset[str]()
    if name.startswith("report "):
        # What it prints without anything is printed by a call of its own.
        lines.remove("")
    return [Call(line, in_memory=in_memory, shows=shows) for line in dict.fromkeys(lines)]


_CHECK = [
    *(Call(f"--format {name} --output {name}=" + "{out}/" + name) for name in FORMATS),
    *(Call(line) for line in ("-v --all --no-cache", "--staged --files -v", "--fix --dry-run")),
    Call("--from before --new-since before -v"),
    Call("--rev left --jobs 2 --no-cache --tests"),
    Call(" ".join((*ENCRYPTED, *BROKEN, *LEFT_PLAIN, "settings.yaml"))),
    Call("--fix settings.yaml new", fault="write"),
    Call("--no-cache", interrupt=0.05),
    Call("--no-cache", fault="full"),
]
_GIT = (
    *("diff --cached", "diff before main", "diff left right", "log --patch --all", "show left"),
    *("diff --word-diff left right -- secrets", "stash", "merge --no-edit left"),
    *("merge --no-edit right", "status", "diff", "merge --abort", "notes list"),
)
_JSON_OR_NOT = ("text", "json")
_HISTORY: dict[str, list[Call]] = {
    "audit": [],
    "audit log": [Call(""), Call("--format json")],
    "audit record": [Call("--dry-run"), Call("--all --no-sign"), Call("--all", fault="full")],
    "audit report": [
        *(
            Call(f"--format {name} --output " + "{out}/audit." + name)
            for name in ("markdown", "json", "csv", "html")
        ),
        Call("--from before --env prod --bundle {out}/audit.bundle"),
        Call("--bundle {out}/full.bundle", fault="full"),
    ],
    "audit signatures": [Call(f"--format {name} --all") for name in _JSON_OR_NOT],
    "audit verify": [Call(""), Call("{out}/audit.bundle"), Call(LEFT_PLAIN[0])],
    "blame": [
        *(Call(one) for one in (*ENCRYPTED, *BROKEN, *LEFT_PLAIN)),
        Call(f"--format json {ENCRYPTED[0]}"),
    ],
    "diff": [
        *(
            Call(f"{sides} --format {name} --comments --style --full")
            for sides in ("before main", "left right", "--staged")
            for name in ("text", "markdown", "json")
        ),
        *(Call(f"before main --format {name}") for name in ("json-patch", "merge-patch")),
        Call("before main --format json-patch --redact"),
        Call(f"--stat {LEFT_PLAIN[0]} {ENCRYPTED[0]}"),
    ],
    "ledger": [],
    "ledger build": [Call("--rebuild"), Call("--rebuild", fault="full"), Call("left")],
    "ledger export": [
        Call(f"--format {name} --output " + "{out}/entries." + name) for name in ("jsonl", "csv")
    ],
    "ledger status": [Call(f"--format {name}") for name in _JSON_OR_NOT],
    "log": [
        *(Call(f"--all --format {name}") for name in ("text", "json", "csv")),
        *(Call(line) for line in ("--secret", "**/password", "--env prod", "--at before")),
        *(Call(f"--at main {one}") for one in (ENCRYPTED[0], *LEFT_PLAIN)),
    ],
    "patch": [
        # It prints the file that it is given, which is plain.
        Call("- secrets/left.json", typed="[]", shows=frozenset({"left json"})),
        Call(f"- {ENCRYPTED[0]}", typed='{{"db": null}}'),
    ],
    "suggest": [],
    "suggest change": [Call("before..main"), Call("--staged --format json")],
    "suggest eval": [Call("--format json")],
    "suggest mute": [Call("--dry-run")],
    "suggest value": [
        Call("secrets/left.yaml password"),
        Call(f"{ENCRYPTED[0]} db.password --format json"),
    ],
}
_OVERLAYS = "--folder overlays --env prod"
_LOADING: dict[str, list[Call]] = {
    "explain": [
        *(Call(line) for line in ("--rule plain-value", "--format json")),
        *(Call(f"{_OVERLAYS} {more}") for more in ("--all", "--order", "password_secret --json")),
        *(Call(f"--folder {one} --all") for one in (ENCRYPTED[0], *LEFT_PLAIN[:2])),
        Call(f"--folder {ENCRYPTED[0]} db.password --history"),
    ],
    "migrate": [Call("--plan"), Call("--plan --folder secrets")],
    "render": [
        *(
            Call(f"{_OVERLAYS} --format {name}")
            for name in ("dotenv", "yaml", "toml", "systemd", "configmap", "properties")
        ),
        Call(f"{_OVERLAYS} --format json --secrets fake"),
        Call(f"--folder {ENCRYPTED[0]} --format json"),
        Call(f"--folder {ENCRYPTED[0]} --format json --secrets fake --output " + "{out}/made.json"),
    ],
    "run": [Call(f"{_OVERLAYS} --dry-run -- true"), Call(f"{_OVERLAYS} -- true")],
    "show": [
        *(Call(one) for one in ("main", "before", "left", "right --format json")),
        *(Call(one) for one in (_OVERLAYS, f"--folder {ENCRYPTED[0]} --format json")),
    ],
}
_PLACE = "{out}/place"
_BACK: dict[str, list[Call]] = {
    "backup": [],
    "backup create": [
        Call(f"--plain --to {_PLACE}"),
        Call(f"--plain --incremental --to {_PLACE} --format json"),
        Call(f"--plain --to {_PLACE}", fault="full"),
    ],
    "backup list": [Call(f"--from {_PLACE} --format {name}") for name in _JSON_OR_NOT],
    "backup prune": [Call(f"--to {_PLACE} --keep 1d --plan")],
    "backup restore": [Call(f"--latest --from {_PLACE} " + "{out}/again --dry-run")],
    "backup status": [Call(f"--from {_PLACE} --format {name}") for name in _JSON_OR_NOT],
    "backup verify": [Call(f"--latest --from {_PLACE} --format {name}") for name in _JSON_OR_NOT],
    "rollback": [
        *(Call(f"--to before --scope . --plan --format {name}") for name in ("json", "markdown")),
        Call("--to left --scope secrets --with-secrets --plan", modes=True),
        Call(f"--to left --key {ENCRYPTED[0]}#db.password --with-secrets --plan"),
        *(Call(line) for line in ("--last-good --plan", "--before 2030-01-01 --plan")),
        Call("--entry HEAD --with-secrets --plan --format json"),
        Call("--to before --scope secrets --print-commands --allow-invalid"),
        Call("--to left --scope . --with-secrets --branch back --yes --allow-invalid"),
        Call("--to before --scope . --yes --allow-invalid --discard-local --reason canary"),
    ],
    "undo": [Call("--plan --format json"), Call("--yes --allow-invalid --discard-local")],
}
TABLE: dict[str, list[Call]] = {
    **_BACK,
    **_HISTORY,
    **_LOADING,
    "check": _CHECK,
    "completion": [Call(shell) for shell in ("bash", "fish", "zsh")],
    "doctor": [Call(""), Call("--format json"), Call("--fix")],
    "git": [
        *(Call(line) for line in ("status", "install --all --dry-run", "install --all")),
        *(Call(line, program="git", shows=PLAIN) for line in _GIT),
        Call("commit --message left-plain", program="git"),
        Call("diff left right", program="git", identity=NO_KEY),
        Call("uninstall"),
    ],
    "hook": [
        Call("message .git/HEAD"),
        Call("prepare .git/ORIG_HEAD"),
        Call("prepare .git/ORIG_HEAD commit HEAD"),
        Call("notice post-merge 0"),
        Call("notice post-checkout before main 1"),
        Call("notice post-rewrite rebase", typed="before main\n"),
    ],
    "init": [Call("--dry-run"), Call("--format json"), Call("--yes --hooks git")],
    "schema": [],
    "schema add": [
        Call("secrets/app.json --paths secrets/*.json --dry-run"),
        Call("secrets/left.json --to schemas/left.json"),
    ],
    "schema compat": [
        Call(f"--base before --rev left -v --format {name}")
        for name in ("text", "markdown", "json")
    ],
    "schema export": [Call("--dry-run"), Call("--to {out}/schemas")],
    "schema infer": [
        Call(" ".join((*ENCRYPTED, *LEFT_PLAIN[:2]))),
        Call("secrets/*.yaml --to {out}/inferred.json"),
    ],
    "schema list": [Call("--all --format json"), Call("--staged")],
    "schema update": [Call("--check"), Call("--dry-run")],
    "settings": [Call("--format json"), Call("--staged")],
}
