"""Who is the same person: `.mailmap` as git reads it.

https://git-scm.com/docs/gitmailmap
"""

import re

from confledger.ledger import spelling

FILE = ".mailmap"
_ENTRY = re.compile(r"([^<>]*)<([^<>]*)>(?:([^<>]*)<([^<>]*)>)?")


class Mailmap:
    """Names and addresses as they should be; without any entry everybody stays who they are."""

    __slots__ = ("_known",)

    def __init__(self, text: str = "") -> None:
        # By the address of the commit, and the name with it or none.
        self._known: dict[tuple[str, str], tuple[str, str]] = {}
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            found = _ENTRY.match(line.strip())
            if found is None:
                continue
            name, email = found[1].strip(), found[2].strip()
            old_name, old_email = (found[3] or "").strip(), found[4]
            if old_email is None:
                self._add(email, "", name, "")
            else:
                self._add(old_email.strip(), old_name, name, email)

    def _add(self, old_email: str, old_name: str, name: str, email: str) -> None:
        key = (old_email.lower(), old_name.lower())
        before = self._known.get(key, ("", ""))
        self._known[key] = (name or before[0], email or before[1])

    def of(self, name: str, email: str) -> tuple[str, str]:
        """Return the name and the address by which somebody wants to be known."""
        address = email.lower()
        for key in ((address, name.lower()), (address, "")):
            if key in self._known:
                new_name, new_email = self._known[key]
                return new_name or name, new_email or email
        return name, email

    def key(self, name: str, email: str) -> str:
        """Return what two spellings of one person have in common."""
        known, address = self.of(name, email)
        return spelling.address(address) or spelling.name(known)
