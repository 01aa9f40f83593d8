"""Templates (`*.j2`) filled with the configuration, by Jinja2 in a sandbox.

A template is text of a repository, and may be hostile: it sees the configuration and nothing
else, includes only files of its folder, and is stopped where its work or its text has no end.
"""

import posixpath

from confledger.errors import ConfledgerError
from confledger.loader.rendering.veiling import MASK, OPEN, Veil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from confledger.loader.config import Config
    from confledger.loader.folder import Source

__all__ = ["MASK", "OPEN", "Filled", "rendered"]
# What comes out is no longer than this, in characters.
MOST = 8 * 1024 * 1024


class Filled:
    """A template that was filled: its text, and how many secrets are masked in what it saw."""

    __slots__ = ("masked", "text")

    def __init__(self, text: str, masked: int) -> None:
        self.text = text
        self.masked = masked


def rendered(
    text: str,
    config: "Config",
    *,
    name: str = "template",
    source: "Source | None" = None,
    environ: "Mapping[str, str] | None" = None,
    secrets: str = MASK,
) -> Filled:
    """Fill a template with a configuration; raise ConfledgerError with its line, never a value.

    Its variables are the keys of the configuration, which `config` holds as a whole, and `env`:
    those environment variables that the configuration declares and that are no secret. `source`
    gives the files that it includes, by their paths beside it. Secrets are masked, unless
    `secrets` is `open`: then those are opened that it writes.
    """
    try:
        from confledger.loader.template_sandbox import Sandbox
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "jinja2":
            raise
        raise ConfledgerError(
            "templates need Jinja2, which is not installed",
            help="pip install 'confledger[templates]'",
        ) from error
    resolution = config.snapshot.resolution
    tree: object = resolution.tree
    masked = 0
    if secrets == MASK:
        veil = Veil(tree, resolution.schema, MASK, resolution.inputs)
        tree = veil.over(tree, ())
        masked = len(veil.met)
    elif secrets != OPEN:
        raise ConfledgerError(f"secrets={secrets!r}", help=f"it is {MASK} or {OPEN}")
    assert isinstance(tree, dict)
    variables = {"config": tree, "env": _allowed(config, environ or {}), **tree}
    sandbox = Sandbox(name, text, variables, lambda path: _included(source, path), MOST)
    return Filled(sandbox.filled(), masked)


def _allowed(config: "Config", environ: "Mapping[str, str]") -> dict[str, str]:
    """Return the environment variables that the configuration declares, but for secret ones."""
    from confledger.loader.declared import declared
    from confledger.loader.folder import Folder
    from confledger.loader.loading import settings_of

    key = str(settings_of(Folder(config.snapshot.top)).load["declared"])
    found, _ = declared(config.snapshot.resolution.tree, key)
    return {
        name: environ[name] for name, one in found.items() if name in environ and not one.secret
    }


def _included(source: "Source | None", path: str) -> str | None:
    """Return the text of a file beside the template; None where there is none, or none may be."""
    clean = posixpath.normpath(path)
    if source is None or clean.startswith(("../", "/")) or clean == "..":
        return None
    data = source.read(clean)
    try:
        return None if data is None else data.decode("utf-8")
    except UnicodeDecodeError:
        raise ConfledgerError(f"{clean} is not UTF-8", help="templates are text") from None
