"""Real shells complete commands, options, their values, revisions and files."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from confledger.cli.program import COMMANDS
from support import Repository

SHELLS = ("bash", "fish", "zsh")
CHECKS = ["unknown-key", "unused-anchor", "unencrypted-file", "unauthorised-recipient"]
BRANCH = "f$(touch${IFS}pwned)"

# What is typed, and what comes of it; where only one thing can, zsh and readline type it.
OFFERED = [
    pytest.param("ch", ["check"], id="a command"),
    pytest.param("check --verb", ["--verbose"], id="an option"),
    pytest.param("check --format js", ["json"], id="a format"),
    pytest.param("check --format=js", ["json"], id="after an equals sign"),
    pytest.param("check --format j", ["json", "junit"], id="two formats"),
    pytest.param("check --output sar", ["sarif="], id="a format that a file follows"),
    pytest.param("check --output sarif=en", ["envs"], id="that file"),
    pytest.param("check --color n", ["never"], id="a word of a fixed list"),
    pytest.param("check --rev ma", ["main"], id="a branch"),
    pytest.param("check --from v", ["v1.0"], id="a tag"),
    pytest.param("check --new-since HE", ["HEAD"], id="what is checked out"),
    pytest.param("check e", ["envs"], id="a folder"),
    pytest.param("check envs/p", ["envs/prod.yaml"], id="a file in it"),
    pytest.param("check --jobs ", [], id="nothing to offer"),
    pytest.param("git un", ["uninstall"], id="an action"),
    pytest.param("git install --dr", ["--dry-run"], id="an option after it"),
    pytest.param("explain --rule un", CHECKS, id="checks"),
    pytest.param("completion f", ["fish"], id="a shell"),
    pytest.param("settings --sch", ["--schema"], id="an option of another command"),
    pytest.param("schema comp", ["compat"], id="an action of its own"),
    pytest.param("schema compat --base ma", ["main"], id="an option of that action"),
    pytest.param("schema add --dr", ["--dry-run"], id="of another one"),
    pytest.param("schema infer en", ["envs"], id="what that takes"),
    pytest.param("hook mes", ["message"], id="what hooks are there"),
    pytest.param("report obs-", ["obs-gap"], id="a kind of report"),
    pytest.param("report debt --output ht", ["html="], id="the formats of that command"),
    pytest.param("report change ma", ["main"], id="a range"),
    pytest.param("debt ga", ["gate"], id="an action of a command that needs none"),
    pytest.param("ci --skip debt", ["debt-gate"], id="a step"),
    pytest.param("plan finalize --item ", [], id="what is no check"),
]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script of each shell."""
    folder = tmp_path_factory.mktemp("scripts")
    for shell in SHELLS:
        done = Repository(folder).confledger("completion", shell)
        (folder / f"confledger.{shell}").write_text(done.stdout, "utf-8")
    return folder


