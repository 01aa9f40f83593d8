"""Schemas, compiled once a run, from the tree that is checked and from nowhere else.

A `$ref` to another file is read from the same snapshot; one to the network is refused unless
the settings say which file stands for it. Every file that took part is noted with its object id.
"""

from collections.abc import Callable
from posixpath import dirname, join, normpath

from confledger.checks import closing
from confledger.checks.broken import Broken, at, dangling
from confledger.checks.expansion import HELP, endless
from confledger.checks.references import FILE, Reference, path_of, refer, unquoted, uri_of
from confledger.documents.dialect import JSON, dialect_of
from confledger.documents.limits import Limits
from confledger.git.blobs import TooLarge
from confledger.location import Path, Span, dotted, pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from jsonschema_rs import Validator

    from confledger.git.snapshot import Content

# Of what refers to a part of a schema.
PART = "part:///"
# What jsonschema-rs writes wherever it would quote the instance.
MASK = "<redacted>"
# A pattern that needs more steps than this on one string is given up (ReDoS).
BACKTRACKS = 100_000


class Schema:
    """A compiled schema; `closed` is its form without forgotten doors, if that differs.

    `deprecated` are names of which one occurs in each file that uses what it calls so.
    """

    __slots__ = ("closed", "deprecated", "label", "members", "validator", "within")

    def __init__(
        self,
        label: str,
        validator: "Validator",
        closed: "Validator | None",
        members: dict[str, str | None],
        within: "Schemas",
        deprecated: tuple[bytes, ...] = (),
    ) -> None:
        self.deprecated = deprecated
        self.within = within
        self.label = label
        self.validator = validator
        self.closed = closed
        self.members = members


