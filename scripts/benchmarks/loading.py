"""`scripts/bench loading`: what importing and loading costs, beside other libraries."""

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.paired import Command, Paired, paired

_FILES = 200
_LIBRARIES = ("dynaconf", "pydantic-settings[yaml]", "omegaconf")
_HEAD = ("work", "against", "ours ms", "theirs ms", "ratio", "memory MiB")
# One small program for each library: what it costs to import, and to load files in their order.
_IMPORT = {
    "confledger": "import confledger; confledger.load",
    "dynaconf": "import dynaconf; dynaconf.Dynaconf",
    "pydantic-settings": "import pydantic_settings; pydantic_settings.BaseSettings",
    "omegaconf": "import omegaconf; omegaconf.OmegaConf",
}
_LOAD = {
    "confledger": """
import confledger
config = confledger.load(FOLDER, environ={})
assert config.service_199.port == 1199, config
""",
    "dynaconf": """
from dynaconf import Dynaconf
config = Dynaconf(settings_files=FILES, core_loaders=["YAML"])
assert config.service_199.port == 1199
""",
    "pydantic-settings": """
from pydantic_settings import BaseSettings, SettingsConfigDict, YamlConfigSettingsSource
class Config(BaseSettings):
    model_config = SettingsConfigDict(extra="allow", yaml_file=FILES)
    @classmethod
    def settings_customise_sources(cls, settings_cls, **rest):
        return (YamlConfigSettingsSource(settings_cls),)
config = Config()
assert config.model_extra["service_199"]["port"] == 1199
""",
    "omegaconf": """
from omegaconf import OmegaConf
config = OmegaConf.merge(*map(OmegaConf.load, FILES))
assert config.service_199.port == 1199
""",
}


def run(environments: Path, ours: str, report: Path | None, rounds: int) -> int:
    """Measure everything; print the table, and keep it where it is asked for."""
    theirs = _installed(environments / "loaders")
    mine = str(Path(ours).parent / "python")
    rows = []
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for count in (1, _FILES):
            _write(folder / str(count), count)
        for work, programs in _works(folder):
            for library in _IMPORT:
                if library == "confledger":
                    continue
                python = sys.executable if theirs is None else theirs
                here = Command("confledger", (mine, "-c", programs["confledger"]), folder)
                there = Command(library, (python, "-c", programs[library]), folder)
                rows.append((work, library, paired(here, there, rounds)))
                print(_line(*rows[-1]), file=sys.stderr)
    said = _page(rows, theirs)
    print(said, end="")
    if report is not None:
        report.write_text(said, "utf-8")
    return 0


def _works(folder: Path) -> "list[tuple[str, dict[str, str]]]":
    found = [("import alone", _IMPORT)]
    for count in (1, _FILES):
        files = sorted(str(path) for path in (folder / str(count) / "base").iterdir())
        given = f"FOLDER = {str(folder / str(count))!r}\nFILES = {files!r}\n"
        said = "1 file" if count == 1 else f"{count} files, 25 lines each"
        found.append((f"import and load {said}", {n: given + t for n, t in _LOAD.items()}))
    return found


def _write(folder: Path, count: int) -> None:
    """Make `count` files that are laid over each other; the last service is always 199."""
    (folder / "base").mkdir(parents=True)
    for number in range(_FILES - count, _FILES):
        lines = [f"service_{number}:", f"  port: {1000 + number}", "  host: db.internal.example"]
        lines += [f"  limit_{at}: {at * number}" for at in range(10)]
        lines += ["  labels:", *(f"    name_{at}: text {number} {at}" for at in range(8))]
        lines += ["shared:", f"  last: {number}", "  names: [one, two, three]", "  on: true"]
        (folder / "base" / f"{number:03}.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def _installed(target: Path) -> str | None:
    """Return the Python that has the other libraries, of the newest versions."""
    python = target / "bin" / "python"
    if not python.exists():
        subprocess.run((sys.executable, "-m", "venv", str(target)), check=True)
        install = (str(python), "-m", "pip", "install", "--quiet", *_LIBRARIES)
        subprocess.run(install, check=True)
    return str(python)


def _line(work: str, against: str, one: Paired) -> str:
    cells = (
        *(work, against, f"{one.ours * 1000:.0f}", f"{one.theirs * 1000:.0f}"),
        *(f"{one.ratio:.2f}", f"{one.memory / 2**20:.0f}"),
    )
    return "| " + " | ".join(cells) + " |"


def _page(rows: "list[tuple[str, str, Paired]]", python: str | None) -> str:
    versions = ""
    if python is not None:
        asked = (
            "from importlib.metadata import version as v; "
            "names = ('dynaconf', 'pydantic-settings', 'omegaconf'); "
            "print(', '.join(name + ' ' + v(name) for name in names))"
        )
        done = subprocess.run((python, "-c", asked), check=True, capture_output=True, text=True)
        versions = f", {done.stdout.strip()}"
    lines = [
        "<!-- Generated by scripts/bench loading --write. -->",
        "# Speed of loading",
        "",
        "Whole processes of Python, timed in turns; medians, and the median of the ratios of",
        "neighbours: below 1, ours is the faster one. The interpreter's own start is in all.",
        f"{os.cpu_count()} cores, Python {platform.python_version()}{versions}.",
        "",
        "| " + " | ".join(_HEAD) + " |",
        "|" + " --- |" * len(_HEAD),
        *(_line(*row) for row in rows),
    ]
    return "\n".join(lines) + "\n"
