"""A reference to something that is not there.

Moving or deleting a file breaks what names it, and nothing in the diff shows that. What is
looked at, by the names of the files: kustomizations, compose files, GitHub workflows,
`.gitlab-ci.yml`, Flux Kustomizations, `mkdocs.yml`, and the `$ref`s of `*.schema.json` and OpenAPI
files; in the files of `environments`, every `${some.key}`, which has to exist in the merged
tree; and in the settings, `extends` of an environment. When a commit removes the target, the file
that still names it is reported.

No finding: what a program fills in (`${TAG}`, `${a:-b}`, `{{ x }}`), addresses of the
network, what lies outside of the repository, and files that .gitignore leaves to each machine.

Bad:
    # web/kustomization.yaml
    resources: [deployment.yaml, service.yaml]
    # web/deployment.yaml
    kind: Deployment
Good:
    # web/kustomization.yaml
    resources: [deployment.yaml, service.yaml]
    # web/deployment.yaml
    kind: Deployment
    # web/service.yaml
    kind: Service
"""

from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath

from confledger.checks import gitignore
from confledger.checks.bearing import KUSTOMIZATIONS, MARKS, SCHEMA, bearing
from confledger.checks.broken import Broken
from confledger.checks.globs import matcher
from confledger.checks.whole import Severity, Whole
from confledger.errors import nearest
from confledger.location import Path, dotted, parse_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.environments import Environment
    from confledger.checks.finding import Finding
    from confledger.checks.mentions import Mention
    from confledger.checks.pointers import Pointed

ID = "dangling-reference"
SEVERITY = Severity.ERROR
# Of more names it is not looked for what they were meant to be.
_HINTS = 100
_ACTIONS = ("action.yml", "action.yaml", "Dockerfile")
# How a sample of a file that everybody makes for themselves is called.
_SAMPLES = (".example", ".sample", ".template", ".dist", ".tmpl")


def check(whole: Whole) -> Iterator["Finding"]:
    """Yield each reference that leads nowhere."""
    by_kind: dict[str, list[str]] = {}
    for path, kind in _referrers(whole).items():
        by_kind.setdefault(kind, []).append(path)
    schemas = by_kind.pop(SCHEMA, [])
    for kind, paths in sorted(by_kind.items()):
        from confledger.checks.mentions import mentions

        answers = whole.ask(paths, f"mentions {kind}", mentions(kind))
        for path, found in sorted(answers.items()):
            lost: list[str] = []
            for mention in found:  # type: ignore[attr-defined]
                for finding in _missing(whole, path, mention):
                    # What is in a folder that is missing goes without saying.
                    if not finding.subject.startswith(tuple(f"{one}/" for one in lost)):
                        lost.append(finding.subject)
                        yield finding
    if schemas:
        yield from _parts(whole, schemas)
    if whole.settings.environments:
        yield from _interpolations(whole)
        yield from _unknown_parents(whole)


def _referrers(whole: Whole) -> dict[str, str]:
    """Return the files to look at, and their kind: those that the commit changes, if any.

    Where it deletes something, all that may refer to that; where it changes a schema, all schemas.
    """
    settings = whole.settings
    schemas = whole.selection.schema_paths(settings.vendored) | set(settings.vendored.values())

    def kind_of(path: str) -> str | None:
        return SCHEMA if path in schemas else bearing(path)

    touched = whole.touched
    if touched is None or whole.gone:
        kinds = {path: kind for path in whole.entries if (kind := kind_of(path))}
        return {path: kind for path, kind in kinds.items() if whole.judged(path)}
    found = {path: kind for path in sorted(touched) if (kind := kind_of(path))}
    if SCHEMA in found.values():
        found |= {path: SCHEMA for path in whole.entries if kind_of(path) == SCHEMA}
    return {
        path: kind
        for path, kind in found.items()
        if whole.marked(path, MARKS.get(kind, ())) and whole.judged(path)
    }


def _blamed(whole: Whole, path: str, target: str) -> bool:
    """Whether a commit has a part in this: it changes the referrer, or removes the target."""
    if whole.concerns([path]):
        return True
    return any(map(_matcher(target), whole.gone))


def _matcher(target: str) -> Callable[[str], bool]:
    # Braces are plain characters in names of files, and no other is in their place.
    return matcher([target.replace("{", "?")])


def _missing(whole: Whole, path: str, mention: "Mention") -> Iterator["Finding"]:
    from confledger.checks.mentions import BESIDE

    number, at, kind, where, name = mention
    if where == BESIDE and name.startswith(("/", "~")):
        return
    beside = dirname(path) if where == BESIDE else ""
    target = normpath(join(beside, name.lstrip("/") if where != BESIDE else name))
    if target.startswith("..") or whole.opaque(target):
        return
    problem = _problem(whole, kind, target)
    if problem is None or not _blamed(whole, path, target):
        return
    if gitignore.ignored(target, whole.content):
        return
    yield whole.finding(
        ID,
        SEVERITY,
        f"`{dotted(at)}` names {problem}",
        path,
        document=number,
        at=at,
        help=_help(whole, target),
        subject=target,
    )