class Schemas:
    """The schemas of one snapshot; `find` gives a file's object id and content, or None."""

    def __init__(
        self,
        find: "Callable[[str], tuple[str, Content] | None]",
        *,
        vendored: dict[str, str],
        limits: Limits,
        formats: bool,
    ) -> None:
        self._find = find
        self._vendored = vendored
        self._limits = limits
        self._formats = formats
        self._compiled: dict[Reference, Schema | Broken] = {}
        self._documents: dict[str, object] = {}
        # Schema files that may call something deprecated.
        self._marked: set[str] = set()
        self._oids: dict[str, str | None] = {}
        self._metas: dict[str, Schema] = {}

    def get(self, reference: Reference) -> Schema:
        """Compile a schema of the tree, or return the one that was; raise Broken."""
        known = self._compiled.get(reference)
        if known is None:
            try:
                known = self._compile(reference)
            except Broken as broken:
                known = broken
            self._compiled[reference] = known
        if isinstance(known, Broken):
            raise known
        return known

    def meta(self, address: str) -> Schema:
        """Return the published draft at `address`, for files that are schemas themselves."""
        known = self._metas.get(address)
        if known is None:
            from confledger.checks.validator import jsonschema_rs

            draft = address.split("json-schema.org/", 1)[1].rstrip("#")
            old = draft.startswith("draft-0")
            form = f"http://json-schema.org/{draft}#" if old else f"https://json-schema.org/{draft}"
            validator = jsonschema_rs.validator_for(
                {"$schema": form, "$ref": form}, offline=True, mask=MASK, validate_formats=True
            )
            known = self._metas[address] = Schema(form, validator, None, {}, self)
        return known

    def oid(self, path: str) -> str | None:
        """Return the object id of a file that schemas are made of; None when it is not there."""
        if path not in self._oids:
            found = self._find(path)
            self._oids[path] = None if found is None else found[0]
        return self._oids[path]

    def node(self, location: str) -> tuple[object, dict[str, object]]:
        """Return the subschema at an absolute location, and the document that holds it."""
        uri, _, fragment = location.partition("#")
        root = self._documents.get(self._path(uri) or "")
        if not isinstance(root, dict):
            return None, {}
        return closing.lookup(root, "#" + fragment), root

    def look(self, location: str) -> object:
        """Return what stands at an absolute location of a schema; None where it is unknown."""
        return self.node(location)[0]

    def rule(self, address: str) -> str:
        """Write the absolute address of a rule as people find it: file, `#`, pointer."""
        uri, mark, fragment = address.partition("#")
        return f"{self._path(uri) or uri}{mark}{unquoted(fragment)}"

    def _path(self, uri: str) -> str | None:
        """Return the file of a base address: its own, or one that calls itself so (`$id`)."""
        path = path_of(uri)
        if path is not None:
            return path
        for path, document in self._documents.items():
            if isinstance(document, dict):
                own = document.get("$id", document.get("id"))
                if own in (uri, uri + "#"):
                    return path
        return None

    def _compile(self, reference: Reference) -> Schema:
        from confledger.checks.validator import jsonschema_rs

        members: dict[str, str | None] = {}
        document = self._document(reference.name, members)
        base = uri_of(reference.name)
        refused: list[Broken] = []
        retrieve = self._retriever(members, reference.name, refused)
        options = {
            "retriever": retrieve,
            "base_uri": base,
            "mask": MASK,
            "validate_formats": True if self._formats else None,
            "pattern_options": jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACKS),
        }
        if not isinstance(document, (dict, bool)):
            from confledger.checks.sentences import kind_of

            raise Broken(
                f"the schema `{reference.name}` is {kind_of(document)}, expected a map",
                path=reference.name,
            )
        why = endless(reference.name, document, lambda path: self._part(path, members))
        if why is not None:
            raise Broken(f"the schema {why}", path=reference.name, help=HELP)
        if reference.fragment:
            # At another address, or it would refer to itself, and allow everything.
            document = {"$ref": f"{base}#{reference.fragment}"}
            options["base_uri"] = PART
        try:
            validator = jsonschema_rs.validator_for(document, **options)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the Rust library is no Exception
            raise self._why(error, reference.name, members, refused) from None
        closed = None
        shut = closing.closed(document)
        if shut is not None:
            try:
                closed = jsonschema_rs.validator_for(shut, **options)
            except Exception:
                closed = None
        deprecated: tuple[bytes, ...] = ()
        if any(member in self._marked for member in members):
            from confledger.checks.deprecations import deprecated_names

            deprecated = deprecated_names([self._documents.get(member) for member in members])
        return Schema(reference.name, validator, closed, members, self, deprecated)

    def _part(self, path: str, members: dict[str, str | None]) -> object:
        """Return another schema file, or None when it cannot be used, which is told later."""
        try:
            return self._document(path, members)
        except Broken:
            return None

    def _document(self, path: str, members: dict[str, str | None], by: str = "") -> object:
        """Read and parse a schema file, that another refers to; note it among the members."""
        found = self._find(path)
        members[path] = self._oids[path] = None if found is None else found[0]
        if found is None:
            raise Broken(
                f"the schema `{by}` refers to `{path}`, which does not exist"
                if by
                else f"the schema `{path}` does not exist",
                path=path,
                help="create it, or correct the path; a new file must be added with `git add`",
            )
        if path in self._documents:
            return self._documents[path]
        content = found[1]
        if isinstance(content, TooLarge):
            raise Broken(f"the schema `{path}` has {content.size:,} bytes", path=path)
        if not isinstance(content, bytes):
            raise Broken(f"the schema `{path}` cannot be used: {content.reason}", path=path)
        from confledger.documents.load import load

        loaded = load(content, dialect_of(path) or JSON, self._limits)
        if loaded.problems and not loaded.documents:
            worst = loaded.problems[-1]
            raise Broken(
                f"the schema `{path}{at(worst.span)}` cannot be read: {worst.message}",
                path=path,
                help=worst.help,
                span=worst.span,
            )
        if not loaded.documents:
            raise Broken(f"the schema `{path}` is empty", path=path, help="`{}` allows everything")
        self._documents[path] = loaded.documents[0]
        if b"deprecated" in content:
            self._marked.add(path)
        return loaded.documents[0]

    def _retriever(
        self, members: dict[str, str | None], root: str, refused: list[Broken]
    ) -> "Callable[[str], object]":
        def retrieve(uri: str) -> object:
            # The validator turns what is raised here into text.
            try:
                return document_at(uri)
            except Broken as broken:
                refused.append(broken)
                raise

        def document_at(uri: str) -> object:
            path = path_of(uri) or self._beside(uri, members)
            if path is None:
                reference = refer(uri, "", self._vendored)
                if uri.startswith(("tree:", "file:")):
                    raise Broken(
                        f"the schema `{root}` refers to a file outside the repository",
                        path=root,
                        help="copy that file into the repository, and refer to the copy",
                    )
                if reference.kind != FILE:
                    raise Broken(
                        f"the schema `{root}` refers to {uri}, and checks never use the network",
                        path=root,
                        help="save that schema in the repository and name the file under "
                        "`vendored-schemas` in confledger.yaml",
                    )
                path = reference.name
            return self._document(path, members, root)

        return retrieve

    def _beside(self, uri: str, members: dict[str, str | None]) -> str | None:
        """Find the file of an address by one of these schemas whose `$id` is its neighbour."""
        for path in members:
            document = self._documents.get(path)
            own = document.get("$id") if isinstance(document, dict) else None
            if isinstance(own, str) and "://" in own:
                folder = own.rsplit("/", 1)[0] + "/"
                if uri.startswith(folder):
                    beside = normpath(join(dirname(path), uri[len(folder) :]))
                    if not beside.startswith("..") and self._find(beside) is not None:
                        return beside
        return None

    def _why(
        self,
        error: BaseException,
        path: str,
        members: dict[str, str | None],
        refused: list[Broken],
    ) -> Broken:
        """Say why a schema does not compile, without what the library quotes."""
        said = str(error).split("\n", 1)[0]
        if refused:
            return refused[0]
        if "Unknown meta-schema" in said:
            span = self._span(path, ("$schema",))
            return Broken(
                f"the schema `{path}{at(span)}` is written for an unknown `$schema`",
                path=path,
                pointer="/$schema",
                help="use draft-04, draft-06, draft-07, 2019-09 or 2020-12",
                span=span,
            )
        if "does not exist" in said:
            documents = {member: self._documents.get(member) for member in members}
            for holder, place, named in dangling(documents, said.split("'")[1]):
                span = self._span(holder, place)
                return Broken(
                    f"the schema `{holder}{at(span)}` refers to `{named}`, which does not exist",
                    path=holder,
                    pointer=pointer(place),
                    span=span,
                )
            lost = said.split("'")[1]
            return Broken(f"the schema `{path}` has no part `{lost}`", path=path)
        from confledger.checks.invalid_schema import invalid

        for member in members:
            document = self._documents.get(member)
            fault = invalid(member, document, lambda name: self.meta(name).validator, self._span)
            if fault is not None:
                return fault
        steps = tuple(getattr(error, "instance_path", None) or ())
        span = self._span(path, steps) if steps else None
        said = f"`{dotted(steps)}` is no pattern that can be used" if '"regex"' in said else said
        return Broken(
            f"the schema `{path}{at(span)}` is itself not valid: {said.replace(MASK, 'the value')}",
            path=path,
            pointer=pointer(steps),
            span=span,
        )

    def _span(self, path: str, steps: Path) -> Span | None:
        """Return where a value of a schema stands in its file."""
        from confledger.documents.load import positions

        found = self._find(path)
        if found is None or not isinstance(found[1], bytes):
            return None
        return positions(found[1], dialect_of(path) or JSON).value(0, steps)
