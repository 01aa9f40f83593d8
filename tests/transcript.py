"""Console blocks of Markdown pages, run for real.

A block tagged `console` is a transcript: a line that starts with `$ ` is a command, lines that
start with `> ` right after it continue it, and what follows is what it printed, errors
included. `...` stands for any text, and alone on a line for any lines. A block tagged
`console no-run` is only shown.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FENCE = re.compile(r"(?P<indent> *)(?P<marks>`{3,}|~{3,})(?P<tags>.*)")
PROMPT, CONTINUED = "$ ", "> "

# Printed before each command, so that outputs can be told apart.
SEPARATOR = "\x1e"


class Block(NamedTuple):
    """One transcript, and the number of the line that opens it."""

    line: int
    text: str


class Step(NamedTuple):
    """One command, as it is written and as a shell takes it, and what it is said to print."""

    prompt: str
    command: str
    output: str


def blocks(page: str) -> Iterator[Block]:
    """Yield the transcripts of a page; raise ValueError for one that could not be run."""
    lines = iter(enumerate(page.splitlines(), start=1))
    for number, line in lines:
        fence = FENCE.fullmatch(line)
        if not fence:
            continue
        content = []
        for _, inner in lines:
            if inner.strip() == fence["marks"]:
                break
            content.append(inner.removeprefix(fence["indent"]))
        tag, *rest = fence["tags"].split() or [""]
        if tag != "console" or rest == ["no-run"]:
            continue
        if rest or not content or not content[0].startswith(PROMPT):
            raise ValueError(f"line {number}: a console block starts with `$ ` or is no-run")
        yield Block(number, "\n".join(content))


def replay(block: Block, directory: Path) -> str:
    """Run the commands of a block in one shell and return the transcript as it really is.

    An output that is written with `...`, and describes the real one, is returned as written.
    """
    steps = list(_steps(block.text.splitlines()))
    script = "".join(f"printf '{SEPARATOR}'\n{step.command}\n" for step in steps)
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"],
        cwd=directory,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )
    outputs = done.stdout.split(SEPARATOR)[1:]
    transcript = []
    for step, printed in zip(steps, outputs, strict=True):
        real = "".join(line.rstrip() + "\n" for line in printed.splitlines())
        transcript += [step.prompt, step.output if describes(step.output, real) else real]
    return "".join(transcript).removesuffix("\n")


def describes(written: str, real: str) -> bool:
    """Tell whether `written`, in which `...` is any text, can stand for `real`."""
    pattern = ""
    for line in written.splitlines():
        if line == "...":
            pattern += r"(.*\n)*"
        else:
            pattern += ".*".join(map(re.escape, line.split("..."))) + r"\n"
    return re.fullmatch(pattern, real) is not None


def _steps(lines: list[str]) -> Iterator[Step]:
    while lines:
        count = 1
        while count < len(lines) and lines[count].startswith(CONTINUED):
            count += 1
        prompt, lines = lines[:count], lines[count:]
        count = 0
        while count < len(lines) and not lines[count].startswith(PROMPT):
            count += 1
        output, lines = lines[:count], lines[count:]
        yield Step(
            prompt="".join(f"{line}\n" for line in prompt),
            command="\n".join(line[len(PROMPT) :] for line in prompt),
            output="".join(f"{line}\n" for line in output),
        )
