"""Three versions of a text merged by their lines, as git does it."""

import os

from confledger.git.process import GitFailed, Running, environment

# More conflicts are not counted by git; a higher code says that it could not merge at all.
_MOST = 127


def merged(now: bytes, base: bytes, other: bytes, *, ours: bool = False) -> bytes | None:
    """Return `now` with what changed from `base` to `other`; None where lines are at odds.

    With `ours`, lines at odds stay as they are in `now`. None as well for what is no text.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="confledger-") as folder:
        paths = []
        for name, data in (("now", now), ("base", base), ("other", other)):
            paths.append(os.path.join(folder, name))
            with open(paths[-1], "xb") as file:
                file.write(data)
        how = ["--ours"] if ours else []
        running = Running([], ["merge-file", "-p", "-q", *how, *paths], environment(foreign=True))
        made = running.output.read()
        try:
            running.wait()
        except GitFailed as error:
            if 0 < error.code <= _MOST or "binary" in error.said:
                return None
            raise
    return made
