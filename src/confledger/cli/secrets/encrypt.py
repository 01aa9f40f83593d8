"""The action `secrets encrypt`: a plain file by the creation rule that governs it."""

import re
from typing import NamedTuple

from confledger.cli.parser import Parser
from confledger.cli.secrets.changing import add_dry_run
from confledger.cli.secrets.place import here
from confledger.cli.secrets.unfit import unfit
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.location import dotted
from confledger.secrets import tokens
from confledger.secrets.plain import Plain
from confledger.secrets.rules import FILE
from confledger.secrets.sops_file import looks_encrypted, store_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.secrets.place import Place
    from confledger.secrets.rules import Rule, RuleFile
    from confledger.secrets.sops_file import SopsFile

_FEW = 5
# So many versions of a file are looked at, the newest first.
_VERSIONS = 20


def parser() -> Parser:
    """Return what the action takes."""
    made = Parser(
        "secrets encrypt",
        "Encrypt plain files, each by the first rule of `.sops.yaml` that takes it. Refused\n"
        "where a value would not come back as it is: an unquoted 014, 1.50 or 2024-01-02.",
        examples=(
            "confledger secrets encrypt secrets/prod.yaml",
            "confledger secrets encrypt secrets/*.yaml .env",
            "confledger secrets encrypt draft.yaml --output secrets/prod.yaml",
        ),
        meant={
            **dict.fromkeys(
                ("--age", "--pgp", "-a", "-p", "--kms"), "recipients are those of `.sops.yaml`"
            ),
            "-i": "it is written in its place, unless --output names another",
            "--in-place": "it is written in its place, unless --output names another",
        },
    )
    made.add_argument("files", metavar="FILE", nargs="+", help="plain files")
    made.add_argument(
        "--output",
        metavar="FILE",
        help="where to write it; the rule is that of this path, and FILE stays as it is",
    )
    add_dry_run(made)
    return made


def run(arguments: list[str]) -> int:
    """Encrypt all in memory, look at what came of each, and write."""
    asked = parser().parse_args(arguments)
    if asked.output is not None and len(asked.files) > 1:
        raise ConfledgerError(
            f"--output names one file, and there are {len(asked.files)} to encrypt",
            help="leave it out: each is written in its place",
        )
    place = here()
    sources = list(dict.fromkeys(place.path(given) for given in asked.files))
    output = None if asked.output is None else place.path(asked.output)
    made = [_made(place, source, output or source) for source in sources]
    if asked.dry_run:
        tell("nothing was written (--dry-run)\n")
        return 0
    for one in made:
        _write(place, one)
    return 0


class _Made(NamedTuple):
    """A file in plain text, and what it is to become."""

    source: str
    path: str
    plain: bytes
    after: bytes


def _made(place: "Place", source: str, path: str) -> _Made:
    """Encrypt one file in memory, and tell what that comes to."""
    plain = place.parsed(path, place.data(source))
    if plain.metadata is not None:
        raise ConfledgerError(
            f"{source!r} is encrypted already", help=f"confledger secrets edit {source}"
        )
    rules, rule = _governing(place, path)
    _refuse_lossy(plain)
    with Plain(plain.data) as text:
        after = place.sops(rule=rule).encrypt(
            text, plain.store, path=path[len(rules.folder) :], rules=rules.data
        )
    made = place.parsed(path, after)
    hidden = _verified(plain, made)
    people = f"{len(rule.recipients)} recipient{'s' if len(rule.recipients) != 1 else ''}"
    tell(f"{path}: encrypts {hidden} of {len(plain.leaves())} values for {people}\n")
    return _Made(source, path, plain.data, after)


def _write(place: "Place", one: _Made) -> None:
    """Write what was made of a file, and tell where it still is in plain text."""
    known = _known_to_git(place, one.source)
    place.write(one.path, one.after, before=one.plain if one.path == one.source else None)
    if one.path != one.source:
        tell(f"{one.source} is still there in plain text\n")
    if known:
        tell(
            f"git has {one.source} in plain text, {known}: whoever gets that can read it; "
            "change these values where they come from\n"
        )


