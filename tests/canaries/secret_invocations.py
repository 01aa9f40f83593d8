"""How the actions of `confledger secrets` are called in the search for leaks, keys at hand."""

import signal

from canaries.invocations import PLAIN, Call
from canaries.world import BROKEN, ENCRYPTED, LEFT_PLAIN
from confledger.reports.catalog import FORMATS

_YAML, _MANY, _JSON, _DOTENV, _INI, _BINARY, _KUBERNETES, _OVERLAY = ENCRYPTED
_ALL = (*ENCRYPTED, *BROKEN, *LEFT_PLAIN)
# Whose values a child gets, and a child that lives long enough to be looked at.
_CHILD = "-- python3 -c 'import time; time.sleep(0.05)' canary-child"
_PASSWORD = frozenset({"yaml text"})
_WHOLE = frozenset(
    f"yaml {name}"
    for name in ("text", "int", "float", "item", "lines", "last line", "bytes", "comment")
)


def _each(line: str, files: tuple[str, ...] = _ALL) -> list[Call]:
    return [Call(line.format(file)) for file in files]


def table(typed: dict[str, str]) -> dict[str, list[Call]]:
    """Return the calls of each action; `typed` are the values that are given to them."""
    first, second = typed["first"], typed["second"]
    return {
        "secrets": [],
        "secrets check": [
            *(Call(f"--format {name} --output {name}=" + "{out}/s." + name) for name in FORMATS),
            *(Call(line) for line in ("--all -v", "--staged", "--history", "--from before -v")),
            Call(" ".join(_ALL)),
            Call("--push", typed=""),
            Call("-v --rev left", modes=True),
        ],
        "secrets scan": [
            *(Call(f"--format {name} --output {name}=" + "{out}/l." + name) for name in FORMATS),
            *(Call(line) for line in ("--staged", "--history", "--rev left", "-v")),
        ],
        "secrets status": [
            *(Call(line) for line in ("", "--format json", f"{_YAML} {_DOTENV} {BROKEN[0]}")),
            Call("", identity="none"),
        ],
        "secrets view": [
            Call(_YAML, code=2),
            Call(_YAML, terminal=True, shows=_WHOLE, code=0, modes=True),
            Call(f"{_YAML} --path db.password --reveal", shows=_PASSWORD, code=0),
            *_each("{}"),
        ],
        "secrets get": [
            Call(f"{_YAML} db.password", shows=_PASSWORD, code=0, modes=True),
            Call(f"{_YAML} /db/password", shows=_PASSWORD, terminal=True, code=0),
            Call(f"{_JSON} db.port", shows=frozenset({"json number"}), code=0),
            Call(f"{_DOTENV} PASSWORD", shows=frozenset({"dotenv"}), code=0),
            Call(f"{_INI} db.password", shows=frozenset({"ini"}), code=0),
            Call(f"{_YAML} no.such.key"),
            *_each("{} password", BROKEN + LEFT_PLAIN),
        ],
        "secrets set": [
            Call(f"{_YAML} db.password", typed=first, code=0, modes=True),
            Call(f"{_YAML} db.new", typed=f"{second}\n", code=0),
            Call(f"{_YAML} db.password --dry-run", typed=second, code=0),
            Call(f"{_YAML} db.port.deeper", typed=second),
            Call(f"{_YAML} db.port --type int", typed=second),
            Call(f"{_YAML} db.password {second}", typed="", given="typed second"),
            Call(f"{_YAML} db.password", typed=f"{first}\n{first}\n", terminal=True, code=0),
            *[Call(f"{file} password", typed=second) for file in (*ENCRYPTED[1:], *BROKEN)],
            *[Call(f"{file} password", typed=second) for file in LEFT_PLAIN],
            Call(f"{_YAML} db.password", typed=""),
            Call(f"{_YAML} db.map --type json", typed='{"a": "' + second + '"'),
        ],
        "secrets unset": [
            Call(f"{_YAML} db.password", code=0, modes=True),
            Call(f"{_JSON} db.password", code=0),
            *_each("{} password"),
        ],
        "secrets edit": [
            Call(_YAML, in_memory=True),
            Call(_YAML, in_memory=True, environ=(("EDITOR_BREAKS", "1"),)),
            Call(_YAML, in_memory=True, environ=(("EDITOR", "false"),)),
            Call(_YAML, in_memory=True, environ=(("EDITOR", "sleep 5"),), interrupt=0.15),
            Call(
                _YAML,
                in_memory=True,
                environ=(("EDITOR", "sleep 5"),),
                interrupt=0.15,
                signal=signal.SIGTERM,
            ),
            Call(_YAML, in_memory=True, modes=True),
            *(Call(file, in_memory=True) for file in _ALL),
        ],
        "secrets encrypt": [
            Call("new/good.yaml --dry-run"),
            Call("new/good.yaml", modes=True),
            Call("new/lossy.yaml"),
            Call("new/syntax.yaml"),
            *_each("{}", LEFT_PLAIN + BROKEN[:3]),
        ],
        "secrets rotate": [
            Call(f"{_YAML} --dry-run", code=0),
            Call(_YAML, code=0, modes=True),
            *_each("{}"),
        ],
        "secrets sync": [
            *(Call(line) for line in ("--dry-run", f"{_YAML} {BROKEN[4]}")),
            Call("--yes", modes=True),
        ],
        "secrets exec": [
            Call(f"{_YAML} --only db.password {_CHILD}", gives=_PASSWORD, code=0, modes=True),
            Call(f"{_YAML} --as P=db.password {_CHILD}", gives=_PASSWORD, code=0),
            Call(f"{_DOTENV} --all {_CHILD}", gives=frozenset({"dotenv", "dotenv quoted"})),
            Call(
                f"{_YAML} --as P=db.password -- sh -c 'echo $P' canary-child",
                gives=_PASSWORD,
                shows=_PASSWORD,
            ),
            Call(f"{_YAML} --only db.password --dry-run -- true"),
            Call(f"{_YAML} --only db.password -- /no/such/program"),
            *_each("{} --all -- true canary-child", BROKEN + LEFT_PLAIN),
        ],
        "secrets run": [
            *(Call(line) for line in ("", "worker --dry-run", "no-such-program")),
            Call("worker", gives=_PASSWORD | {"dotenv"}, modes=True),
        ],
        "secrets keygen": [Call(""), Call("--dry-run"), Call("", fault="full")],
        "secrets onboard": [
            Call("{stranger} --dry-run"),
            Call("{stranger} --yes", modes=True),
            Call("nobody"),
        ],
        "secrets offboard": [
            Call("{second} --dry-run"),
            Call("{second} --yes", modes=True),
            Call("nobody"),
        ],
        "secrets log": [Call(""), Call("--format json"), Call("--verify"), Call(_YAML)],
        "secrets diff": [
            *(Call(line) for line in ("", "--staged", "before left", "left right", "left..right")),
            Call("left right --format json", code=1, modes=True),
            Call("left right", terminal=True),
            Call("left right --with-keys", code=1, modes=True),
            Call("left right --reveal"),
        ],
        "secrets textconv": [
            *_each("{}", ENCRYPTED + BROKEN),
            Call(_YAML, code=0, modes=True),
            # What is no secret file is for git to show as it is.
            *(Call(file, shows=PLAIN) for file in LEFT_PLAIN),
        ],
        "secrets merge": [
            Call(f"{_YAML} {_YAML} {_YAML} {_YAML}", code=0, modes=True),
            Call(f"{_YAML} {_YAML} {_JSON} {_JSON}"),
            Call(f"{BROKEN[0]} {_YAML} {_YAML} {_YAML}"),
            Call(f"{_YAML} {LEFT_PLAIN[0]} {_YAML} {_YAML}"),
        ],
    }
