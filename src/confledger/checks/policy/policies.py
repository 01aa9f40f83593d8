"""The policies of one snapshot: which files hold them, and which of them hold for a path."""

from confledger.checks.cache import digest
from confledger.checks.globs import belonging, matcher
from confledger.checks.policy.model import Broken, Policy
from confledger.checks.policy.reading import Problem, Read, read

# The files with tests of configuration.
EXAMPLES = ["**/*.cltest.yaml", "**/*.cltest.yml"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from confledger.documents.limits import Limits
    from confledger.git.snapshot import Content

    Find = Callable[[str], tuple[str, Content] | None]


class Source:
    """A state of the files: `find` gives one, `paths` lists all."""

    __slots__ = ("find", "paths")

    def __init__(self, find: "Find", paths: "Callable[[], Iterable[str]]") -> None:
        self.find = find
        self.paths = paths


class Policies:
    """Policies by path; files are read when the first is asked for.

    Those of every source hold. What is wrong with them is told of the last, which is the one
    that is judged.
    """

    def __init__(
        self,
        globs: list[str],
        sources: list[Source],
        environments: list[dict[str, object]],
        limits: "Limits",
        *,
        settings: str = "confledger.yaml",
    ) -> None:
        self._globs = globs
        self._sources = sources
        self._limits = limits
        self._settings = settings
        self._listed = environments
        self._environments = belonging(environments)
        self._named = matcher(globs)
        # What holds examples is no configuration.
        self._exempt = matcher([*globs, *EXAMPLES, settings])
        self._read: list[Read] | None = None
        self._applying: dict[str, tuple[str, list[Policy]]] = {}
        self._problems: list[Problem] = []
        self._stopped: dict[tuple[Policy, str, int], Broken] = {}
        # Object id of each file that was looked at; None where there is none.
        self.looked: dict[str, str | None] = {}

    def is_one(self, path: str) -> bool:
        """Whether a path is, or would be, that of a file of policies."""
        return self._named(path)

    def alike(self, globs: list[str], environments: list[dict[str, object]]) -> bool:
        """Whether settings that say this name the same files, for the same environments."""
        return (globs, environments) == (self._globs, self._listed)

    def files(self) -> list[Read]:
        """Return every file of policies, in the order of their paths; read once."""
        if self._read is None:
            self._read = []
            seen: set[tuple[str, bytes]] = set()
            names = [str(one["name"]) for one in self._listed]
            for source in self._sources:
                contents, problems = self._contents(source)
                files = [
                    read(path, data, names, self._limits) for path, data in sorted(contents.items())
                ]
                self._read += [one for one in files if (one.file, one.digest) not in seen]
                seen |= {(one.file, one.digest) for one in files}
                self._problems = [
                    *problems,
                    *(problem for one in files for problem in one.problems),
                ]
        return self._read

    def _contents(self, source: Source) -> tuple[dict[str, bytes], list[Problem]]:
        """Return the bytes of the files, and what is not there or cannot be read.

        All paths are listed only where a glob asks for it.
        """
        found: dict[str, bytes] = {}
        problems: list[Problem] = []
        listed: list[str] | None = None
        for glob in self._globs:
            plain = glob.removeprefix("./")
            literal = not any(mark in plain for mark in "*?[{")
            if literal and self._take(source, plain, found, problems):
                continue
            if listed is None:
                listed = sorted(source.paths())
            matches = matcher([glob])
            inside = [path for path in listed if matches(path)]
            taken = [path for path in inside if self._take(source, path, found, problems)]
            if not taken and literal:
                problems.append(
                    Problem(
                        self._settings,
                        f"`policies` names `{glob}`, and there is no such file",
                        *(None, (), "correct the name, or add the file"),
                    )
                )
        return found, problems

    def _take(
        self, source: Source, path: str, found: dict[str, bytes], problems: list[Problem]
    ) -> bool:
        """Read one file; whether there is anything of that name. Tell what cannot be read."""
        there = source.find(path)
        self.looked[path] = None if there is None else there[0]
        if there is None:
            return False
        if isinstance(there[1], bytes):
            found[path] = there[1]
        elif not any(one.file == path for one in problems):
            reason = getattr(there[1], "reason", "it is too large")
            help = "name a regular file of a sensible size; until then its policies do not hold"
            problems.append(
                Problem(path, f"these policies cannot be read: {reason}", None, (), help)
            )
        return True

    def problems(self) -> list[Problem]:
        """Return what makes policies unusable; nothing when none was asked for."""
        return self._problems

    def applying(self, path: str) -> tuple[str, list[Policy]]:
        """Return the environment of a path, empty when it has none, and the policies for it."""
        known = self._applying.get(path)
        if known is None:
            environment = self.environment(path)
            policies = [
                policy
                for one in self.files()
                for policy in one.policies
                if policy.matches(path)
                and (not policy.environments or environment in policy.environments)
                and not self._exempt(path)
            ]
            known = self._applying[path] = (environment, policies)
        return known

    def environment(self, path: str) -> str:
        """Return the environment that a path belongs to; the first that has it."""
        return next(iter(self._environments(path)), "")

    def key(self, path: str) -> bytes:
        """Return what a verdict on a path rests on besides its bytes; empty without policies."""
        environment, policies = self.applying(path)
        if not policies:
            return b""
        parts = [path.encode("utf-8", "surrogateescape"), environment.encode()]
        return digest(b"\0".join(parts + [policy.digest for policy in policies]))

    def holds(self, path: str, dialect: str, documents: list[object]) -> bool:
        """Whether documents, as the fast readers give them, keep to every policy for a path."""
        environment, policies = self.applying(path)
        if not policies:
            return True
        plain: list[object] | None = documents
        if dialect == "yaml":
            from confledger.documents.formats import yaml

            plain = yaml.normalised(documents)
        if plain is None:
            return False
        for policy in policies:
            for number, document in judged(plain):
                for broken in policy.broken(document, path, environment):
                    if broken.stopped:
                        self._stopped[policy, path, number] = broken
                    return False
        return True

    def broken(self, policy: Policy, path: str, number: int, document: object) -> "list[Broken]":
        """Return where a document does not keep to a policy."""
        stopped = self._stopped.get((policy, path, number))
        if stopped is not None:
            # It would only be stopped again, and nothing else takes as long.
            return [stopped]
        return list(policy.broken(document, path, self.environment(path)))


def judged(documents: list[object]) -> "Iterator[tuple[int, object]]":
    """Yield the documents that policies are held against, by number.

    Of a file without any it is `{}`: one that was emptied lacks what is required.
    """
    if all(document is None for document in documents):
        yield 0, {}
    for number, document in enumerate(documents):
        if document is not None:
            yield number, document
