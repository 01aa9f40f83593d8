"""YAML 1.2, careful: what is wrong, where, and what to do about it.

yaml-rs has the verdict on syntax (it follows the YAML test suite); yaml-edit's lossless tree
has the places of duplicate keys; PyYAML's nodes give the values of what py-yaml12 refuses.
"""

from confledger.documents.formats import yaml, yaml_faults, yaml_nodes, yaml_positions
from confledger.documents.formats.yaml_agreement import agree, documents_of
from confledger.documents.limits import Limits
from confledger.documents.problem import DUPLICATE_KEY, LIMITS, MOST, SYNTAX, Loaded, Problem
from confledger.location import Path, Span, dotted

# What yaml-rs refuses and YAML 1.2 allows: tags of its own that others know (`!!timestamp`,
# `!!python/name:`), and a tab between a colon and a value. What it says of a value that does not
# fit its tag quotes that value. PyYAML's nodes decide about these.
_TOO_STRICT = ("Invalid tag: ", "Invalid value ", "':' must be followed by a valid YAML whitespace")


def read(text: str, limits: Limits) -> Loaded:
    """Read a YAML stream; see `confledger.documents.load.load`."""
    from yaml_edit import ParseError, YamlFile

    character = _control(text)
    if character is not None:
        return Loaded([], [character])
    deep = yaml.deep(text.encode("utf-8"))
    said, unhashable = ("", False) if deep else _refusal(text, limits)
    fault = _explained(said, text, limits) if said else None
    strict = any(phrase in said for phrase in _TOO_STRICT)
    if fault is not None and fault.kind != DUPLICATE_KEY and not strict:
        # The tree is not asked: of what is no YAML it can take minutes.
        return Loaded([], [fault])
    try:
        tree = YamlFile.parse(text)
    except ParseError as error:
        if "nested too deeply" in str(error):
            at = Span(error.line or 1, error.column or 1, error.line or 1, (error.column or 1) + 1)
            return Loaded([], [yaml_nodes.too_deep(limits, at)])
        tree = None
    if strict and tree is not None:
        return _within(yaml_nodes.read(text, limits), limits)
    if deep:
        said, unhashable = _refusal(text, limits)
        fault = _explained(said, text, limits) if said else None
    fault = fault or _tabbed(tree, text)
    if fault is not None and fault.kind != DUPLICATE_KEY:
        return Loaded([], [fault])
    # What yaml-rs has read, it has looked through for doubled keys better than the tree shows.
    looked = fault is None and not unhashable
    problems = [] if tree is None or looked else _duplicates(tree, text)
    if fault is not None and not problems and tree is None:
        problems = [fault]
    if len(problems) > MOST:
        return Loaded([], problems)
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


def _refusal(text: str, limits: Limits) -> tuple[str, bool]:
    """Return what yaml-rs says against a text; it never builds what an alias bomb asks for.

    And whether it did not get as far as doubled keys: a list within a map that is a key is in
    order, but Python has no such key.
    """
    from yaml_rs import YAMLDecodeError

    try:
        yaml.guard(text, limits)
    except YAMLDecodeError as error:
        return str(error), False
    except TypeError:
        return "", True
    return "", False


def _explained(said: str, text: str, limits: Limits) -> Problem:
    """Turn what yaml-rs says into a problem of its kind."""
    if said.startswith("alias replay"):
        return Problem(
            LIMITS,
            f"its aliases expand to more than {limits.max_aliased_nodes:,} values",
            Span(1, 1, 1, 2),
            help=yaml_nodes.FEWER_ALIASES,
        )
    if said.startswith("duplicate mapping key"):
        return Problem(DUPLICATE_KEY, "a key is defined twice", Span(1, 1, 1, 2))
    reason = said.rsplit("\n", 1)[-1]
    if "recursion limit" in reason or "nesting" in reason:
        line, column = yaml_faults.position(said)
        return yaml_nodes.too_deep(limits, Span(line, column, line, column + 1))
    return yaml_faults.explained(said, text)


