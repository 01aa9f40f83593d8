"""A page that describes keys which its schema no longer has, or not those that it has.

The pages of `documentation` in the settings are held against the schema beside them. What a
page says of keys is taken from two places only, since all other text may be about anything: a
code span that is a path with dots whose first step the schema knows (`limits.max-bytes`), and
a code span that is alone in the first column of a table headed *key*, *setting*, *option*,
*property* or *parameter*. Such a name has to be a key of the schema, or the end of one. The
other way round, every key that is not deprecated has to stand somewhere in code or in a
heading, by its last step.

Bad:
    # confledger.yaml
    documentation:
      - {paths: [docs/settings.md], schema: app.schema.json}
    # app.schema.json
    {"properties": {"timeout_seconds": {"type": "integer"}, "host": {"type": "string"}}}
    # docs/settings.md
    | key | means |
    |---|---|
    | `timeout` | seconds to wait |
    | `host` | where it listens |
Good:
    # confledger.yaml
    documentation:
      - {paths: [docs/settings.md], schema: app.schema.json}
    # app.schema.json
    {"properties": {"timeout_seconds": {"type": "integer"}, "host": {"type": "string"}}}
    # docs/settings.md
    | key | means |
    |---|---|
    | `timeout_seconds` | how long to wait |
    | `host` | where it listens |
"""

import re
from collections.abc import Iterator

from confledger.checks.described import ANY, Key, keys
from confledger.checks.markdown import Spoken, spoken
from confledger.checks.references import FILE, refer
from confledger.checks.whole import Severity, Whole
from confledger.documents.dialect import dialect_of
from confledger.errors import nearest
from confledger.location import Span, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "stale-documentation"
SEVERITY = Severity.WARNING
# A path of keys: `a`, `a.b`, `a.*.b`, `a[0].b`, `a.<name>.b`.
_PATH = re.compile(
    r"^[A-Za-z_$][\w$-]*(?:\[[\w*]*\])?(?:\.(?:[\w$*-]+|<[\w -]+>)(?:\[[\w*]*\])?)*$"
)

# Of more names it is not looked for what they were meant to be.
_HINTS = 100
# Of files that are often named, beside those of configuration.
_SUFFIXES = (".md", ".txt", ".py", ".sh", ".conf", ".lock", ".xml", ".html", ".log")


def check(whole: Whole) -> Iterator["Finding"]:
    """Yield each key that a page names and its schema lacks, and the other way round."""
    for index, one in enumerate(whole.settings.documentation):
        globs: list[str] = one["paths"]
        reference = refer(str(one["schema"]), "", whole.settings.vendored)
        pages = whole.matching(globs)
        about = [*pages, reference.name, whole.settings.file or ""]
        if not whole.concerns(about) and not whole.gone:
            continue
        for what, missing in (("paths", not pages), ("schema", not whole.has(reference.name))):
            if missing:
                yield whole.of_settings(
                    ID,
                    SEVERITY,
                    f"`{dotted(('documentation', index, what))}` leads to no file",
                    ("documentation", index, what),
                    help="paths count from the root of the repository",
                )
        documents = whole.documents(reference.name) if reference.kind == FILE else None
        if documents and pages:
            yield from _compared(whole, reference.name, keys(documents[0]), pages)


def _compared(
    whole: Whole, schema: str, known: dict[Key, bool], pages: list[str]
) -> Iterator["Finding"]:
    ends = {key[start:] for key in known for start in range(len(key))} - {(ANY,)}
    firsts = {key[0] for key in known}
    answers = whole.ask(pages, "spoken", spoken)
    words = {word for answer in answers.values() for word in answer[1]}  # type: ignore[index]
    asked = 0
    for page, answer in sorted(answers.items()):
        spans: list[Spoken] = answer[0]  # type: ignore[index]
        for line, column, text, named in spans:
            key = _key(text)
            if not key or not (named or (len(key) > 1 and key[0] in firsts)):
                continue
            if any(_fits(key, end) for end in ends):
                continue
            if whole.concerns([page, schema, whole.settings.file or ""]):
                asked += 1
                close = _nearest(key, known) if asked <= _HINTS else None
                hint = f"; did you mean `{close}`?" if close else ""
                yield whole.finding(
                    ID,
                    SEVERITY,
                    f"`{text}` is no key of {schema}{hint}",
                    page,
                    span=Span(line, column, line, column + len(text)),
                    help="correct the page, or add the key to the schema",
                    subject=text,
                )
    silent: set[Key] = set()
    for key, deprecated in known.items():
        # What is below a key that nobody describes, or need describe, goes without saying.
        if deprecated or key[:-1] in silent:
            silent.add(key)
        if key in silent or key[-1] in words or key[-1] == ANY:
            continue
        silent.add(key)
        yield whole.finding(
            ID,
            SEVERITY,
            f"`{dotted(key)}` of {schema} is described nowhere here"
            + (f", nor in {len(pages) - 1} other pages" if len(pages) > 1 else ""),
            pages[0],
            span=Span(1, 1, 1, 1),
            help="describe it, or mark it `deprecated` in the schema",
            subject=dotted(key),
        )


def _nearest(key: Key, known: dict[Key, bool]) -> str | None:
    """Return the key that was meant: another one beside it, else one with a nearly equal path."""
    beside = {one[-1] for one in known if _fits(key[:-1], one[:-1]) or len(key) == 1}
    close = nearest(key[-1], beside)
    if close is not None:
        return dotted((*key[:-1], close))
    if any(_fits(key[:-1], one) for one in known):
        return None
    return nearest(dotted(key), {dotted(one) for one in known})


def _key(text: str) -> Key:
    """Return the steps of a path of keys; none for any other text, such as a file's name."""
    if not _PATH.match(text) or text.endswith(_SUFFIXES) or dialect_of(text) is not None:
        return ()
    steps = re.sub(r"\[[^\]]*\]", "", text).split(".")
    return tuple(ANY if step.startswith("<") else step for step in steps)


def _fits(key: Key, known: Key) -> bool:
    """Whether a path is this key, where `*` of either stands for any name."""
    if len(key) != len(known):
        return False
    return all(ANY in (one, other) or one == other for one, other in zip(key, known, strict=True))
