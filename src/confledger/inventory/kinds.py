"""What a file is by its name and first bytes: what it is written in, or why it is left out."""

PYTHON, SHELL, SCRIPT, GO, DOCKERFILE = "Python", "shell", "JavaScript", "Go", "Dockerfile"
BINARY = "binary"
REPORT = "a report of confledger"
LFS = "kept elsewhere, with Git LFS"
TEMPLATE = "a template, nothing until it is rendered"
PROSE = "documentation"
OTHER = "not a configuration format"

_CODE = {
    **dict.fromkeys(("py", "pyi", "pyw"), PYTHON),
    **dict.fromkeys(("sh", "bash", "ksh", "zsh"), SHELL),
    **dict.fromkeys(("js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"), SCRIPT),
    "go": GO,
    "dockerfile": DOCKERFILE,
}
_NAMES = {
    ".envrc": SHELL,
    ".bashrc": SHELL,
    ".profile": SHELL,
    "dockerfile": DOCKERFILE,
    "containerfile": DOCKERFILE,
}
# Programs that no rule here reads: reports say so.
_UNREAD = {
    "nix": "Nix",
    "groovy": "Groovy",
    "rb": "Ruby",
    "java": "Java",
    "kt": "Kotlin",
    "rs": "Rust",
    "cs": "C#",
    "php": "PHP",
    "ps1": "PowerShell",
    "lua": "Lua",
    "pl": "Perl",
    "c": "C",
    "h": "C",
    "cc": "C++",
    "cpp": "C++",
    "hpp": "C++",
    "swift": "Swift",
    "scala": "Scala",
    "ex": "Elixir",
    "exs": "Elixir",
    "tf": "Terraform",
    "bat": "batch",
    "clj": "Clojure",
    "dart": "Dart",
    "vue": "Vue",
    "svelte": "Svelte",
    "fish": "fish",
}
_TEMPLATES = frozenset(
    ("j2", "jinja", "jinja2", "tmpl", "tpl", "gotmpl", "erb", "mustache", "hbs", "ejs", "tt", "epp")
)
_PROSE = frozenset(("md", "markdown", "mdx", "rst", "adoc", "asciidoc", "txt", "org", "tex"))
_PROSE_NAMES = frozenset(("license", "licence", "copying", "notice", "authors", "readme"))
_INTERPRETERS = (
    (b"python", PYTHON),
    (b"bash", SHELL),
    (b"/sh", SHELL),
    (b"zsh", SHELL),
    (b"ksh", SHELL),
    (b"dash", SHELL),
    (b"node", SCRIPT),
    (b"deno", SCRIPT),
)


def code_in(path: str, data: bytes) -> str | None:
    """Return what a program is written in, as far as it is read here; else None."""
    name = path[path.rfind("/") + 1 :].lower()
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix in _CODE:
        return _CODE[suffix]
    if name in _NAMES:
        return _NAMES[name]
    if stem == "dockerfile" or name.startswith(("dockerfile.", "containerfile.")):
        return DOCKERFILE
    if data[:2] == b"#!":
        first = data[:200].partition(b"\n")[0]
        words = first.split()
        if b"-S" in words or b"nix-shell" in first:
            return None
        return next((known for mark, known in _INTERPRETERS if mark in first), None)
    return None


def unread_language(path: str) -> str | None:
    """Return the language of a program that no rule reads; None for anything else."""
    return _UNREAD.get(path.rpartition(".")[2].lower())


def is_prose(path: str) -> bool:
    """Whether a file is text for people."""
    name = path[path.rfind("/") + 1 :].lower()
    return name.rpartition(".")[2] in _PROSE or name.partition(".")[0] in _PROSE_NAMES


def is_template(path: str) -> bool:
    """Whether a file is made into another one first, by its name."""
    return path.rpartition(".")[2].lower() in _TEMPLATES


def is_binary(data: bytes) -> bool:
    """Whether bytes are no text, told as git does; UTF-16 with a mark is text."""
    return b"\0" in data[:8000] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def left_out(path: str, data: bytes | None) -> str:
    """Return why a file that is neither configuration nor read as code is left out."""
    if data is not None:
        if data.startswith(b"version https://git-lfs.github.com/spec/"):
            return LFS
        if is_binary(data):
            return BINARY
    if is_template(path):
        return TEMPLATE
    if is_prose(path):
        return PROSE
    language = unread_language(path)
    return f"code in {language}, which no rule reads" if language else OTHER


def is_test(path: str) -> bool:
    """Whether a file is part of tests, by the names that test runners look for."""
    *folders, name = path.lower().split("/")
    if not {"test", "tests", "testing", "spec", "specs", "__tests__", "testdata"}.isdisjoint(
        folders
    ):
        return True
    stem = name.partition(".")[0]
    return (
        stem == "conftest"
        or stem.startswith("test_")
        or stem.endswith(("_test", "_spec"))
        or ".test." in name
        or ".spec." in name
    )
