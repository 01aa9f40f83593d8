"""What shell scripts, JavaScript and Go read of their environment, by rules on their text.

There is no parser for these here; the rules are in docs/guides/scan.md. Comments are blanked
out first, so that what a comment tells is not taken for code. All of it is done in one pass.

Shell: `${NAME:?...}`, `${NAME:-...}` and their like, and `$NAME` in capitals, of variables that
the script does not set. JavaScript and TypeScript: `process.env.NAME`, `process.env["NAME"]`,
`import.meta.env.NAME`, `Deno.env.get("NAME")`, `const {NAME} = process.env`. Go: `os.Getenv`,
`os.LookupEnv`, `BindEnv` of viper, and the tags `env:"NAME"` and `envconfig:"NAME"`.
"""

import re

from confledger.inventory.reads import DIRECT, LIBRARY, SETTINGS, Read, Seen
from confledger.inventory.shell_text import code_of

MOST_BYTES = 2_000_000
_SHELL_USE = re.compile(
    r"\$(?:\{([A-Z_][A-Z0-9_]*)(?![A-Za-z0-9_])(:?[-?=+])?|([A-Z_][A-Z0-9_]*)(?![A-Za-z0-9_]))"
)
_SHELL_SET = re.compile(
    r"(?:^|[\s;&|(])(?:export |readonly |local |declare |typeset )?(?:-\w+ )?"
    r"([A-Za-z_]\w*)(?:\[[^\]\n]{0,80}\])?\+?="
)
_SHELL_NAMED = re.compile(
    r"\b(?:read|for|select|mapfile|readarray|getopts|printf -v|local|declare|typeset|readonly)\b"
    r"([^\n;|&]{0,300})"
)
_SOURCED = re.compile(r"(?:^|[\n;&|])[ \t]*(?:\.|source)[ \t]+[^\s]")
# What the shell itself sets.
_OF_SHELL = frozenset(
    (
        *("BASH", "BASHPID", "BASH_SOURCE", "BASH_REMATCH", "BASH_VERSION", "BASH_VERSINFO"),
        *("BASH_LINENO", "BASH_COMMAND", "BASH_SUBSHELL", "COMP_WORDS", "COMP_CWORD", "COMP_LINE"),
        *("COMPREPLY", "DIRSTACK", "EPOCHSECONDS", "EPOCHREALTIME", "EUID", "FUNCNAME", "GROUPS"),
        *("HISTCMD", "HOSTTYPE", "IFS", "LINENO", "MACHTYPE", "MAPFILE", "OLDPWD", "OPTARG"),
        *("OPTERR", "OPTIND", "OSTYPE", "PIPESTATUS", "PPID", "PWD", "RANDOM", "REPLY", "SECONDS"),
        *("SHELLOPTS", "SHLVL", "UID", "_"),
    )
)
_SCRIPT = (
    re.compile(r"\bprocess\.env(?:\.([A-Za-z_]\w*)|\[\s*['\"]([A-Za-z_]\w*)['\"]\s*\])"),
    re.compile(r"\bimport\.meta\.env\.([A-Za-z_]\w*)()"),
    re.compile(r"\b(?:Deno\.env\.get\(\s*['\"]|Bun\.env\.)([A-Za-z_]\w*)()"),
)
# What `import.meta.env` has without anybody's help.
_OF_VITE = frozenset(("MODE", "DEV", "PROD", "SSR", "BASE_URL"))
_TAKEN_APART = re.compile(r"\b(?:const|let|var)\s*\{([^{}]{0,2000})\}\s*=\s*process\.env\b")
_OR = re.compile(r"\s*(?:\|\||\?\?)(?!=)")
_COMPUTED = re.compile(r"\bprocess\.env\[\s*(?!['\"\s])")
_GO = (
    (re.compile(r"\b(?:os|syscall)\.(?:Getenv|LookupEnv)\(\s*\"(\w+)\""), DIRECT),
    (re.compile(r"\bBindEnv\(\s*\"[^\"\n]{0,200}\"\s*,\s*\"(\w+)\""), LIBRARY),
    (re.compile(r"\b(?:env|envconfig):\"([A-Za-z_]\w*)[\",]"), SETTINGS),
)
_GO_COMPUTED = re.compile(r"\b(?:os|syscall)\.(?:Getenv|LookupEnv)\(\s*(?![\"\s])")


