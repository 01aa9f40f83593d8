"""YAML 1.2, careful: what is wrong, where, and what to do about it.

yaml-rs has the verdict on syntax (it follows the YAML test suite); yaml-edit's lossless tree
has the places of duplicate keys; PyYAML's nodes give the values of what py-yaml12 refuses.
"""

from confledger.documents.formats import yaml, yaml_nodes
from confledger.documents.limits import DEEPEST, Limits
from confledger.documents.problem import DUPLICATE_KEY, LIMITS, SYNTAX, Loaded, Problem
from confledger.location import Path, Span, dotted

# What the parsers say, in the words of the person who has to mend it.
_REASONS = (
    (
        "mapping values are not allowed",
        "a second `: ` on this line, or a key that is indented more than its neighbours",
        "quote the value if the `:` belongs to it, else line the key up with the ones above",
    ),
    ("tabs disallowed", "a tab used for indentation", "indent with spaces"),
    ("unknown anchor", "an alias to an anchor that is not defined above it", None),
    (
        "block mapping, did not find expected key",
        "this line does not line up with the keys above it",
        "indent it as its neighbours are",
    ),
    (
        "block collection, did not find expected '-'",
        "this line stands level with a list but is no item of it",
        "start it with `- `, or indent it",
    ),
    ("unclosed bracket '{'", "this `{` is never closed", "add the `}`"),
    ("unclosed bracket '['", "this `[` is never closed", "add the `]`"),
    ("misplaced bracket", "a closing bracket that nothing opened", "remove it"),
    (
        "illegal placement of ':'",
        "a `:` where none can stand; a bracket or quote above may still be open",
        None,
    ),
    ("unexpected end of stream", "the file ends inside a quoted text", "add the closing quote"),
    ("multiline quoted scalar", "a quoted text that is not closed on its line", "close the quote"),
    ("trailing content after", "something follows a closed quote", "remove it, or quote it all"),
    (
        "unknown escape character",
        "an escape that YAML does not know, in double quotes",
        "use single quotes, or write the backslash twice",
    ),
    (
        "plain scalar, found a tab",
        "a tab where a plain value goes on",
        "indent with spaces",
    ),
    (
        "is only valid inside a block",
        "a `-` that starts no list item here",
        "quote the value if the `-` belongs to it",
    ),
    (
        "unexpected character: `%'",
        "a plain value cannot start with `%`",
        "quote the value",
    ),
    ("unexpected character: ``'", "a plain value cannot start with a backtick", "quote the value"),
    ("unexpected character: `@'", "a plain value cannot start with `@`", "quote the value"),
    (
        "wrongly indented line in block scalar",
        "this line is indented less than the text block it belongs to",
        None,
    ),
)

# What yaml-rs refuses and YAML 1.2 allows: tags of its own that others know (`!!timestamp`,
# `!!python/name:`), and a tab between a colon and a value. What it says of a value that does not
# fit its tag quotes that value. PyYAML's nodes decide about these.
_TOO_STRICT = ("Invalid tag: ", "Invalid value ", "':' must be followed by a valid YAML whitespace")


def read(text: str, limits: Limits) -> Loaded:
    """Read a YAML stream; see `confledger.documents.load.load`."""
    from yaml_edit import ParseError, YamlFile

    try:
        tree = YamlFile.parse(text)
    except ParseError as error:
        if "nested too deeply" in str(error):
            return Loaded([], [_too_deep(error.line or 1, error.column or 1, DEEPEST)])
        tree = None
    said = _refusal(text, limits)
    if tree is not None and any(phrase in said for phrase in _TOO_STRICT):
        return _within(yaml_nodes.read(text, limits), limits)
    fault = _explained(said, limits) if said else None
    if fault is not None and fault.kind != DUPLICATE_KEY:
        if fault.kind == SYNTAX and _is_template(text, fault):
            fault.help = "this looks like a template; list such files under `ignore`"
        return Loaded([], [fault])
    problems = [] if tree is None else _duplicates(tree, text)
    if fault is not None and not problems and tree is None:
        problems = [fault]
    loaded = _values(text, limits, doubled=fault is not None)
    if not loaded.documents and loaded.problems:
        return Loaded([], problems + loaded.problems)
    # The tree's list of duplicates is the better one: it has the place of each.
    rest = [found for found in loaded.problems if found.kind != DUPLICATE_KEY or not problems]
    return _within(Loaded(loaded.documents, problems + rest), limits)


def _within(loaded: Loaded, limits: Limits) -> Loaded:
    """Return what was loaded, or nothing but the limit that it passes."""
    over = _over_limits(loaded.documents, limits)
    return loaded if over is None else Loaded([], [over])