@pytest.fixture(scope="module")
def typing(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The repository of somebody who types; nobody writes to it."""
    repository = Repository.create(tmp_path_factory.mktemp("typing"))
    repository.write("envs/prod.yaml", "a: 1\n")
    repository.commit()
    repository.git("tag", "v1.0")
    repository.git("branch", BRANCH)
    return repository


def run(repository: Repository, shell: str, *options: str) -> str:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"needs {shell}: on Debian, apt-get install {shell}")
    done = subprocess.run(
        [program, *options],
        cwd=repository.root,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=30,
    )
    assert done.stderr == ""
    return done.stdout


# Between what comes of one line and of the next one.
NEXT = "\x1e"

# As readline does it: `=` is a word of its own, quotes belong to the word.
BASH = r"""
source "$1"; shift
for typed; do
    set -f
    line="confledger $typed" COMP_WORDS=() COMPREPLY=()
    for word in $line; do
        while [[ $word == *=* ]]; do
            if [[ -n ${word%%=*} ]]; then COMP_WORDS+=("${word%%=*}"); fi
            COMP_WORDS+=("=") word=${word#*=}
        done
        if [[ -n $word ]]; then COMP_WORDS+=("$word"); fi
    done
    if [[ $line == *" " ]]; then COMP_WORDS+=(""); fi
    set +f
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _confledger
    if [[ ${#COMPREPLY[@]} != 0 ]]; then printf '%s\n' "${COMPREPLY[@]}"; fi
    printf '\x1e'
done
"""
FISH = r"""
source $argv[1]
for typed in $argv[2..]
    complete -C "confledger $typed"
    printf '\x1e'
end
"""
# A real zsh on a terminal of its own; after the tab, the line is written to a file.
ZSH = r"""
zmodload zsh/zpty
said=$(mktemp)
zpty -b shell zsh -f -i
zpty -w shell "PS1=; PATH=$PATH; autoload -U compinit; compinit -D -u; source $1
shown () { print -r -- \"\$BUFFER\" > $said; zle kill-buffer }; zle -N shown; bindkey '^X' shown"
shift
for typed; do
    : > $said
    zpty -w -n shell "confledger $typed"$'\t\x18'
    for i in {1..1000}; do [[ -s $said ]] && break; sleep 0.02; done
    cat $said
    printf '\x1e'
done
zpty -d shell
"""
STARTED = {
    "bash": ("--norc", "-c", BASH, "bash"),
    "fish": ("--no-config", "-c", FISH),
    "zsh": ("-f", "-c", ZSH, "zsh"),
}


def completed(repository: Repository, shell: str, script: Path, lines: list[str]) -> list[str]:
    """Return what comes of each line, all of them typed in one shell."""
    said = run(repository, shell, *STARTED[shell], str(script), *lines)
    *each, rest = said.split(NEXT)
    assert (len(each), rest) == (len(lines), "")
    return each


@pytest.fixture(scope="module")
def offers(scripts: Path, typing: Repository) -> Callable[[str, str], str]:
    """What a shell makes of a line; a shell is started once, for all of them."""

    @cache
    def made(shell: str) -> dict[str, str]:
        # What can be several words is left as it was typed there.
        lines = [
            str(line)
            for line, words in (case.values for case in OFFERED)
            if shell != "zsh" or len(words) == 1  # type: ignore[arg-type]
        ]
        script = scripts / f"confledger.{shell}"
        return dict(zip(lines, completed(typing, shell, script, lines), strict=True))

    return lambda shell, line: made(shell)[line]


@pytest.mark.parametrize(("line", "expected"), OFFERED)
def test_bash_completes(offers: Callable[[str, str], str], line: str, expected: list[str]) -> None:
    assert offers("bash", line).splitlines() == expected


@pytest.mark.parametrize(("line", "expected"), OFFERED)
def test_fish_completes(offers: Callable[[str, str], str], line: str, expected: list[str]) -> None:
    typed = line.rpartition(" ")[2]

    # It offers words as they are to be typed from the last blank on.
    offered = [row.partition("\t")[0] for row in offers("fish", line).splitlines()]
    option = typed.partition("=")[0] + "=" if "=" in typed else ""
    # Of several words, it sorts them.
    assert [one.removeprefix(option).strip("/") for one in offered] == sorted(expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [case for case in OFFERED if len(case.values[1]) == 1],  # type: ignore[arg-type]
)
def test_zsh_completes(offers: Callable[[str, str], str], line: str, expected: list[str]) -> None:
    start = line[: max(line.rfind(" "), line.rfind("=") if "=" in line else -1) + 1]
    assert offers("zsh", line).rstrip("/ \n") == f"confledger {start}{expected[0]}"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_name_of_a_branch_is_never_run(scripts: Path, typing: Repository, shell: str) -> None:
    (said,) = completed(typing, shell, scripts / f"confledger.{shell}", ["check --rev f"])

    if shell == "bash":
        assert said == "f\\$\\(touch\\$\\{IFS\\}pwned\\)\n"
    elif shell == "zsh":
        assert said == "confledger check --rev f\\$\\(touch\\$\\{IFS\\}pwned\\) \n"
    else:
        assert said.startswith(BRANCH + "\t")
    assert not (typing.root / "pwned").exists()


ROWS = {
    "bash": r"\"{}\"\) _confledger_words .*--{}\b",
    "fish": r"__confledger_in {} .* -l {}\b",
    "zsh": r"\"{}\"\) found=\(.*'--{}:",
}


def helps(nowhere: Repository) -> Iterator[tuple[str, str]]:
    """Yield each command and action with what its help lists, but for those that have actions."""
    # Those that do something without an action, too, tell of theirs in words.
    asked = [*COMMANDS, "debt gate", "debt baseline", "ci post-file"]
    for command in asked:
        done = nowhere.confledger(*command.split(), "--help")
        assert done.returncode == 0
        listed, _, examples = done.stdout.partition("\nexamples:")
        assert examples
        if "\nactions:\n" in listed:
            actions = listed.partition("\nactions:\n")[2].partition("\n\n")[0]
            asked += [f"{command} {name}" for name in re.findall(r"(?m)^  ([a-z-]+) ", actions)]
            continue
        yield command, listed


def test_every_option_of_every_help_is_in_each_script(scripts: Path, tmp_path: Path) -> None:
    texts = {shell: (scripts / f"confledger.{shell}").read_text("utf-8") for shell in SHELLS}
    missing = []
    for command, listed in helps(Repository(tmp_path)):
        options = re.findall(r"(?m)^  (-.*?)(?:  |$)", listed)
        names = [name for one in options for name in re.findall(r"--[a-z-]+", one)]
        for shell, text in texts.items():
            quoted = r"\1 '\2'" if shell == "fish" else r"\1 \2"
            row = ROWS[shell].format(re.sub(r"(\w+) ([\w-]+)", quoted, command), "{}")
            missing += [
                f"{shell}: {command} {name}"
                for name in names
                if not re.search(row.format(name.lstrip("-")), text)
            ]

    assert missing == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), "error: a shell is missing: bash, fish or zsh\n", id="none"),
        pytest.param(("zhs",), "error: there is no shell 'zhs'\n", id="misspelt"),
    ],
)
def test_which_shell_has_to_be_said(
    repository: Repository, arguments: tuple[str, ...], said: str
) -> None:
    done = repository.confledger("completion", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
