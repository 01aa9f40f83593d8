"""CODEOWNERS as GitHub and GitLab read it: who owns a path, by which line.

Patterns are nearly those of .gitignore: the last one that matches decides, in a
file with sections the last one of each. A pattern that ends in a name stands for a folder and
all in it, one that ends in `*` does not reach into folders.

https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
https://docs.gitlab.com/user/project/codeowners/reference/
"""

import re
from collections.abc import Callable

from confledger.checks.globs import matcher
from confledger.location import Span

# In the order in which they are looked for; the first one counts.
PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_SECTION = re.compile(r"^\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>\s.*)?$")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_OWNER = re.compile(r"^(?:@@?[\w][\w./-]*|[^@\s]+@[^@\s]+\.[^@\s]+)$")


class Rule:
    """One line: what it matches, and who owns that; `wrong` are owners that are none."""

    __slots__ = ("_match", "line", "owners", "pattern", "section", "span", "wrong")

    def __init__(
        self, pattern: str, words: list[str], line: int, column: int, section: str, *, gitlab: bool
    ) -> None:
        self.pattern = pattern
        self.owners = [word for word in words if _OWNER.match(word)]
        self.wrong = [word for word in words if not _OWNER.match(word)]
        self.line = line
        self.span = Span(line, column, line, column + len(pattern))
        self.section = section
        self._match = _matcher(pattern, gitlab=gitlab)

    def matches(self, path: str) -> bool:
        """Whether the rule is about a path."""
        return self._match(path)


class Codeowners:
    """The rules of a file, in their order."""

    __slots__ = ("negated", "path", "rules")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.rules: list[Rule] = []
        self.negated: list[int] = []
        lines = text.splitlines()
        gitlab = path.startswith(".gitlab/") or any(_SECTION.match(line) for line in lines)
        section, defaults = "", list[str]()
        for number, line in enumerate(lines, 1):
            words = _words(line)
            if not words:
                continue
            named = _SECTION.match(line.strip()) if gitlab else None
            if named:
                section, defaults = named["name"].lower(), _words(named["owners"] or "")
            elif words[0].startswith("!") and not gitlab:
                self.negated.append(number)
            else:
                column = len(line) - len(line.lstrip()) + 1
                # On GitLab, `!` takes the owners away.
                owners = [] if words[0].startswith("!") else words[1:] or defaults
                self.rules.append(Rule(words[0], owners, number, column, section, gitlab=gitlab))

    def deciding(self, path: str) -> list[Rule]:
        """Return the rules that decide about a path: the last that matches, of each section."""
        last = {rule.section: rule for rule in self.rules if rule.matches(path)}
        return list(last.values())

    def owners(self, path: str) -> list[str]:
        """Return who owns a path, in the order of the rules, each once."""
        names = (name for rule in self.deciding(path) for name in rule.owners)
        return list(dict.fromkeys(names))


def _words(line: str) -> list[str]:
    """Split a line at blanks that no backslash stands before; a comment ends it."""
    words: list[str] = []
    for word in _WORD.findall(line):
        if word.startswith("#"):
            break
        words.append(word)
    return words


def _matcher(pattern: str, *, gitlab: bool) -> Callable[[str], bool]:
    glob = re.sub(r"\\(.)", r"\1", pattern.removeprefix("!"))
    # Braces are plain characters here, and no other is in their place.
    glob = glob.replace("{", "?")
    anchored = glob.startswith("/") or (not gitlab and "/" in glob.rstrip("/"))
    glob = glob.lstrip("/")
    if glob in ("", "*", "**"):
        return lambda path: True
    if glob.endswith("/"):
        glob += "**"
    return matcher([glob] if anchored else [glob, f"**/{glob}"])
