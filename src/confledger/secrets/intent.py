"""Whether a creation rule means a plain file that its pattern takes: often it takes more."""

from confledger.secrets.scope import Scope
from confledger.secrets.sops_file import BINARY, store_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.rules import Rule
    from confledger.secrets.sops_file import Leaf, SopsFile

# How much a pattern says: nothing, a folder, or which file.
ALL, FOLDER, FILE = range(3)
_ENCRYPTED = frozenset(("sops", "enc", "encrypted"))
_SECRET = _ENCRYPTED | frozenset(
    (
        *("secret", "secrets", "credential", "credentials", "creds", "vault", "private"),
        *("password", "passwords"),
    )
)
_ENDINGS = frozenset(("yaml", "yml", "ya", "ml", "json", "env", "ini", "txt", "conf", "bin"))
# What people read and machines run; nobody encrypts it for its being in a folder.
_NEVER = frozenset(
    (
        *("adoc", "bash", "gitattributes", "gitignore", "gitkeep", "go", "html", "js", "lock"),
        *("md", "nix", "pub", "py", "rs", "rst", "sh", "tf", "tmpl", "toml", "tpl", "ts"),
    )
)
_KUSTOMIZATION = ("kustomization.yaml", "kustomization.yml")
_SCOPED = frozenset(("data", "stringData"))
_REFERENCES = ("${", "{{", "$(", "<path:", "op://", "vault:", "ref+")


def meant(file: "SopsFile", rule: "Rule") -> "Leaf | None":
    """Return the first value that a plain file shows and its rule would hide; None for none."""
    words = _words(file.path)
    named = not _ENCRYPTED.isdisjoint(words)
    if _is_never(file.path, words) and not named:
        return None
    width = width_of(rule.pattern)
    scope = rule.scope or Scope()
    spoken = not _SECRET.isdisjoint(words) or any(told is not None for told in file.told)
    kinds = [_kind(document) for document in file.documents]
    for leaf in file.leaves():
        kind = kinds[leaf.document]
        if named:
            counts = True
        elif kind is not None:
            holds = kind == "Secret" or (kind == "ConfigMap" and width == FILE)
            counts = holds and leaf.path[0] in _SCOPED
        else:
            # Below `data` much is no secret, unless it is in a Secret.
            limited = scope.way.startswith("encrypted_") and _SCOPED.isdisjoint(leaf.path)
            counts = limited or width > ALL or spoken
        if counts and _shows(leaf, file.store) and _selects(scope, leaf, file):
            return leaf
    return None


def by_name(path: str, rule: "Rule") -> bool:
    """Whether a rule means a file whatever it holds, as where that cannot be read."""
    words = _words(path)
    if _is_never(path, words) and _ENCRYPTED.isdisjoint(words):
        return False
    return not _SECRET.isdisjoint(words) or width_of(rule.pattern) > ALL


def _is_never(path: str, words: list[str]) -> bool:
    """Whether a file is documentation, a program, or a list of others."""
    # The last word of a name without an ending is the name.
    return words[-1] in _NEVER if store_of(path) == BINARY else path.endswith(_KUSTOMIZATION)


def width_of(pattern: str | None) -> int:
    """Return how much a pattern says: which files, only which folders, or nothing of them."""
    if pattern is None:
        return ALL
    import re

    # Flags, classes, counts, and the escapes that are no letters.
    bare = re.sub(r"\(\?[a-zA-Z:-]*|\[[^\]]*\]|\{[^}]*\}|\\[pPQEAzbBdDsSwW]", " ", pattern)
    folder, _, name = bare.rpartition("/")
    # Files of variables are for secrets most of the time: who names that ending alone, means them.
    if _told(name) or _words(name) == ["env"]:
        return FILE
    return FOLDER if _told(folder) else ALL


def _told(text: str) -> bool:
    return any(len(word) > 1 and word not in _ENDINGS for word in _words(text))


def _words(text: str) -> list[str]:
    """Return the words of a path or pattern, in small letters."""
    return "".join(c if c.isalnum() else " " for c in text.lower()).split() or [""]


def _shows(leaf: "Leaf", store: str) -> bool:
    """Whether there is something to hide in a value."""
    if not isinstance(leaf.value, str):
        return leaf.value is not None
    whole = store == BINARY or not any(mark in leaf.value for mark in _REFERENCES)
    return whole and bool(leaf.value.strip())


def _kind(document: object) -> str | None:
    """Return the kind of an object of Kubernetes; None of anything else."""
    if isinstance(document, dict) and "apiVersion" in document and "kind" in document:
        return str(document["kind"])
    return None


def _selects(scope: Scope, leaf: "Leaf", file: "SopsFile") -> bool:
    from confledger.secrets.patterns import PatternError

    try:
        if not scope.by_comment:
            return scope.selects(leaf.path)
        # Any comment of the file: which values one is above, the file tells when it is encrypted.
        texts = tuple(comment.text for comment in file.comments())
        return scope.way.startswith("unencrypted") or scope.selects((), texts)
    except PatternError:
        return False
