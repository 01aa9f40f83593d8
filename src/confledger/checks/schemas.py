"""Schemas, compiled once a run, from the tree that is checked and from nowhere else.

A `$ref` to another file is read from the same snapshot; one to the network is refused unless
the settings say which file stands for it. Every file that took part is remembered with its
object id, so that a verdict can tell whether it still holds.
"""

from collections.abc import Callable
from posixpath import dirname, join, normpath

from confledger.checks import closing
from confledger.checks.references import FILE, Reference, path_of, refer, uri_of
from confledger.documents.dialect import JSON, dialect_of
from confledger.documents.limits import Limits
from confledger.git.blobs import TooLarge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from jsonschema_rs import Validator

    from confledger.git.snapshot import Content

# What jsonschema-rs writes wherever it would quote the instance.
MASK = "<redacted>"
# A pattern that needs more steps than this on one string is given up (ReDoS).
BACKTRACKS = 100_000


class Broken(Exception):
    """A schema that cannot be used: why, where in which file, and what to do."""

    def __init__(
        self, message: str, *, path: str, help: str | None = None, pointer: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.help = help
        self.pointer = pointer

    def __reduce__(self) -> tuple[object, ...]:
        return _broken, (self.message, self.path, self.help, self.pointer)


def _broken(message: str, path: str, help: str | None, pointer: str) -> Broken:
    return Broken(message, path=path, help=help, pointer=pointer)


class Schema:
    """A compiled schema; `closed` is its form without forgotten doors, if that differs."""

    __slots__ = ("closed", "label", "members", "validator", "within")

    def __init__(
        self,
        label: str,
        validator: "Validator",
        closed: "Validator | None",
        members: dict[str, str | None],
        within: "Schemas",
    ) -> None:
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
                {"$schema": form, "$ref": form}, offline=True, mask=MASK
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

    def rule(self, address: str) -> str:
        """Write the absolute address of a rule as people find it: file, `#`, pointer."""
        uri, mark, fragment = address.partition("#")
        return f"{self._path(uri) or uri}{mark}{fragment}"

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
        retrieve = self._retriever(members, reference.name)
        options = {
            "retriever": retrieve,
            "base_uri": base,
            "mask": MASK,
            "validate_formats": True if self._formats else None,
            "pattern_options": jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACKS),
        }
        if reference.fragment:
            document = {"$ref": f"{base}#{reference.fragment}"}
        try:
            validator = jsonschema_rs.validator_for(document, **options)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the Rust library is no Exception
            raise self._why(error, reference) from None
        closed = None
        shut = closing.closed(document)
        if shut is not None:
            try:
                closed = jsonschema_rs.validator_for(shut, **options)
            except Exception:
                closed = None
        return Schema(reference.name, validator, closed, members, self)

    def _document(self, path: str, members: dict[str, str | None]) -> object:
        """Read and parse a schema file; note it among the members."""
        found = self._find(path)
        members[path] = self._oids[path] = None if found is None else found[0]
        if found is None:
            raise Broken(
                f"the schema `{path}` does not exist",
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
        worst = next((found for found in loaded.problems if found.kind != "encoding"), None)
        if worst is not None and not loaded.documents:
            at = f":{worst.span.line}:{worst.span.column}" if worst.span else ""
            raise Broken(f"the schema `{path}{at}` cannot be read: {worst.message}", path=path)
        if not loaded.documents:
            raise Broken(f"the schema `{path}` is empty", path=path)
        self._documents[path] = loaded.documents[0]
        return loaded.documents[0]

    def _retriever(self, members: dict[str, str | None], root: str) -> "Callable[[str], object]":
        def retrieve(uri: str) -> object:
            path = path_of(uri) or self._beside(uri)
            if path is None:
                reference = refer(uri, "", self._vendored)
                if reference.kind != FILE:
                    raise Broken(
                        f"the schema `{root}` refers to {uri}, and checks never use the network",
                        path=root,
                        help="save that schema in the repository and name the file under "
                        "`vendored-schemas` in confledger.yaml",
                    )
                path = reference.name
            return self._document(path, members)

        return retrieve

    def _beside(self, uri: str) -> str | None:
        """Find the file of an address by a loaded schema whose `$id` is its neighbour."""
        for path, document in self._documents.items():
            own = document.get("$id") if isinstance(document, dict) else None
            if isinstance(own, str) and "://" in own:
                folder = own.rsplit("/", 1)[0] + "/"
                if uri.startswith(folder):
                    beside = normpath(join(dirname(path), uri[len(folder) :]))
                    if not beside.startswith("..") and self._find(beside) is not None:
                        return beside
        return None

    def _why(self, error: BaseException, reference: Reference) -> Broken:
        """Say why a schema does not compile, without what the library quotes."""
        said = str(error).split("\n", 1)[0]
        path = reference.name
        for broken in _causes(error):
            return broken
        steps = getattr(error, "instance_path", None) or []
        pointer = "".join(f"/{step}" for step in steps)
        if "retrieving it failed" in said:
            detail = said.split("retrieving it failed: ", 1)[-1]
            for mark in ("Broken: ", "ValueError: "):
                detail = detail.removeprefix(mark)
            return Broken(detail, path=path, help=_VENDOR if "network" in detail else None)
        if "Unknown meta-schema" in said:
            return Broken(
                f"the schema `{path}` is written for an unknown `$schema`",
                path=path,
                pointer="/$schema",
                help="use draft-04, draft-06, draft-07, 2019-09 or 2020-12",
            )
        if "does not exist" in said:
            return Broken(f"the schema `{path}` has a dangling reference: {said}", path=path)
        where = f" at `{pointer}`" if pointer else ""
        return Broken(
            f"the schema `{path}` is itself not valid{where}: {said.replace(MASK, 'the value')}",
            path=path,
            pointer=pointer,
        )


_VENDOR = (
    "save that schema in the repository and name the file under `vendored-schemas` "
    "in confledger.yaml"
)


def _causes(error: BaseException) -> list[Broken]:
    chain: list[Broken] = []
    cause = error.__cause__ or error.__context__
    while cause is not None:
        if isinstance(cause, Broken):
            chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    return chain
