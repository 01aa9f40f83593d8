"""Which environment variables a program gets, and under which names; no key is needed for that."""

import re

from confledger.cli.secrets.addressed import located
from confledger.errors import ConfledgerError
from confledger.location import Path, dotted, pointer
from confledger.secrets.sops_file import DOTENV

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from confledger.secrets.sops_file import SopsFile

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
# The dynamic linker runs what these name, in every program that is started.
_NEVER = ("LD_", "DYLD_")
# These change which program runs, or what it runs, trusts and looks for.
_RISKY = """
PATH HOME SHELL USER LOGNAME TMPDIR TERM EDITOR VISUAL PAGER BROWSER ENV BASH_ENV BASHOPTS
SHELLOPTS PROMPT_COMMAND PS1 PS2 PS4 IFS CDPATH GLOBIGNORE PERL5LIB PERL5OPT PERL5DB RUBYLIB
RUBYOPT NODE_OPTIONS NODE_PATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH
GCONV_PATH LOCPATH NLSPATH HOSTALIASES RES_OPTIONS LOCALDOMAIN MALLOC_TRACE SSL_CERT_FILE
SSL_CERT_DIR OPENSSL_CONF OPENSSL_MODULES HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY ZDOTDIR TERMINFO
KRB5_CONFIG
"""
_ONLY_BY_NAME = frozenset(_RISKY.split())
_ONLY_BY_NAME_BEGUN = ("GIT_", "PYTHON", "SOPS_", "BASH_FUNC_", "CONFLEDGER_", "GLIBC_")


class Variable:
    """One variable, and where its value is: a file, from the root, and a path in it."""

    __slots__ = ("file", "name", "path")

    def __init__(self, name: str, file: str, path: Path) -> None:
        self.name = name
        self.file = file
        self.path = path


def chosen(
    file: "SopsFile", *, only: "Iterable[str]", named: "Iterable[str]", every: bool, prefix: str
) -> list[Variable]:
    """Return the variables that options ask for; raise ConfledgerError.

    `only` are keys of values, or of maps for all that is below; `named` are NAME=KEY.
    """
    found: list[Variable] = []
    paths = [leaf.path for leaf in file.leaves() if leaf.document == 0] if every else []
    for key in only:
        paths += [path for path in below(file, key) if path not in paths]
    for path in paths:
        name = prefix + made_of(path, file.store)
        what = f"`{dotted(path)}` of {file.path!r}"
        if not _NAME.match(name):
            raise ConfledgerError(
                f"{what} makes no name of a variable",
                help=f"name it yourself: --as NAME={pointer(path)}",
            )
        refuse(name, what, given=False)
        found.append(Variable(name, file.path, path))
    for one in named:
        name, equals, key = one.partition("=")
        if not equals or not key:
            raise ConfledgerError(
                f"--as takes NAME=KEY, not {one!r}", help="for example --as PGPASSWORD=db.password"
            )
        refuse(name, f"{key!r} of {file.path!r}", given=True)
        found.append(Variable(name, file.path, single(file, key)))
    _refuse_twice(found)
    return found


def below(file: "SopsFile", key: str) -> list[Path]:
    """Return the values that a key names: one, or all in a map or list; raise ConfledgerError."""
    meant = located(file, key)
    found = [
        leaf.path
        for leaf in file.leaves()
        if leaf.document == 0 and leaf.path[: len(meant)] == meant
    ]
    if not found:
        raise ConfledgerError(
            f"{file.path}: `{dotted(meant)}` has no value in it", help="name another key"
        )
    return found


def single(file: "SopsFile", key: str) -> Path:
    """Return the one value that a key names; raise ConfledgerError."""
    meant = located(file, key)
    if below(file, key) != [meant]:
        raise ConfledgerError(
            f"{file.path}: `{dotted(meant)}` is no single value", help="name one of those in it"
        )
    return meant


def made_of(path: Path, store: str) -> str:
    """Return the name that a path gives: `db.password` is DB_PASSWORD; of dotenv, as it is."""
    if store == DOTENV:
        return str(path[-1])
    return re.sub(r"[-./]", "_", "_".join(map(str, path))).upper()


def refuse(name: str, what: str, *, given: bool) -> None:
    """Raise ConfledgerError where a value must not have that name; `given` by the user, or made."""
    if not _NAME.match(name):
        raise ConfledgerError(
            f"{name!r} is no name of a variable", help="letters, digits and `_`, no digit first"
        )
    if name.startswith(_NEVER):
        raise ConfledgerError(
            f"{what} would be {name}, which loads code into every program",
            help="no secret belongs there; take another name",
        )
    upper = name.upper()
    risky = upper in _ONLY_BY_NAME or upper.startswith(_ONLY_BY_NAME_BEGUN)
    if risky and not given:
        raise ConfledgerError(
            f"{what} would be {name}, which changes how programs run",
            help=f"give it another name with --as or --prefix, or say so: --as {name}=KEY",
        )


def _refuse_twice(found: list[Variable]) -> None:
    by_name: dict[str, Variable] = {}
    for one in found:
        other = by_name.setdefault(one.name, one)
        if other is not one:
            raise ConfledgerError(
                f"`{dotted(other.path)}` and `{dotted(one.path)}` would both be {one.name}",
                help=f"give one of them another name: --as NAME={pointer(one.path)}",
            )
