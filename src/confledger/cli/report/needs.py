"""`report needs`: what each module needs of configuration and observability, as its owner says.

One YAML file for each module, filled in from what is found in the last commit; the owner sets
what is unknown, and signs. The files are those on disk, so that one can write, sign and commit.
"""

from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.cli.report.basis import Basis
from confledger.cli.report.gap import configured, owners_of
from confledger.cli.report.observability import surveyed
from confledger.cli.schema_writing import Tree
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError, nearest
from confledger.git.process import GitFailed
from confledger.git.snapshot import FILE
from confledger.inventory.gaps.owners import Owners
from confledger.inventory.needs.document import Document, file_name, written
from confledger.inventory.needs.found import Module, modules
from confledger.inventory.needs.merging import merged, signed
from confledger.inventory.needs.standing import owners_of as who_may_sign
from confledger.inventory.needs.standing import wrong
from confledger.reports.needs.content import Row, content
from confledger.reports.statement import catalog
from confledger.settings_reports import leads_out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable


def parser() -> Parser:
    """Return the parser."""
    made = Parser(
        "report needs",
        "Say what each module needs of configuration, logs, metrics, alerts, dashboards and\n"
        "reports: found by confledger, confirmed by its owner.",
        examples=(
            "confledger report needs --write",
            "confledger report needs --sign src/shop --as @shop/platform",
            "confledger report needs --check",
        ),
    )
    made.add_argument("--rev", metavar="REV", default="HEAD", help="found in this commit")
    what = made.add_mutually_exclusive_group()
    what.add_argument(
        "--write", action="store_true", help="write the files; what people wrote stays"
    )
    what.add_argument(
        "--check",
        action="store_true",
        help="exit with 1 where one is missing, not signed, too old or out of date",
    )
    what.add_argument("--sign", metavar="MODULE", help="confirm what a file says")
    made.add_argument(
        "--as",
        metavar="NAME",
        dest="name",
        help="with --sign: as this owner (default: the e-mail address that git has)",
    )
    made.add_argument(
        "--dry-run", "-n", action="store_true", help="with --write or --sign: only show it"
    )
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Write, check, sign or list; return 1 where --check has something to say."""
    asked = parser().parse_args(arguments)
    if asked.name is not None and asked.sign is None:
        raise ConfledgerError("--as goes with --sign", help="name the module: --sign MODULE")
    from confledger.cli.report.basis import basis

    with basis(asked.rev) as found:
        tree = Tree()
        rows = rows_of(found, tree.content)
        if asked.write:
            return _write(found, tree, rows, dry=asked.dry_run)
        if asked.sign is not None:
            return _sign(found, tree, rows, asked)
        if asked.check:
            return _check(rows)
        digest = found.digest("needs")
        made = content(rows, digest=digest, as_of=found.as_of)
        put(catalog.render(made, asked.format))
    return 0


def rows_of(basis: Basis, read: "Callable[[str], bytes | None]") -> list[Row]:
    """Return every module with its file, as `read` gives it, and what is wrong with that."""
    owners = owners_of(basis)
    rows = []
    for module in modules_of(basis):
        path = _path(basis, module.name)
        data = read(path)
        document = None if data is None else Document(data)
        names = _owners(owners, module.name)
        faults = wrong(
            *(module, document, names),
            today=basis.today,
            max_age=basis.settings.needs["max-age"],
        )
        rows.append(Row(module, path, document, who_may_sign(names, document), faults))
    return rows


def modules_of(basis: Basis) -> list[Module]:
    """Return the modules of a commit with what was found in each."""
    own = str(basis.settings.needs["folder"]).rstrip("/") + "/"
    configuration = [path for path in configured(basis) if not path.startswith(own)]
    entries = basis.snapshot.entries()
    sealed = set()
    there = [entries[path] for path in configuration if entries[path].kind == FILE]
    for entry, data in basis.snapshot.stream(there):
        if isinstance(data, bytes) and b"ENC[AES256_GCM," in data and b"sops" in data:
            sealed.add(entry.path)
    return modules(surveyed(basis), configuration, sealed)


def _owners(owners: Owners, module: str) -> list[str]:
    """Return who owns a module: whoever owns any file in its folder."""
    return owners.names("x" if module == "." else f"{module}/x")


def _path(basis: Basis, module: str) -> str:
    folder = str(basis.settings.needs["folder"]).rstrip("/")
    if leads_out(folder):
        raise ConfledgerError(
            f"`needs.folder` leads out of the repository: {folder!r}",
            help="name a folder from the root, such as needs",
        )
    return f"{folder}/{file_name(module)}"


def _write(basis: Basis, tree: Tree, rows: list[Row], *, dry: bool) -> int:
    names: dict[str, str] = {}
    diffs = []
    for row in rows:
        if row.path in names:
            raise ConfledgerError(
                f"{names[row.path]!r} and {row.module.name!r} would share {row.path!r}",
                help="rename one of the folders",
            )
        names[row.path] = row.module.name
        before = tree.content(row.path)
        if before is None:
            owner = " ".join(_owners(owners_of(basis), row.module.name)) or "nobody"
            tree.change(row.path, written(row.module, owner).encode("utf-8"))
        else:
            diffs.append(row.path)
            tree.change(row.path, merged(before, row.module, row.path))
    tree.settle(diffs=tuple(diffs), dry=dry)
    unsigned = sum(row.document is None or not row.document.by for row in rows)
    if unsigned:
        tell(f"{unsigned} of {len(rows)} wait for an owner: confledger report needs\n")
    return 0


def _sign(basis: Basis, tree: Tree, rows: list[Row], asked: "Namespace") -> int:
    module = asked.sign.rstrip("/") or "."
    row = next((one for one in rows if one.module.name == module), None)
    if row is None:
        close = nearest(module, [one.module.name for one in rows])
        raise ConfledgerError(
            f"there is no module {module!r}",
            help=f"did you mean {close!r}?" if close else "see: confledger report needs",
        )
    data = tree.content(row.path)
    if data is None or row.document is None or not row.document.valid:
        raise ConfledgerError(
            f"{row.path!r} is no file of needs", help="confledger report needs --write"
        )
    if row.document.differs(row.module):
        raise ConfledgerError(
            f"{row.path!r} is out of date", help="first: confledger report needs --write"
        )
    undecided = row.document.open()
    if undecided:
        raise ConfledgerError(
            f"nobody has decided on {', '.join(undecided)} in {row.path!r}",
            help="set each `needed` to yes or no, and say why where that surprises",
        )
    name = asked.name or _address(basis)
    if name not in row.owners:
        allowed = ", ".join(row.owners)
        raise ConfledgerError(
            f"{name!r} does not own {module!r}" if name else "nobody is named to sign",
            help=f"its owners are {allowed}: --as {row.owners[0]}"
            if row.owners
            else f"name an owner in CODEOWNERS, or in `owner` of {row.path}",
        )
    from datetime import UTC, datetime

    today = datetime.now(UTC).strftime("%Y-%m-%d")
    tree.change(row.path, signed(data, name, today, row.path))
    tree.settle(diffs=(row.path,), dry=asked.dry_run)
    return 0


def _check(rows: list[Row]) -> int:
    bad = [row for row in rows if row.wrong]
    for row in bad:
        for why, command in row.wrong:
            put(f"{shown(row.path)}: {shown(why)}\n  {shown(command)}\n")
    if not bad:
        tell(f"{len(rows)} modules: each has needs that an owner has signed\n")
    return int(bool(bad))


def _address(basis: Basis) -> str:
    try:
        return basis.repository.run("config", "user.email").decode("utf-8", "replace").strip()
    except GitFailed:
        return ""
