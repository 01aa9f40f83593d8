"""What `docker run --env-file` and `podman run --env-file` take: values as they are.

Up to the end of the line, everything is the value: there are no quotes, no escapes and no
comments after it, so a value of several lines cannot be written.
"""

from confledger.loader.rendering.flat import lines

# A line of docker's scanner (bufio.MaxScanTokenSize of Go), with its name and its end.
_LONGEST = 64 * 1024 - 512


def unfit(text: str) -> str | None:
    """Return why a value cannot be written; None where it can."""
    if "\0" in text:
        return "it has a NUL in it, which no variable can hold"
    if "\n" in text or "\r" in text:
        return "it has several lines, and docker has no way to write them"
    if len(text.encode("utf-8", "replace")) > _LONGEST:
        return "it is longer than a line that docker reads"
    return None


def write(texts: dict[str, str]) -> str:
    """Return the file; each value has to be fit."""
    return lines(texts, str)
