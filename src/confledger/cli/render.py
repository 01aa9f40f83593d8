"""The command `render`: the configuration of an environment in the format of another program."""

import os
import sys

from confledger.cli import effective
from confledger.cli.parser import Parser, one_of
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.loader.rendering.catalog import FLAT, FORMATS, rendered
from confledger.loader.rendering.veiling import MASK, OMIT, OPEN, Veil
from confledger.loader.surroundings import in_ci
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

FAKE = "fake"
_ABOUT = """\
Write the configuration of an environment, or a key of it, in the format of another program.
What is written reads back as it was; a value that a format cannot hold is refused.

  dotenv      for python-dotenv and its like, and for a shell where it says nothing else
  docker-env  for `docker run --env-file`, which knows no quotes
  systemd     for EnvironmentFile= of a unit; a shell reads it as well
  configmap   for Kubernetes, with --name; secrets are left out
  properties  for Java
  json, yaml, toml   with all types

Names of variables are made of keys, as the loader reads them: with the prefix APP_, db.pool is
APP_DB__POOL. Secrets are masked, unless --secrets says otherwise."""


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "render",
        _ABOUT,
        examples=(
            "confledger render --env prod --format dotenv",
            "confledger render --env prod --format toml managers.storage --output storage.toml",
        ),
        meant={
            "-o": "did you mean --output FILE?",
            "--rev": "it renders what is in the folder: git worktree add",
        },
    )
    made.add_argument("key", nargs="?", metavar="KEY", help="only this: db, or jobs[nightly].run")
    effective.add_to(made)
    made.add_argument(
        "--format", metavar="FORMAT", type=one_of(FORMATS, "format"), help="one of those above"
    )
    made.add_argument(
        "--template", metavar="FILE.j2", help="fill this template, instead of --format"
    )
    made.add_argument("--output", metavar="FILE", help="write to a file, not to standard output")
    made.add_argument(
        "--prefix", help="what names of variables begin with (default: the settings')"
    )
    made.add_argument("--name", default="config", help="of the ConfigMap (default: config)")
    made.add_argument(
        "--secrets",
        metavar="HOW",
        type=one_of((MASK, FAKE, OPEN), "way with secrets"),
        default=MASK,
        help="mask; fake: made up, fit for the schema; open: in clear text (default: mask)",
    )
    made.add_argument(
        "--reveal", action="store_true", help="with --secrets open: to a terminal or log as well"
    )
    return made


def run(arguments: list[str]) -> int:
    """Write the configuration; return 0."""
    asked = parser().parse_args(arguments)
    if asked.template is not None:
        from confledger.cli.render_template import run as fill

        if asked.secrets == OPEN and asked.output is None:
            only_where_nobody_looks(asked.reveal)
        return fill(asked, save)
    if asked.format is None:
        raise ConfledgerError("which format?", help=f"--format {', '.join(FORMATS[:-1])} or toml")
    if asked.secrets == OPEN and asked.output is None:
        only_where_nobody_looks(asked.reveal)
    config = effective.loaded(asked, fake=asked.secrets == FAKE)
    at, value = effective.placed(config, asked.key)
    resolution = config.snapshot.resolution
    how = OMIT if asked.format == "configmap" else MASK if asked.secrets == MASK else OPEN
    veil = Veil(resolution.tree, resolution.schema, how, resolution.inputs)
    written = veil.over(value, at)
    prefix = asked.prefix
    if prefix is None:
        prefix = str(effective.settings_of(config).load["prefix"])
    done = rendered(written, asked.format, at=at, prefix=prefix, name=asked.name)
    if asked.output is None:
        put(done.text)
    else:
        save(asked.output, done.text, private=asked.secrets == OPEN)
    _say(asked, how, veil.met, done.nulls)
    effective.noted(
        *(len(done.not_for_a_shell), "value", done.not_for_a_shell),
        "reads otherwise in a shell (--format systemd is the same for both)",
    )
    return 0


def only_where_nobody_looks(reveal: bool) -> None:
    """Raise ConfledgerError where standard output is a terminal, a log, or a file others read."""
    if reveal:
        return
    instead = "write to a file that only you can read, with --output FILE, or add --reveal"
    if in_ci(os.environ):
        raise ConfledgerError(
            "nothing is written in clear text in continuous integration: "
            "logs are kept and read by many",
            help=instead,
        )
    if sys.stdout.isatty():
        raise ConfledgerError(
            "standard output is a terminal, where secrets would be seen", help=instead
        )
    import stat

    mode = os.fstat(sys.stdout.fileno()).st_mode
    if stat.S_ISREG(mode) and mode & 0o077:
        raise ConfledgerError("standard output is a file that others can read", help=instead)


def save(file: str, text: str, *, private: bool) -> None:
    """Replace a file as a whole; a `private` one is only for this user, from its first byte on."""
    from confledger.cli.atomic import replace

    data = text.encode()
    before = os.umask(0o077) if private else None
    try:
        if os.path.exists(file) and not os.path.isfile(file):
            with open(file, "wb") as out:
                out.write(data)
        else:
            replace(os.path.realpath(file), data, mode=0o600 if private else None)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise ConfledgerError(f"{file!r} could not be written: {reason}") from error
    finally:
        if before is not None:
            os.umask(before)


def _say(asked: "Namespace", how: str, met: list[Path], nulls: list[Path]) -> None:
    """Tell what is not in the text as it is in the configuration."""
    if how == MASK:
        effective.noted(len(met), "secret", met, "masked (--secrets open writes clear text)")
    elif how == OMIT:
        effective.noted(len(met), "secret", met, "left out: a ConfigMap is no place for them")
    elif asked.secrets == FAKE:
        effective.noted(len(met), "secret", met, "made up")
    if asked.output is not None and asked.secrets == OPEN and met:
        what = f"{len(met)} secret{'s' if len(met) > 1 else ''} in clear text"
        tell(f"{asked.output} holds {what}, for you alone (mode 0600)\n")
    if asked.format in FLAT:
        effective.noted(len(nulls), "key", nulls, "null and left out")
