"""Real shells complete commands, options, their values, revisions and files."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
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
]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script of each shell."""
    folder = tmp_path_factory.mktemp("scripts")
    for shell in SHELLS:
        command = [sys.executable, "-m", "confledger", "completion", shell]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
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


# As readline does it: `=` is a word of its own, quotes belong to the word.
BASH = r"""
source "$1"
set -f
line="confledger $2" COMP_WORDS=()
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
"""


@pytest.mark.parametrize(("line", "expected"), OFFERED)
def test_bash_completes(scripts: Path, typing: Repository, line: str, expected: list[str]) -> None:
    said = run(typing, "bash", "--norc", "-c", BASH, "bash", str(scripts / "confledger.bash"), line)

    assert said.splitlines() == expected


@pytest.mark.parametrize(("line", "expected"), OFFERED)
def test_fish_completes(scripts: Path, typing: Repository, line: str, expected: list[str]) -> None:
    typed = line.rpartition(" ")[2]
    script = "source $argv[1]; complete -C $argv[2]"
    said = run(
        typing, "fish", "--no-config", "-c", script, str(scripts / "confledger.fish"),
        f"confledger {line}",
    )  # fmt: skip

    # It offers words as they are to be typed from the last blank on.
    offered = [row.partition("\t")[0] for row in said.splitlines()]
    option = typed.partition("=")[0] + "=" if "=" in typed else ""
    # Of several words, it sorts them.
    assert [one.removeprefix(option).strip("/") for one in offered] == sorted(expected)


# A real zsh on a terminal of its own; after the tab, the line is written to a file.
ZSH = r"""
zmodload zsh/zpty
said=$(mktemp)
zpty -b shell zsh -f -i
zpty -w shell "PS1=; PATH=$PATH; autoload -U compinit; compinit -D -u; source $1
shown () { print -r -- \"\$BUFFER\" > $said; exit }; zle -N shown; bindkey '^X' shown"
zpty -w -n shell "confledger $2"$'\t\x18'
for i in {1..100}; do [[ -s $said ]] && break; sleep 0.05; done
cat $said
zpty -d shell
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [case for case in OFFERED if len(case.values[1]) == 1],  # type: ignore[arg-type]
)
def test_zsh_completes(scripts: Path, typing: Repository, line: str, expected: list[str]) -> None:
    script = scripts / "confledger.zsh"
    said = run(typing, "zsh", "-f", "-c", ZSH, "zsh", str(script), line)

    start = line[: max(line.rfind(" "), line.rfind("=") if "=" in line else -1) + 1]
    assert said.rstrip("/ \n") == f"confledger {start}{expected[0]}"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_name_of_a_branch_is_never_run(scripts: Path, typing: Repository, shell: str) -> None:
    script, line = scripts / f"confledger.{shell}", "check --rev f"
    if shell == "bash":
        said = run(typing, "bash", "--norc", "-c", BASH, "bash", str(script), line)
        assert said == "f\\$\\(touch\\$\\{IFS\\}pwned\\)\n"
    elif shell == "zsh":
        said = run(typing, "zsh", "-f", "-c", ZSH, "zsh", str(script), line)
        assert said == "confledger check --rev f\\$\\(touch\\$\\{IFS\\}pwned\\) \n"
    else:
        source = "source $argv[1]; complete -C $argv[2]"
        said = run(typing, "fish", "--no-config", "-c", source, str(script), f"confledger {line}")
        assert said.startswith(BRANCH + "\t")
    assert not (typing.root / "pwned").exists()


ROWS = {
    "bash": r"\"{}\"\) _confledger_words .*--{}\b",
    "fish": r"__confledger_in {} .* -l {}\b",
    "zsh": r"\"{}\"\) found=\(.*'--{}:",
}


def helps() -> Iterator[tuple[str, str]]:
    """Yield each command and action with what its help lists, but for those that have actions."""
    asked = list(COMMANDS)
    for command in asked:
        done = subprocess.run(
            [sys.executable, "-m", "confledger", *command.split(), "--help"],
            capture_output=True,
            text=True,
            check=True,
        )
        listed, _, examples = done.stdout.partition("\nexamples:")
        assert examples
        if "\nactions:\n" in listed:
            actions = listed.partition("\nactions:\n")[2].partition("\n\n")[0]
            asked += [f"{command} {name}" for name in re.findall(r"(?m)^  ([a-z]+) ", actions)]
            continue
        yield command, listed


def test_every_option_of_every_help_is_in_each_script(scripts: Path) -> None:
    texts = {shell: (scripts / f"confledger.{shell}").read_text("utf-8") for shell in SHELLS}
    missing = []
    for command, listed in helps():
        options = re.findall(r"(?m)^  (-.*?)(?:  |$)", listed)
        names = [name for one in options for name in re.findall(r"--[a-z-]+", one)]
        for shell, text in texts.items():
            quoted = r"\1 '\2'" if shell == "fish" else r"\1 \2"
            row = ROWS[shell].format(re.sub(r"(\w+) (\w+)", quoted, command), "{}")
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
