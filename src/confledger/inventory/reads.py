"""What code asks of its surroundings: variables, classes of settings, files named in its texts.

Only names and places are kept. What a variable defaults to is not: it may be a secret.
"""

from confledger.secrets.redaction import key_shown

# How sure it is, and how it shows: said in every report beside the variable.
DIRECT, SETTINGS, LIBRARY, OPTION = "direct", "settings class", "library", "option"
# A file has at most so many of each; what is more is generated.
MOST = 2_000
LONGEST = 120


class Read:
    """A variable that code reads: where, by what, and whether it does without it.

    `name` is empty where the program makes it up as it runs.
    """

    __slots__ = ("default", "how", "line", "name")

    def __init__(self, name: str, line: int, how: str, *, default: bool) -> None:
        self.name = name
        self.line = line
        self.how = how
        self.default = default

    def __repr__(self) -> str:
        return f"Read({self.name!r}, {self.line}, {self.how!r}, default={self.default})"


class Form:
    """A class, or a module, whose fields are settings."""

    __slots__ = ("how", "line", "name", "prefix")

    def __init__(self, name: str, line: int, how: str, prefix: str = "") -> None:
        self.name = name
        self.line = line
        self.how = how
        self.prefix = prefix


class Seen:
    """What one file of code asks for, and why it could not be read if it could not."""

    __slots__ = ("fault", "forms", "loads", "reads", "texts")

    def __init__(self) -> None:
        self.reads: list[Read] = []
        self.forms: list[Form] = []
        # Lines with a call of `confledger.load`, with the folder where it is written out.
        self.loads: list[tuple[str, int]] = []
        # Texts that may name files, each with the first line it stands on.
        self.texts: dict[str, int] = {}
        self.fault: tuple[str, int] | None = None

    def read(self, name: str, line: int, how: str, *, default: bool) -> None:
        """Note a variable; a name that nobody could set is none."""
        if len(self.reads) < MOST and is_name(name):
            self.reads.append(Read(key_shown(name), line, how, default=default))

    def computed(self, line: int, how: str) -> None:
        """Note that a variable is read whose name is not written out."""
        if len(self.reads) < MOST:
            self.reads.append(Read("", line, how, default=False))


def is_name(text: str) -> bool:
    """Whether a text can be the name of a variable: letters, digits and `_`, no digit first."""
    return (
        0 < len(text) <= LONGEST
        and text.isascii()
        and text.replace("_", "a").isalnum()
        and not text[0].isdigit()
    )