def _control(text: str) -> Problem | None:
    """Find a character that no YAML may hold; the fast parsers let it through.

    https://yaml.org/spec/1.2.2/#51-character-set
    """
    import re

    found = re.search("[\0-\x08\x0b\x0c\x0e-\x1f]", text)
    if found is None:
        return None
    before = text[: found.start()].replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Problem(
        SYNTAX,
        f"U+{ord(found[0]):04X} is a control character, which YAML does not allow",
        Span(line, column, line, column + 1),
        help=f'remove it, or write it as "\\x{ord(found[0]):02x}", in double quotes',
    )


def _tabbed(tree: object, text: str) -> Problem | None:
    """Find a tab before the first key or item of a block, which only yaml-rs lets through."""
    data = text.encode("utf-8")
    if tree is None or b"\t" not in data or not yaml.tabbed(data):
        return None
    plain = data.replace(b"\r", b"\n")
    nodes = [document.root() for document in tree.documents()]  # type: ignore[attr-defined]
    nodes.reverse()
    while nodes:
        node = nodes.pop()
        start = 0 if node is None else node.byte_range()[0]
        if node is None or node.kind == "scalar" or data[start : start + 1] in b"{[":
            continue  # no block is inside of brackets
        lead = plain[plain.rfind(b"\n", 0, start) + 1 : start]
        if b"\t" in lead and not lead.strip(b" \t-?:") and node.kind != "tagged":
            line, column = yaml_positions.Lines(text).place(start)[0], lead.index(b"\t") + 1
            return Problem(
                SYNTAX,
                "a tab used for indentation",
                Span(line, column, line, column + 1),
                help="indent with spaces",
            )
        nodes.extend(reversed([below for *_, below in yaml_positions.children(node)]))
    return None


def _values(text: str, limits: Limits, *, doubled: bool) -> Loaded:
    """Return the documents of a text without faults, but that keys may be doubled."""
    if not doubled:
        documents = _fast(text, limits)
        if documents is not None and not yaml.adds_a_line(text, documents):
            return Loaded(documents)
    loaded = yaml_nodes.read(text, limits)
    if any(problem.kind == SYNTAX for problem in loaded.problems):
        # PyYAML does not know all of YAML 1.2. Here as well the last of two keys is taken.
        documents = _fast(text, limits) or _fast(text, limits, exact=False)
        return loaded if documents is None else Loaded(documents)
    return loaded


def _fast(text: str, limits: Limits, *, exact: bool = True) -> list[object] | None:
    """Return the documents, as the quick reader would; without `exact`, if need be, roughly."""
    from yaml12 import parse_yaml

    try:
        if exact and "<<" in text and yaml.loses(text):
            return None
        data = text.encode("utf-8")
        if agree(data):
            read = documents_of(data, yaml.guard(text, limits))
            documents = None if read is None else yaml.normalised(read, exact=False)
            if documents is not None:
                return documents
        if exact and yaml.loses(text):
            return None
        return yaml.normalised(parse_yaml(text, multi=True), exact=exact)  # type: ignore[arg-type]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the Rust parsers is no Exception
        return None


def _over_limits(documents: list[object], limits: Limits) -> Problem | None:
    """Count levels and values, where the settings ask for less than the parsers do."""
    nodes = 0
    stack = [(document, 1) for document in documents]
    while stack:
        value, depth = stack.pop()
        nodes += 1
        if depth > limits.max_depth:
            return yaml_nodes.too_deep(limits, Span(1, 1, 1, 2))
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
    lines = yaml_positions.Lines(text)
    found: list[Problem] = []
    stack: list[tuple[int, Path, object]] = []
    for number, document in enumerate(tree.documents()):  # type: ignore[attr-defined]
        root = document.root()
        if root is not None:
            stack.append((number, (), root))
    while stack and len(found) <= MOST:
        number, path, node = stack.pop()
        first: dict[tuple[str, str], int] = {}
        for step, identity, span, value in yaml_positions.children(node):
            here = (*path, step)
            if identity is not None and span is not None:
                where = lines.span(*span)
                if identity in first:
                    if len(found) > MOST:
                        break
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
