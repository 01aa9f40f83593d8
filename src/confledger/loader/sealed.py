"""Values that stand encrypted in a file: each becomes a Secret, and its metadata goes."""

from confledger.documents.dialect import DOTENV
from confledger.errors import ConfledgerError
from confledger.loader.secret import Openers, Secret
from confledger.location import Path, dotted, pointer
from confledger.secrets import tokens
from confledger.secrets.sealed import METADATA, is_sealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.plain import Plain

# The JSON type of what a ciphertext says it is; all else is a text.
KINDS = {"int": "integer", "float": "number", "bool": "boolean"}
_FLAT = "sops_"


def sealed(
    tree: dict[str, object], file: str, data: bytes, dialect: str, openers: Openers
) -> dict[str, object]:
    """Return the tree of an encrypted file with a `Secret` for each encrypted value.

    Raise ConfledgerError, with its place, for what begins as a ciphertext and is none, and for
    one in a file without the metadata of SOPS, which nobody can open.
    """
    whole = is_sealed(tree, dialect)
    kept = values(tree, dialect) if whole else tree
    done = _Sealing(file, data, dialect, openers, whole=whole).through(kept, ())
    assert isinstance(done, dict)
    return done


def values(tree: dict[str, object], dialect: str) -> dict[str, object]:
    """Return an encrypted document without the metadata of SOPS."""
    if dialect == DOTENV:
        return {name: one for name, one in tree.items() if not name.startswith(_FLAT)}
    return {name: one for name, one in tree.items() if name != METADATA}


def items(found: list[object]) -> list[object]:
    """Return a list without encrypted comments: SOPS makes an item of one before the first."""
    return [one for one in found if not _is_comment(one)]


def _is_comment(one: object) -> bool:
    if not isinstance(one, str) or not one.endswith(",type:comment]"):
        return False
    return tokens.read(one) is not None


class _Sealing:
    def __init__(
        self, file: str, data: bytes, dialect: str, openers: Openers, *, whole: bool
    ) -> None:
        self.whole = whole
        self.file = file
        self.data = data
        self.dialect = dialect
        self.openers = openers

    def through(self, value: object, path: Path) -> object:
        """Copy a value; recursion is bounded by the depth of documents."""
        if isinstance(value, dict):
            return {name: self.through(one, (*path, name)) for name, one in value.items()}
        if isinstance(value, list):
            return [self.through(one, (*path, at)) for at, one in enumerate(items(value))]
        if isinstance(value, str) and value.startswith(tokens.BEGINNING):
            return self.secret(value, path)
        return value

    def secret(self, text: str, path: Path) -> Secret:
        token = tokens.read(text)
        if token is None or not self.whole:
            from confledger.documents.load import positions

            span = positions(self.data, self.dialect).value(0, path)
            at = f":{span.line}:{span.column}" if span else ""
            what = "is not a whole ciphertext"
            if token is not None:
                what = "is encrypted, and the file has no metadata of SOPS that would open it"
            raise ConfledgerError(
                f"{self.file}{at}: `{dotted(path)}` {what}",
                help=f"restore it: git restore {self.file}",
            )
        return of_file(
            self.openers, self.file, self.data, path, KINDS.get(token.type, "string"), written=text
        )


def of_file(
    openers: Openers,
    file: str,
    data: bytes,
    path: Path,
    kind: str,
    *,
    written: str | None = None,
    origin: str = "",
) -> Secret:
    """Return the secret that a value of an encrypted file is."""

    def opening() -> "Plain":
        from confledger.loader.opening import opened

        return opened(openers, file, data, path, kind)

    return Secret(origin or f"sops:{file}#{pointer(path)}", opening, kind, written=written)