def _refusal(text: str, limits: Limits) -> str:
    """Return what yaml-rs says against a text; it never builds what an alias bomb asks for."""
    from yaml_rs import YAMLDecodeError

    try:
        yaml.guard(text, limits)
    except YAMLDecodeError as error:
        return str(error)
    return ""


def _explained(said: str, limits: Limits) -> Problem:
    """Turn a parser's message into a problem; source lines it quotes are left out."""
    if said.startswith("alias replay"):
        return Problem(
            LIMITS,
            f"its aliases expand to more than {limits.max_aliased_nodes:,} values",
            Span(1, 1, 1, 2),
            help="write the repeated parts out, or raise `limits.max-aliased-nodes` "
            "in confledger.yaml",
        )
    if said.startswith("duplicate mapping key"):
        return Problem(DUPLICATE_KEY, "a key is defined twice", Span(1, 1, 1, 2))
    line, column = _position(said)
    reason = said.rsplit("\n", 1)[-1].strip()
    if "recursion limit" in reason or "nesting" in reason:
        return _too_deep(line, column, DEEPEST)
    for phrase, message, help in _REASONS:
        if phrase in reason:
            return Problem(SYNTAX, message, Span(line, column, line, column + 1), help=help)
    if reason.startswith("YAML parse error"):
        reason = reason.split(": ", 1)[-1].split(" at byte ")[0]
    return Problem(SYNTAX, reason, Span(line, column, line, column + 1))


def _is_template(text: str, fault: Problem) -> bool:
    """Whether the line at fault, or the first one, has marks of a template language."""
    lines = text.split("\n", fault.span.line)[: fault.span.line] if fault.span else []
    return any(mark in line for line in (lines[:1] + lines[-1:]) for mark in ("{{", "{%", "<%"))


def _position(said: str) -> tuple[int, int]:
    """Find `line L` and `column C` in a parser's message; 1, 1 where it has none."""
    numbers = [1, 1]
    for index, word in enumerate(("line ", "column ")):
        _, found, rest = said.partition(word)
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        if found and digits:
            numbers[index] = max(1, int(digits))
    return numbers[0], numbers[1]


def _too_deep(line: int, column: int, depth: int) -> Problem:
    return Problem(
        LIMITS,
        f"nested deeper than {depth} levels",
        Span(line, column, line, column + 1),
        help="no configuration needs this; flatten it or list the file under `ignore`",
    )


def _values(text: str, limits: Limits, *, doubled: bool) -> Loaded:
    from yaml12 import parse_yaml

    if not doubled and not yaml.loses(text):
        try:
            documents = yaml.normalised(parse_yaml(text, multi=True))  # type: ignore[arg-type]
            if documents is not None:
                return Loaded(documents)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # noqa: S110  a panic of the Rust parser is no Exception
            pass
    return yaml_nodes.read(text, limits)


def _over_limits(documents: list[object], limits: Limits) -> Problem | None:
    """Count levels and values, where the settings ask for less than the parsers do."""
    nodes = 0
    stack = [(document, 1) for document in documents]
    while stack:
        value, depth = stack.pop()
        nodes += 1
        if depth > limits.max_depth:
            return _too_deep(1, 1, limits.max_depth)
        if nodes > limits.max_nodes:
            return Problem(
                LIMITS,
                f"more than {limits.max_nodes:,} values",
                Span(1, 1, 1, 2),
                help="split the file, or raise `limits.max-nodes` in confledger.yaml",
            )
        if isinstance(value, dict):
            stack.extend((item, depth + 1) for item in value.values())
        elif isinstance(value, list):
            stack.extend((item, depth + 1) for item in value)
    return None


def _duplicates(tree: object, text: str) -> list[Problem]:
    """Find every key that its map has already, in reading order."""
    from confledger.documents.formats.yaml_positions import Lines, children

    lines = Lines(text)
    found: list[Problem] = []
    stack: list[tuple[int, Path, object]] = []
    for number, document in enumerate(tree.documents()):  # type: ignore[attr-defined]
        root = document.root()
        if root is not None:
            stack.append((number, (), root))
    while stack:
        number, path, node = stack.pop()
        first: dict[tuple[str, str], int] = {}
        for step, identity, span, value in children(node):
            here = (*path, step)
            if identity is not None and span is not None:
                where = lines.span(*span)
                if identity in first:
                    found.append(
                        Problem(
                            DUPLICATE_KEY,
                            f"`{dotted(here)}` is already defined on line {first[identity]}; "
                            "most readers silently use the last one",
                            where,
                            document=number,
                            path=here,
                            help="remove one, or merge the two",
                        )
                    )
                else:
                    first[identity] = where.line
            if value is not None:
                stack.append((number, here, value))
    return sorted(found, key=lambda problem: problem.span.key() if problem.span else (0, 0, 0, 0))
