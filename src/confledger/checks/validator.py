"""jsonschema-rs, imported at half the price.

Its table of build information parses one date, with `email.utils`, which alone costs as much
as all the rest of the library (sockets, calendars, locales). While it is imported for the
first time, a stand-in without that date takes the place; nothing else asks for it.
"""

import sys
from types import ModuleType

_HEAVY = "email.utils"


def _import() -> ModuleType:
    if _HEAVY in sys.modules or "jsonschema_rs" in sys.modules:
        import jsonschema_rs

        return jsonschema_rs
    package, stand_in = ModuleType("email"), ModuleType(_HEAVY)
    stand_in.parsedate_to_datetime = lambda text: None  # type: ignore[attr-defined]
    package.utils = stand_in  # type: ignore[attr-defined]
    had = sys.modules.get("email")
    sys.modules["email"] = package
    sys.modules[_HEAVY] = stand_in
    try:
        import jsonschema_rs
    finally:
        del sys.modules[_HEAVY]
        if had is None:
            del sys.modules["email"]
        else:
            sys.modules["email"] = had
    return jsonschema_rs


jsonschema_rs = _import()
