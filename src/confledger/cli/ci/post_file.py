"""`confledger ci post-file`: a comment that another run has left, on the request that it is about.

The file comes from whoever has made the change: it is a text, and nothing of it is believed. For
which request it is, the forge says.
"""

import os
import stat

from confledger.cli.ci.posting import post
from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError
from confledger.reports.ci.comment import GONE, Comment
from confledger.reports.ci.model import MARKER

# A comment has at most 65,536 characters.
_MOST_BYTES = 4 * 65_536
# Else it would look as if we had said it.
SAID_BY = "> By a run of the change itself, which may have written anything here.\n\n"


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "ci post-file",
        "Write a comment that `confledger ci` has left as a file on the change request that this\n"
        "pipeline follows: for pipelines of forks, which may not comment. Nothing else is done.",
        examples=('confledger ci post-file "$RUNNER_TEMP/confledger-ci/comment.md"',),
    )
    made.add_argument("file", metavar="FILE", help="comment.md of the folder of results")
    return made


def run(arguments: list[str]) -> int:
    """Post the comment; return 0, also where there is no request any more."""
    asked = parser().parse_args(arguments)
    text = _read(asked.file)
    if not text.startswith(MARKER):
        raise ConfledgerError(
            f"{asked.file!r} is no comment of `confledger ci`", help="name its comment.md"
        )
    body = f"{MARKER}\n{SAID_BY}{text.removeprefix(MARKER).lstrip()}"
    post(Comment(body, nothing=text == f"{MARKER}\n{GONE}"), os.environ)
    return 0


def _read(path: str) -> str:
    """Return the text of a file that is one: a link could lead to what nobody should read."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        if os.path.islink(folder):
            raise ConfledgerError(f"{os.path.dirname(path)!r} is a symbolic link")
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise ConfledgerError(f"{path!r} is no file")
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise ConfledgerError(f"{path!r} is larger than any comment")
        return data.decode("utf-8")
    except OSError as error:
        raise ConfledgerError(
            f"{path!r} could not be read: {(error.strerror or '').lower()}",
            help="was the artefact of the first workflow downloaded?",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfledgerError(f"{path!r} is no text in UTF-8") from error
