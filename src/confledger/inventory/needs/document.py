"""A file of needs as it was read, and as it is first written."""

from json import dumps

from confledger.documents.dialect import YAML
from confledger.documents.load import load
from confledger.inventory.needs.found import ALERTS, DASHBOARDS, LOGS, METRICS, NEEDS, Module, Name

YES, NO, UNKNOWN = "yes", "no", "unknown"
GONE = "gone"
_HEAD = """\
# What {module} needs, as far as it was found.
# Set `needed` where it is unknown, say why where that surprises, correct the rest, and sign it:
#   confledger report needs --sign {module}
"""


class Need:
    """One need: `needed` is yes, no or unknown; `found` has what is said of each name."""

    __slots__ = ("expected", "found", "needed", "why")

    def __init__(self, held: object) -> None:
        held = held if isinstance(held, dict) else {}
        needed = held.get("needed")
        self.needed = {True: YES, False: NO}.get(needed, needed) if needed is not None else UNKNOWN
        self.needed = self.needed if self.needed in (YES, NO) else UNKNOWN
        self.why = str(held.get("why") or "")
        expected = held.get("expected")
        self.expected = [str(one) for one in expected] if isinstance(expected, list) else []
        self.found: list[dict[str, object]] = []
        listed = held.get("found")
        for one in listed if isinstance(listed, list) else ():
            self.found.append(one if isinstance(one, dict) else {})

    def there(self) -> set[str]:
        """Return the names that were found when the file was written."""
        return {str(one.get("name")) for one in self.found if one.get("at") != GONE}


class Document:
    """A file: `valid` is False where it is no file of needs at all."""

    __slots__ = ("by", "module", "needs", "on", "owner", "valid")

    def __init__(self, content: bytes) -> None:
        documents = load(content, YAML).documents
        held = documents[0] if len(documents) == 1 else None
        held = held if isinstance(held, dict) else {}
        needs = held.get("needs")
        self.valid = held.get("version") == 1 and isinstance(needs, dict)
        needs = needs if isinstance(needs, dict) else {}
        self.valid = self.valid and all(isinstance(needs.get(name), dict) for name in NEEDS)
        self.module = str(held.get("module") or "")
        self.owner = str(held.get("owner") or "")
        self.needs = {name: Need(needs.get(name)) for name in NEEDS}
        signed = held.get("signed")
        signed = signed if isinstance(signed, dict) else {}
        self.by = str(signed.get("by") or "")
        self.on = str(signed.get("on") or "")

    def open(self) -> list[str]:
        """Return the needs that nobody has decided on."""
        return [name for name in NEEDS if self.needs[name].needed == UNKNOWN]

    def differs(self, module: Module) -> dict[str, tuple[list[str], list[str]]]:
        """Return, by need, the names that are new and those that are gone since it was written."""
        found = {}
        for name in NEEDS:
            now = {one.name for one in module.found[name]}
            before = self.needs[name].there()
            if now != before:
                found[name] = (sorted(now - before), sorted(before - now))
        return found


def file_name(module: str) -> str:
    """Return the name of the file of a module: `src.shop.yaml`."""
    return ("root" if module == "." else module.replace("/", ".").lstrip(".")) + ".yaml"


def written(module: Module, owner: str) -> str:
    """Return the first text of a file, with what was found filled in."""
    lines = [_HEAD.format(module=_plain(module.name)) + "version: 1"]
    lines += [f"module: {quoted(module.name)}", f"owner: {quoted(owner)}", "needs:"]
    for name in NEEDS:
        needed, why = _guess(name, module)
        found = module.found[name]
        if not found:
            lines.append(f"  {name}: {{needed: {needed}, why: {quoted(why)}, found: []}}")
            continue
        lines += [f"  {name}:", f"    needed: {needed}", f"    why: {quoted(why)}", "    found:"]
        lines += [f"      - {item(one)}" for one in found]
    lines += ['signed: {by: "", on: ""}']
    return "\n".join(lines) + "\n"


def item(one: Name) -> str:
    """Return a name that was found as an item of the list."""
    more = f", count: {one.count}" if one.count > 1 else ""
    more += ", sealed: true" if one.sealed else ""
    return f"{{name: {quoted(one.name)}, at: {quoted(one.at)}{more}}}"


def quoted(text: str) -> str:
    """Return a text in quotes as YAML reads it, whatever is in it."""
    said = dumps(text.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in said)


def _guess(name: str, module: Module) -> tuple[str, str]:
    if module.found[name]:
        return '"yes"', ""
    if name in (LOGS, METRICS) and not module.coded:
        return '"no"', "there is no code in it"
    if name in (ALERTS, DASHBOARDS) and not module.coded and "/" not in module.name:
        return '"no"', "no program is in it"
    return (UNKNOWN, "") if name in (LOGS, METRICS, ALERTS, DASHBOARDS) else ('"no"', "")


def _plain(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)
