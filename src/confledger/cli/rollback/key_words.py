"""What somebody may have meant by a `--key` that names none: the spelling that would be right."""

from collections.abc import Collection

from confledger.errors import ConfledgerError, nearest

# What stands between the two halves in other tools, or between the parts of a key.
_MARKS = "#: .=@"
# So many environments are named.
_SHOWN = 5
_SPELLING = "write ENVIRONMENT:KEY, or FILE#KEY"


def unclear(
    word: str, environments: Collection[str], paths: Collection[str] = ()
) -> ConfledgerError:
    """Return what is said of a word that has neither an environment nor a file before the key."""
    meant = _in_file(word, paths) or _in_environment(word, environments)
    if meant is not None:
        return ConfledgerError(f"{word!r} names no key", help=f"did you mean {meant!r}?")
    if not word.strip(_MARKS) or word in environments or not environments:
        return ConfledgerError(f"{word!r} names no key", help=_SPELLING)
    some = sorted(environments)[:_SHOWN]
    each = ", ".join([f"{one}:{word}" for one in some] + ["..."] * (len(environments) > _SHOWN))
    return ConfledgerError(
        f"{word!r} does not say in which environment, or file",
        help=f"one of {each}; or FILE#{word}",
    )


def no_file(name: str, key: str, environments: Collection[str], paths: Collection[str]) -> str:
    """Return the help for a file before `#` that there is not."""
    if name in environments:
        return f"did you mean '{name}:{key}'?"
    close = ending(name, paths) or nearest(name, [*paths])
    return f"did you mean {close!r}?" if close else "FILE#KEY, seen from here"


def file_meant(word: str, paths: Collection[str]) -> str | None:
    """Return FILE#KEY for a word that puts another mark than `#` after a file."""
    return _in_file(word, paths)


def ending(name: str, paths: Collection[str]) -> str | None:
    """Return the only path that ends with a name, such as `prod.yaml`."""
    found = [one for one in paths if name and one.endswith(f"/{name.removeprefix('./')}")]
    return found[0] if len(found) == 1 else None


def _in_file(word: str, paths: Collection[str]) -> str | None:
    for at, mark in enumerate(word):
        if mark not in _MARKS or not word[at + 1 :]:
            continue
        name = word[:at].removeprefix("./")
        path = name if name in paths else ending(name, paths) if "." in name else None
        if path is not None:
            return f"{path}#{word[at + 1 :]}"
    return None


def _in_environment(word: str, environments: Collection[str]) -> str | None:
    for at, mark in enumerate(word):
        if (mark in _MARKS or mark == "/") and word[:at] in environments and word[at + 1 :]:
            return f"{word[:at]}:{word[at + 1 :]}"
    return None
