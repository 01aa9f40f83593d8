"""The trailers at the end of a message, `Reviewed-by: Ada <ada@example.org>`, as git finds them.

Read here and not by git, because one process a commit is too slow, and because what git is set
to on a machine would decide. https://git-scm.com/docs/git-interpret-trailers
"""

# A block with one of these may hold other lines too, as long as a quarter are trailers.
_OF_GIT = ("Signed-off-by: ", "(cherry picked from commit ")
_BLANK = " \t\r\v\f"


def trailers(message: str) -> list[tuple[str, str]]:
    """Return name and value of each trailer, in their order; values that go on are one line."""
    lines = message.rstrip("\n" + _BLANK).split("\n")
    found: list[tuple[str, str]] = []
    for line in lines[_start(lines) :]:
        if line[:1] == "#":
            continue
        if line[:1] in (" ", "\t"):
            if found:
                name, value = found[-1]
                found[-1] = (name, f"{value} {line.strip()}".strip())
            continue
        at = _separator(line)
        if at > 0:
            found.append((line[:at].strip(), line[at + 1 :].strip()))
    return found


def _start(lines: list[str]) -> int:
    """Return where the last paragraph begins if it is one of trailers, else the end.

    The first paragraph is the subject, whatever it looks like.
    """
    title = next((at for at, line in enumerate(lines) if not line.strip(_BLANK)), len(lines))
    trailing = others = continuing = 0
    of_git = False
    for at in range(len(lines) - 1, title - 1, -1):
        line = lines[at]
        if line[:1] == "#":
            others += continuing
            continuing = 0
        elif not line.strip(_BLANK):
            others += continuing
            if (of_git and trailing * 3 >= others) or (trailing and not others):
                return at + 1
            return len(lines)
        elif line.startswith(_OF_GIT):
            of_git = True
            trailing += 1
            continuing = 0
        elif line[0] in " \t":
            continuing += 1
        elif _separator(line) > 0:
            trailing += 1
            continuing = 0
        else:
            others += 1 + continuing
            continuing = 0
    return len(lines)


def _separator(line: str) -> int:
    """Return where the colon behind a name is; -1 where no name comes first."""
    blank = False
    for at, character in enumerate(line):
        if character == ":":
            return at
        if not blank and character.isascii() and (character.isalnum() or character == "-"):
            continue
        if at and character in " \t":
            blank = True
            continue
        return -1
    return -1
