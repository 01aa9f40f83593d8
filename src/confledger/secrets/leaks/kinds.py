"""What kind of text a file is, by its path: how its lines give a value to a name."""

CODE, SETTINGS, SCRIPT, PROSE = "code", "settings", "script", "prose"

_CODE = frozenset(
    (
        *("bicep", "c", "cc", "cjs", "clj", "coffee", "cpp", "cs", "dart", "erl", "ex", "exs"),
        *("fs", "go", "gradle", "groovy", "h", "hcl", "hpp", "hs", "ipynb", "java", "jl", "js"),
        *("jsx", "kt", "kts", "libsonnet", "jsonnet", "lua", "m", "mjs", "ml", "nix", "php", "pl"),
        *("pm", "proto", "ps1", "py", "r", "rb", "rs", "scala", "sol", "sql", "svelte", "swift"),
        *("tf", "tfstate", "tfvars", "ts", "tsx", "vb", "vue", "zig", "cue", "dhall", "star"),
    )
)
_SETTINGS = frozenset(
    (
        *("cfg", "cnf", "conf", "config", "cf", "csproj", "desktop", "directory", "env", "hosts"),
        *("mobileconfig", "network", "netdev", "nmconnection", "ovpn", "plist", "reg", "service"),
        *("tmpl", "tpl", "gotmpl", "xml", "j2", "jinja", "jinja2", "erb", "mustache", "template"),
    )
)
_PROSE = frozenset(
    ("adoc", "asciidoc", "htm", "html", "log", "markdown", "md", "mdx", "org", "rst", "tex", "txt")
)
# Of a copy, what it is a copy of tells.
_COPIES = frozenset(("bak", "backup", "dist", "old", "orig", "save", "swp", "local"))
# Folders and files in which people show what secrets look like.
_SHOWING = frozenset(
    (
        *("__fixtures__", "__mocks__", "__snapshots__", "__tests__", "cassettes", "demo", "demos"),
        *("doc", "docs", "e2e", "example", "examples", "fixture", "fixtures", "golden", "mock"),
        *("mocks", "sample", "samples", "snapshots", "spec", "specs", "stubs", "test", "test-data"),
        *("test_data", "testdata", "testing", "tests", "testutil", "tutorial", "tutorials"),
    )
)
_WORDS = ("example", "sample", "template", "dist", "test", "tests", "spec", "mock", "fixture")


def kind_of(path: str) -> str:
    """Return what kind of text a file without a dialect is; what has no ending is a script."""
    name = path.rpartition("/")[2].lower()
    stem, dot, ending = name.rpartition(".")
    while dot and ending in _COPIES:
        stem, dot, ending = stem.rpartition(".")
    if not dot:
        return SCRIPT
    if ending in _CODE:
        return CODE
    if ending in _SETTINGS or stem.endswith(".env"):
        return SETTINGS
    return PROSE if ending in _PROSE else SCRIPT


def shows(path: str) -> bool:
    """Whether a file is of tests, documentation or examples, where secrets are made up."""
    *folders, name = path.lower().split("/")
    if not _SHOWING.isdisjoint(folders):
        return True
    parts = name.replace("-", ".").replace("_", ".").split(".")
    return any(word in parts for word in _WORDS) or name.startswith(("readme", "changelog"))
