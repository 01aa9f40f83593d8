"""The gates close: what scripts/check is there to stop, it stops, and it says what it was."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as run; run()"
TAGS = "src/confledger/git/tags.py"


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    """The package, what configures its gates, and those of our own, apart from this tree."""
    shutil.copytree(project / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(project / "pyproject.toml", tmp_path)
    shutil.copytree(project / "scripts", tmp_path / "scripts")
    shutil.copytree(project / "docs" / "reference", tmp_path / "docs" / "reference")
    return tmp_path


def run(copy: Path, *command: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src"), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def plant(copy: Path, path: str, text: str) -> None:
    file = copy / "src" / "confledger" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write(text)


def broken_contracts(copy: Path) -> tuple[int, list[str], list[str]]:
    """Check the contracts: exit code, names of the broken ones, modules and imports at fault."""
    code, output = run(copy, "-c", LINT_IMPORTS, "--no-cache")
    broken = re.findall(r"^(.*) BROKEN(?: \(.*\))?$", output, re.MULTILINE)
    faults = re.findall(r"^- +(confledger\..*?)(?: \(l\.\d+\))?$", output, re.MULTILINE)
    return code, broken, faults


def test_the_package_as_it_is_keeps_its_contracts(copy: Path) -> None:
    assert broken_contracts(copy) == (0, [], [])


@pytest.mark.parametrize(
    ("path", "text", "contracts", "faults"),
    [
        pytest.param(
            "utils.py",
            '"""Whatever."""\n',
            ["each layer uses only the layers below it, and every module has a layer"],
            ["confledger.utils"],
            id="a module without a layer",
        ),
        pytest.param(
            "errors.py",
            "from confledger.reports import renderers\n",
            [
                "each layer uses only the layers below it, and every module has a layer",
                "no cycles among siblings, at any depth",
            ],
            ["confledger.errors -> confledger.reports.renderers"],
            id="an upward import",
        ),
        pytest.param(
            "errors.py",
            "def late() -> None:\n    from confledger.reports import renderers\n",
            [
                "each layer uses only the layers below it, and every module has a layer",
                "no cycles among siblings, at any depth",
            ],
            ["confledger.errors -> confledger.reports.renderers"],
            id="an upward import hidden in a function",
        ),
        pytest.param(
            "documents/planted.py",
            "import subprocess\n",
            ["pure stages start no process and open no socket"],
            ["confledger.documents.planted -> subprocess"],
            id="a process started by a pure stage",
        ),
        pytest.param(
            "secrets/planted.py",
            "import socket\n",
            ["what is known of secrets without a key starts no process and opens no socket"],
            ["confledger.secrets.planted -> socket"],
            id="a socket where no key is needed",
        ),
        pytest.param(
            "secrets/planted.py",
            "from confledger.secrets import sops_process\n",
            ["only what runs sops reaches the process of sops"],
            ["confledger.secrets.planted -> confledger.secrets.sops_process"],
            id="a way to the program sops where no key is needed",
        ),
        pytest.param(
            "cli/planted.py",
            "from confledger.secrets import sops\n",
            ["only the actions on secrets, the loader and `rollback --with-secrets` can decrypt"],
            ["confledger.cli.planted -> confledger.secrets.sops"],
            id="a decryption outside of the actions on secrets",
        ),
        pytest.param(
            "checks/secrets/planted.py",
            "from confledger.checks.secrets import stale_mac\n",
            ["checks are independent of each other"],
            ["confledger.checks.secrets.planted -> confledger.checks.secrets.stale_mac"],
            id="a check of secrets that uses another",
        ),
        pytest.param(
            "checks/rules/planted_a.py",
            "import confledger.checks.rules.planted_b\n",
            ["checks are independent of each other"],
            ["confledger.checks.rules.planted_a -> confledger.checks.rules.planted_b"],
            id="a check that uses another",
        ),
        pytest.param(
            "reports/renderers/planted_a.py",
            "import confledger.reports.renderers.planted_b\n",
            ["renderers are independent of each other"],
            ["confledger.reports.renderers.planted_a -> confledger.reports.renderers.planted_b"],
            id="a renderer that uses another",
        ),
    ],
)
def test_a_planted_fault_breaks_its_contract_and_is_named(
    copy: Path, path: str, text: str, contracts: list[str], faults: list[str]
) -> None:
    # What the independent ones must not use is there, so that the contract alone can object.
    plant(copy, "checks/rules/__init__.py", "")
    plant(copy, "checks/rules/planted_b.py", "")
    plant(copy, "reports/renderers/planted_b.py", "")

    plant(copy, path, text)

    assert broken_contracts(copy) == (1, contracts, faults)


@pytest.mark.parametrize(
    ("path", "text", "complaint"),
    [
        pytest.param(
            "git/helpers.py",
            "",
            "'helpers' says nothing; name it for the noun it makes",
            id="a name that decides nothing",
        ),
        pytest.param(
            "git/common/tags.py",
            "",
            "'common' says nothing; name it for the noun it makes",
            id="a package with such a name",
        ),
        pytest.param(
            "git/tags.py",
            "#\n" * 351,
            "351 lines, more than 350; split it where its idea splits",
            id="one line too many",
        ),
    ],
)
def test_a_shapeless_module_is_named(copy: Path, path: str, text: str, complaint: str) -> None:
    before = shape_faults(copy)

    plant(copy, path, text)

    assert shape_faults(copy) - before == {f"src/confledger/{path}: {complaint}"}


def test_a_module_of_350_lines_is_short_enough(copy: Path) -> None:
    before = shape_faults(copy)

    plant(copy, "git/tags.py", "#\n" * 350)

    assert shape_faults(copy) == before


@pytest.mark.parametrize(
    ("reason", "faults"),
    [
        pytest.param("the grammar is one table", set(), id="with its reason it is allowed"),
        pytest.param(
            "",
            {f"{TAGS}: 400 lines, more than 350; split it where its idea splits"},
            id="without a reason it is not",
        ),
    ],
)
def test_a_long_module_is_listed_with_its_reason(copy: Path, reason: str, faults: set[str]) -> None:
    before = shape_faults(copy)
    plant(copy, "git/tags.py", "#\n" * 400)
    allow(copy, TAGS, reason)

    assert shape_faults(copy) - before == faults


def test_a_reason_that_is_no_longer_needed_is_a_fault(copy: Path) -> None:
    before = shape_faults(copy)
    allow(copy, "src/confledger/errors.py", "it was long once")

    assert shape_faults(copy) - before == {
        "src/confledger/errors.py: no longer needs its line under long-modules in pyproject.toml"
    }


def test_a_generated_page_that_was_edited_is_a_fault_until_it_is_written_again(copy: Path) -> None:
    pages = [f"docs/reference/{name}.md" for name in ("checks", "commands", "settings")]
    before = [(copy / page).read_bytes() for page in pages]
    for page in pages:
        with (copy / page).open("a", encoding="utf-8") as file:
            file.write("A line of my own.\n")

    code, output = run(copy, "scripts/docs", "--check")
    (copy / pages[0]).unlink()
    written = run(copy, "scripts/docs")

    marked = [line for line in output.splitlines() if line.startswith(("-", "+"))]
    assert code == 1
    assert marked == [
        line for page in pages for line in (f"--- {page}", "+++ now", "-A line of my own.")
    ]
    assert written == (0, "".join(f"wrote {page}\n" for page in pages))
    assert [(copy / page).read_bytes() for page in pages] == before


def shape_faults(copy: Path) -> set[str]:
    code, output = run(copy, "scripts/modules")
    assert code == bool(output)
    return set(output.splitlines())


def allow(copy: Path, path: str, reason: str) -> None:
    """List a long module; the table is the last one of the file."""
    with (copy / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(f"{path!r} = {reason!r}\n")
