"""The formats in which the result of a check run can be written."""

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from confledger.checks.result import Result

    class Renderer(Protocol):
        """What every module of `renderers` offers as `render`."""

        def __call__(self, result: Result, *, colour: bool = False, verbose: bool = False) -> str:
            """Write the result; ends with a newline unless it is empty."""


FORMATS = {
    "text": "findings with their line of source, for people",
    "short": "one line for each finding, for editors and grep",
    "json": "everything, stable and versioned: schemas/check-result.schema.json",
    "sarif": "SARIF 2.1.0, for GitHub code scanning and other viewers",
    "codequality": "GitLab Code Quality report",
    "junit": "JUnit XML, for the test tab of any CI",
    "github": "annotations of GitHub Actions",
    "checkstyle": "Checkstyle XML, for Jenkins and many other tools",
    "rdjson": "reviewdog, with suggestions where something can be mended safely",
}


def renderer(name: str) -> "Renderer":
    """Return the renderer of a format, importing nothing else.

    Raises ConfledgerError for a name that is not in FORMATS.
    """
    if name not in FORMATS:
        from difflib import get_close_matches

        near = get_close_matches(name.lower(), FORMATS, n=1, cutoff=0.5)
        asked = f"did you mean {near[0]!r}? " if near else ""
        raise ConfledgerError(
            f"no format named {name!r}", help=f"{asked}the formats are {', '.join(FORMATS)}"
        )
    from importlib import import_module

    render: Renderer = import_module(f"confledger.reports.renderers.{name}").render
    return render