def of_shell(text: str) -> Seen:
    """Return what a shell script reads."""
    seen = Seen()
    code = code_of(text)
    own = set(_SHELL_SET.findall(code))
    for words in _SHELL_NAMED.findall(code):
        own.update(words.replace("=", " ").split())
    lines = _Lines(code)
    sourced = _SOURCED.search(code) is not None
    for use in _SHELL_USE.finditer(code):
        name = use[1] or use[3]
        if name in own or name in _OF_SHELL or code[use.start() - 1 : use.start()] == "\\":
            continue
        operator = use[2] or ""
        if not operator and sourced:
            # What is sourced may have set it.
            continue
        given = operator[-1:] in ("-", "=", "+")
        seen.read(name, lines.of(use.start()), DIRECT, default=given)
    # One that is set only where it was not has a default everywhere.
    given_names = {one.name for one in seen.reads if one.default}
    for one in seen.reads:
        one.default = one.default or one.name in given_names
    return _sorted(seen)


def of_script(text: str) -> Seen:
    """Return what JavaScript or TypeScript reads."""
    seen = Seen()
    code = without_comments(text)
    lines = _Lines(code)
    for pattern in _SCRIPT:
        for use in pattern.finditer(code):
            name = use[1] or use[2]
            if name in _OF_VITE and use[0].startswith("import"):
                continue
            given = _OR.match(code, use.end()) is not None
            seen.read(name, lines.of(use.start()), DIRECT, default=given)
    for use in _TAKEN_APART.finditer(code):
        line = lines.of(use.start())
        for part in use[1].split(","):
            name = part.partition("=")[0].partition(":")[0].strip()
            if not name.startswith("..."):
                seen.read(name, line, DIRECT, default="=" in part)
    for use in _COMPUTED.finditer(code):
        seen.computed(lines.of(use.start()), DIRECT)
    return _sorted(seen)


def of_go(text: str) -> Seen:
    """Return what Go reads."""
    seen = Seen()
    code = without_comments(text)
    lines = _Lines(code)
    for pattern, how in _GO:
        for use in pattern.finditer(code):
            end = code.find("\n", use.end())
            rest = code[use.start() : end if end >= 0 else len(code)][:500]
            given = how is SETTINGS and ("envDefault:" in rest or 'default:"' in rest)
            seen.read(use[1], lines.of(use.start()), how, default=given)
    for use in _GO_COMPUTED.finditer(code):
        seen.computed(lines.of(use.start()), DIRECT)
    return _sorted(seen)


def without_comments(text: str) -> str:
    """Blank out `//` and `/* */` that stand in no text; lines keep their numbers."""
    parts: list[str] = []
    last = 0
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token.startswith(("//", "/*")):
            parts += [text[last : found.start()], "\n" * token.count("\n") or " "]
            last = found.end()
    return "".join((*parts, text[last:]))


# A text ends at its quote or with its line, a comment at its mark or with the file: each
# character is looked at once.
_TOKEN = re.compile(
    r"//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)"
    r"|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"?|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?|`[^`\\]*(?:\\.[^`\\]*)*`?",
    re.DOTALL,
)


def _sorted(seen: Seen) -> Seen:
    found: dict[tuple[int, str], Read] = {}
    for one in sorted(seen.reads, key=lambda one: (one.line, one.name, not one.default)):
        found.setdefault((one.line, one.name), one)
    seen.reads = list(found.values())
    return seen


class _Lines:
    """The number of the line of each place, asked for in any order."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, one in enumerate(text) if one == "\n")]

    def of(self, place: int) -> int:
        from bisect import bisect_right

        return bisect_right(self._starts, place)
