"""GitOps configuration: checked, recorded, and always a way back."""

__version__ = "0.1.0"
__all__ = [
    "Config",
    "ConfigInvalid",
    "ConfigWarning",
    "ConfledgerError",
    "Secret",
    "Watched",
    "__version__",
    "load",
    "plain",
    "watch",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.errors import ConfledgerError
    from confledger.loader.config import Config, plain
    from confledger.loader.faulty import ConfigInvalid
    from confledger.loader.findings import ConfigWarning
    from confledger.loader.loading import load
    from confledger.loader.secret import Secret
    from confledger.loader.watching import Watched, watch

# Where each public name is; imported when it is first asked for.
_PLACES = {
    "Config": "loader.config",
    "ConfigInvalid": "loader.faulty",
    "ConfigWarning": "loader.findings",
    "ConfledgerError": "errors",
    "Secret": "loader.secret",
    "Watched": "loader.watching",
    "load": "loader.loading",
    "plain": "loader.config",
    "watch": "loader.watching",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'confledger' has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"confledger.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