def _governing(place: "Place", path: str) -> "tuple[RuleFile, Rule]":
    rules = place.rule_file(path)
    rule = None if rules is None else rules.rule_for(path)
    if rules is None or rule is None:
        folder = path.rpartition("/")[0]
        scope = re.escape(f"{folder}/" if folder else path).replace("\\-", "-")
        scope = f"^{scope}" + ("" if folder else "$")
        first = f"creation_rules: [{{path_regex: '{scope}', age: RECIPIENT}}]"
        raise ConfledgerError(
            f"no creation rule takes {path!r}"
            + ("" if rules is not None else f": there is no {FILE}"),
            help="add one to `.sops.yaml`; `confledger explain --rule creation-rule` says more"
            if rules is not None
            else f"write one, such as `{first}`; `confledger secrets keygen` makes a recipient",
        )
    return rules, rule


def _refuse_lossy(plain: "SopsFile") -> None:
    """Raise ConfledgerError where SOPS would change values."""
    with Plain(plain.data) as text:
        faults = unfit(text, plain.path, plain.store)
    if faults:
        more = [f"and {len(faults) - _FEW} more"] if len(faults) > _FEW else []
        raise ConfledgerError(
            "\n       ".join([*faults[:_FEW], *more]),
            help="put such a value in quotes, if it is a text; otherwise write it as SOPS does; "
            "`confledger explain --rule lossy-scalar` says more",
        )


def _verified(plain: "SopsFile", made: "SopsFile") -> int:
    """Return how many values are encrypted; raise ConfledgerError where one is not as it should."""
    before, after = plain.leaves(), made.leaves()
    reason = None
    hidden = 0
    if made.metadata is None or made.metadata.faults or len(before) != len(after):
        reason = "what sops made of it has not the same values"
    for was, now in zip(before, after, strict=False):
        token = tokens.read(now.value) if isinstance(now.value, str) else None
        hidden += token is not None
        if (was.document, was.path) != (now.document, now.path):
            reason = f"`{dotted(was.path)}` is not where it was"
        elif token is None and made.selected(now) and now.value not in ("", None):
            reason = f"`{dotted(was.path)}` was not encrypted"
        elif isinstance(was.value, str) and token is not None and token.type == "str":
            if token.length != len(was.value.encode("utf-8", "surrogateescape")):
                reason = f"`{dotted(was.path)}` would not come back as it is"
    if reason is None and not hidden:
        reason = "the scope of the creation rule takes none of its values"
    if reason is not None:
        raise ConfledgerError(
            f"{plain.path}: {reason}", help="nothing was written; see `.sops.yaml`, and the file"
        )
    return hidden


def _known_to_git(place: "Place", path: str) -> str:
    """Return where git has a version of a file that is plain."""
    if place.repository is None:
        return ""
    said = place.repository.run(
        *("log", "--all", f"--max-count={_VERSIONS}", "--format=%H", "--raw", "--no-abbrev"),
        *("--no-renames", "--", f":(top,literal){path}"),
    )
    commit = ""
    for line in said.decode("utf-8", "replace").splitlines():
        if line and not line.startswith(":"):
            commit = line
        elif line:
            blob = line.split(" ")[3]
            if blob.strip("0") and _is_plain(place.repository.run("cat-file", "blob", blob), path):
                return f"in commit {commit[:7]} at least"
    from confledger.git.snapshot import IndexSnapshot

    index = IndexSnapshot(place.repository, place.tree.limit)
    staged = index.find(path)
    index.close()
    if staged is not None and isinstance(staged[1], bytes) and _is_plain(staged[1], path):
        return "in the index"
    return ""


def _is_plain(data: bytes, path: str) -> bool:
    return not looks_encrypted(data, store_of(path))