def _problem(whole: Whole, kind: str, target: str) -> str | None:
    """Return what is wrong with a target, or None."""
    from confledger.checks.mentions import IS_ACTION, IS_FOLDER, IS_GLOB, IS_LOCAL, IS_RESOURCE

    if kind == IS_GLOB and any(mark in target for mark in "*?["):
        if any(map(_matcher(target), whole.entries)):
            return None
        return f"`{target}`, which matches no file"
    if whole.has(target):
        if kind != IS_FOLDER:
            return None
        return f"`{target}`, which is a file, expected a folder"
    folder = whole.has_folder(target)
    inside = {IS_RESOURCE: KUSTOMIZATIONS, IS_ACTION: _ACTIONS}.get(kind)
    if folder and inside is not None:
        if any(whole.has(normpath(f"{target}/{name}")) for name in inside):
            return None
        return f"the folder `{target}`, which has no {inside[0]}"
    if folder:
        return None if kind in (IS_FOLDER, IS_LOCAL) else f"`{target}`, which is a folder"
    if kind == IS_LOCAL and any(whole.has(target + sample) for sample in _SAMPLES):
        return None
    return f"`{target}`, which does not exist"


def _help(whole: Whole, target: str) -> str:
    folder, _, name = target.rpartition("/")
    close = nearest(name, whole.names_in(folder))
    if close and len(name.partition(".")[0]) > 2:
        return f"did you mean `{close}`?"
    moved = whole.named(name) if "." in name else []
    if len(moved) == 1:
        return f"there is `{moved[0]}`; correct the reference, or remove it"
    return "correct the reference, or remove it; a new file must be added with `git add`"


def _parts(whole: Whole, paths: list[str]) -> Iterator["Finding"]:
    """Yield each `$ref` whose file, or part of a file, is not there."""
    from confledger.checks.pointers import part, pointed

    # What the check `schema` has told is not told twice.
    compiled = whole.schemas._compiled.values()
    told = {one.path for one in compiled if isinstance(one, Broken)}
    lost: dict[tuple[str, str], bool] = {}
    for path, found in sorted(whole.ask(paths, "refs", pointed).items()):
        if path in told:
            continue
        references: list[Pointed] = found  # type: ignore[assignment]
        for number, at, file, fragment in references:
            target = normpath(join(dirname(path), file)) if file else path
            if target.startswith(("..", "/")) or whole.opaque(target):
                continue
            if file and not whole.has(target):
                problem = f"`{target}`, which does not exist"
            else:
                if file and (target, fragment) not in lost:
                    has = whole.ask([target], f"part {fragment}", part(fragment)).get(target)
                    lost[target, fragment] = has is False
                if file and not lost[target, fragment]:
                    continue
                problem = f"`{dotted(parse_pointer(fragment))}`, which `{target}` does not have"
            if whole.concerns([path, target]):
                yield whole.finding(
                    ID,
                    SEVERITY,
                    f"`{dotted(at[-3:])}` refers to {problem}",
                    path,
                    document=number,
                    at=at,
                    help="correct the reference, or add what it refers to",
                    subject=f"{file}#{fragment}",
                )


def _interpolations(whole: Whole) -> Iterator["Finding"]:
    """Yield each `${some.key}` that the merged tree of its environment does not have."""
    from confledger.checks.environments import environments

    told: set[tuple[str, int, Path, str]] = set()
    for environment in environments(whole):
        if not environment.deployed or not environment.readable:
            continue
        if not whole.concerns(environment.files()):
            continue
        for role in environment.roles():
            for path, number, at, name in environment.interpolations(role):
                if environment.has(name) or (path, number, at, name) in told:
                    continue
                told.add((path, number, at, name))
                close = nearest(name, environment.names()) if len(told) <= _HINTS else None
                hint = f"; did you mean `${{{close}}}`?" if close else ""
                yield whole.finding(
                    ID,
                    SEVERITY,
                    f"`{dotted(at)}` stands for `${{{name}}}`, which {environment.name} does not "
                    f"have{hint}",
                    path,
                    document=number,
                    at=at,
                    help=f"set `{name}`, or correct the name",
                    subject=name,
                )


def _unknown_parents(whole: Whole) -> Iterator["Finding"]:
    """Yield what the settings say of environments that leads nowhere."""
    from confledger.checks.environments import environments

    if whole.touched is not None and whole.settings.file not in whole.touched and not whole.gone:
        return
    known: dict[str, Environment] = {one.name: one for one in environments(whole)}
    for index, one in enumerate(whole.settings.environments):
        parent = one.get("extends")
        if parent is not None and parent not in known:
            close = nearest(str(parent), set(known))
            yield whole.of_settings(
                ID,
                SEVERITY,
                f"`{one['name']}` extends `{parent}`, which is no environment"
                + (f"; did you mean `{close}`?" if close else ""),
                ("environments", index, "extends"),
                help=f"environments are {', '.join(known)}",
            )
        if not known[str(one["name"])].files(own=True):
            yield whole.of_settings(
                ID,
                SEVERITY,
                f"the paths of environment `{one['name']}` match no file",
                ("environments", index, "paths"),
                help="correct them; globs count from the root of the repository",
                subject=str(one["name"]),
            )
