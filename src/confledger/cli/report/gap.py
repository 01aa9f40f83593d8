"""`report gap`: configuration that is declared against what is found, of one commit."""

from collections.abc import Iterable
from functools import partial

from confledger.checks.selection import Selection
from confledger.cli.report.basis import Basis
from confledger.cli.report.observability import surveyed
from confledger.cli.report.surveyed import surveyed as looked_at
from confledger.documents.dialect import dialect_of
from confledger.documents.load import load
from confledger.errors import ConfledgerError
from confledger.git.snapshot import FILE
from confledger.inventory.gaps import from_findings, of_schemas, of_settings, variables
from confledger.inventory.gaps.gap import Gap
from confledger.inventory.gaps.owners import Owners
from confledger.inventory.gaps.texts import Texts
from confledger.inventory.observability.files import READING
from confledger.inventory.observability.item import VARIABLE, Item
from confledger.inventory.observability.modules import is_test
from confledger.inventory.observability.survey import Survey
from confledger.inventory.variables import DECLARED, GIVEN
from confledger.inventory.variables import variables as read_by_code
from confledger.loader.declared import declared
from confledger.reports.gap.content import content
from confledger.reports.statement.model import Figure, Statement, Unmeasured


def statement(basis: Basis) -> Statement:
    """Return the report."""
    found = gaps(basis)
    owners = owners_of(basis)
    configuration = configured(basis)
    missing = []
    if not owners.declared:
        remedy = "write `.github/CODEOWNERS` with a line such as `* @team`"
        missing.append(Unmeasured("owners", "no CODEOWNERS is tracked", remedy))
    if not basis.settings.owned and configuration:
        why = "the settings name no files that have to have one"
        missing.append(Unmeasured("which files lack an owner", why, "`owned` in the settings"))
    if not basis.settings.environments and configuration:
        why = "the settings declare no environments"
        remedy = "confledger init --dry-run"
        missing.append(Unmeasured("keys that no environment sets", why, remedy))
    why = "what programs read is known on the machine that they run on, and in no commit"
    missing.append(Unmeasured("keys that nobody reads", why, "confledger report access"))
    owned = sum(owners.of(path) != "nobody" for path in configuration)
    return content(
        "gap",
        [gap._replace(owner=gap.owner or owners.of(gap.path)) for gap in found],
        digest="",
        as_of=basis.as_of,
        unmeasured=missing,
        figures=[Figure("Configuration files with an owner", owned, of=len(configuration))],
    )


def gaps(basis: Basis) -> list[Gap]:
    """Return every gap of the domain, without owners where CODEOWNERS says them."""
    settings = basis.settings
    configuration = configured(basis)
    paths = list(basis.snapshot.entries())
    owners = owners_of(basis)
    survey = surveyed(basis)
    reads, known = _reads(basis)
    texts = _texts(basis, survey, configuration, {one.name for one in reads} - known)
    tree = of_schemas.Tree(settings, configuration, partial(documents, basis))
    rows = from_findings.gaps(basis.result.findings, owners)
    rows += of_settings.gaps(settings, paths, configuration, texts.sealed)
    rows += of_schemas.gaps(tree, texts.schemas, texts.mentions)
    listed, overriding = _declared(basis, configuration)
    rows += variables.gaps(
        *(settings, reads, listed, known | texts.variables), texts.used | overriding
    )
    return unique(rows)


def unique(rows: Iterable[Gap]) -> list[Gap]:
    """Return the gaps, each once: the checks and a schema may say the same of one value."""
    found: dict[tuple[str, str, str], Gap] = {}
    for row in rows:
        found.setdefault((row.rule, row.path, row.name.lstrip("/").replace("/", ".")), row)
    return list(found.values())


def configured(basis: Basis) -> list[str]:
    """Return the configuration files that are checked, in path order."""
    entries = basis.snapshot.entries()
    selection = Selection(basis.settings, lambda path: path in entries)
    own = str(basis.settings.reports["folder"]).rstrip("/") + "/"
    return [
        path
        for path, entry in entries.items()
        if not path.startswith(own) and selection.ignored(path, entry.kind) is None
    ]


def owners_of(basis: Basis) -> Owners:
    """Return what CODEOWNERS says."""
    return Owners(basis.codeowners)


def documents(basis: Basis, path: str) -> list[object]:
    """Return the documents of a file; none of one that is not there or cannot be read."""
    entry = basis.snapshot.entries().get(path)
    dialect = dialect_of(path)
    if entry is None or entry.kind != FILE or dialect is None:
        return []
    found = basis.snapshot.find(path)
    if found is None or not isinstance(found[1], bytes):
        return []
    return load(found[1], dialect, basis.limits).documents


def _reads(basis: Basis) -> tuple[list[Item], set[str]]:
    """Return where programs read variables, and the names that are declared or given anyway.

    As the inventory has them, so that two reports never disagree.
    """
    found = read_by_code(looked_at(basis).tree.facts)
    known = {one.name for one in found.all if one.standing in (DECLARED, GIVEN)}
    reads = [
        Item(VARIABLE, one.name, use.path, use.line, use.how)
        for one in found.all
        for use in one.reads
        if not use.test
    ]
    return reads, known


def _texts(basis: Basis, survey: Survey, configuration: list[str], wanted: set[str]) -> Texts:
    """Look for names through all that is no program, or only through what is configuration.

    Everything is read only where code reads a variable that might be declared there.
    """
    entries = basis.snapshot.entries()
    own = str(basis.settings.reports["folder"]).rstrip("/") + "/"
    wanted = {name for name in wanted if not variables.of_others(name)}
    found = Texts(wanted)
    chosen = set(configuration)
    if wanted:
        programs = {one.path for one in survey.files if one.language in READING}
        chosen |= {path for path in entries if not path.startswith(own)} - programs
    there = [entries[path] for path in sorted(chosen) if path in entries]
    there = [entry for entry in there if entry.kind == FILE and not is_test(entry.path)]
    for entry, data in basis.snapshot.stream(there):
        if isinstance(data, bytes):
            found.add(entry.path, data)
    return found


def _declared(basis: Basis, configuration: list[str]) -> tuple[dict[str, str], set[str]]:
    """Return the variables that the configuration lists, each with the file that does.

    And which of them override a key: the loader reads these.
    """
    key = basis.settings.load["declared"]
    listed: dict[str, str] = {}
    overriding: set[str] = set()
    if not key:
        return listed, overriding
    folder = str(basis.settings.load["folder"]).rstrip("/") + "/"
    for path in configuration:
        if path.startswith(folder):
            for document in documents(basis, path):
                try:
                    found, _ = declared(document, key)
                except ConfledgerError:
                    continue
                for name, one in found.items():
                    listed.setdefault(name, path)
                    if one.overrides:
                        overriding.add(name)
    return listed, overriding
