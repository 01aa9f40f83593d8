"""Where a result goes: standard output, files, and one line on standard error."""

import os
import sys

from confledger.checks.result import Result
from confledger.cli.options import Options
from confledger.errors import ConfledgerError


def verify(options: Options) -> None:
    """Raise when a format or an output cannot be used, before any work is done."""
    if options.format == "text" and not options.output:
        return
    from confledger.reports.catalog import renderer

    renderer(options.format)
    for one in options.output:
        name, equals, file = one.partition("=")
        if not equals or not file:
            raise ConfledgerError(
                f"--output takes FORMAT=FILE, not {one!r}",
                help="for example --output sarif=confledger.sarif",
            )
        renderer(name)
        folder = os.path.dirname(os.path.abspath(file))
        if not os.path.isdir(folder):
            raise ConfledgerError(f"there is no folder {folder!r} for {file!r}", help="create it")


def write(result: Result, options: Options, top: str | None = None) -> str:
    """Print and save what was asked; return the summary that was, or would be, printed.

    For people, paths are relative to the current folder, so that they can be clicked; for
    machines, to the root `top`.
    """
    from confledger.reports import wording

    if result.findings or result.files is not None or options.format not in ("text", "short"):
        _print(result, options, top)
    for one in options.output:
        from confledger.reports.catalog import renderer

        name, _, file = one.partition("=")
        _save(file, renderer(name)(result))
    said = wording.summary(result) + "\n"
    if not options.quiet:
        late = f"{result.seconds:.1f} s\n" if result.seconds > 1 else ""
        sys.stderr.write(said.rstrip("\n") + (f", {late}" if late else "\n"))
    return said


def _print(result: Result, options: Options, top: str | None) -> None:
    from confledger.reports.catalog import renderer

    render = renderer(options.format)
    if options.format in ("text", "short"):
        result = _from_here(result, top)
        text = render(result, colour=coloured(options.color), verbose=options.verbose)
        if result.files is not None:
            from confledger.cli.failure import shown

            rows = (
                f"{status:14} {shown(path)}{'   ' + reason if reason else ''}\n"
                for path, status, reason in result.files
            )
            text += "".join(rows)
    else:
        text = render(result)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()


def _from_here(result: Result, top: str | None) -> Result:
    """Return the result with paths as seen from the current folder."""
    if top is None or os.path.realpath(top) == os.getcwd():
        return result
    from dataclasses import replace

    def here(path: str) -> str:
        return os.path.relpath(os.path.join(os.path.realpath(top), path))

    return Result(
        findings=[replace(finding, path=here(finding.path)) for finding in result.findings],
        counts=result.counts,
        ignored=result.ignored,
        files=result.files and [(here(path), *rest) for path, *rest in result.files],  # type: ignore[misc]
        fail_on=result.fail_on,
        seconds=result.seconds,
    )


def coloured(when: str) -> bool:
    """Whether standard output should have colours (https://no-color.org)."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _save(file: str, text: str) -> None:
    """Replace a file as a whole; the old one stays when anything goes wrong."""
    temporary = f"{file}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", errors="backslashreplace") as out:
            out.write(text)
        os.replace(temporary, file)
    except OSError as error:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        raise ConfledgerError(
            f"{file!r} could not be written: {(error.strerror or '').lower()}"
        ) from error
