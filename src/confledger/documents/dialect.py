"""Which language a file is written in, by its name alone."""

YAML = "yaml"
JSON = "json"
JSONC = "jsonc"
JSON5 = "json5"
TOML = "toml"
INI = "ini"
DOTENV = "dotenv"
PROPERTIES = "properties"
DIALECTS = (YAML, JSON, JSONC, JSON5, TOML, INI, DOTENV, PROPERTIES)

_BY_SUFFIX = {
    "yaml": YAML,
    "yml": YAML,
    "json": JSON,
    "jsonc": JSONC,
    "json5": JSON5,
    "toml": TOML,
    "ini": INI,
    "env": DOTENV,
    "properties": PROPERTIES,
    "code-workspace": JSONC,
    "webmanifest": JSON,
    "geojson": JSON,
}
# Names that say what the suffix does not; all in lower case.
_BY_NAME = {
    ".clang-format": YAML,
    ".clang-tidy": YAML,
    ".clangd": YAML,
    ".yamllint": YAML,
    "pipfile": TOML,
    "pipfile.lock": JSON,
    "poetry.lock": TOML,
    "uv.lock": TOML,
    "cargo.lock": TOML,
    "flake.lock": JSON,
    "composer.lock": JSON,
    ".editorconfig": INI,
    "setup.cfg": INI,
    "ansible.cfg": INI,
    ".flake8": INI,
    ".coveragerc": INI,
    ".pylintrc": INI,
    "pylintrc": INI,
    ".pypirc": INI,
    "pip.conf": INI,
    ".babelrc": JSON5,
    ".babelrc.json": JSON5,
    ".eslintrc": JSONC,
    ".eslintrc.json": JSONC,
    ".jshintrc": JSONC,
    ".swcrc": JSONC,
    "devcontainer.json": JSONC,
    ".devcontainer.json": JSONC,
    "jsconfig.json": JSONC,
    "renovate.json": JSON,
    "api-extractor.json": JSONC,
    "deno.json": JSONC,
    "turbo.json": JSONC,
    "language-configuration.json": JSONC,
}
# What is `.env.SUFFIX`, and is a program or not readable as it is.
_NO_DOTENV = frozenset(("age", "asc", "enc", "gpg", "js", "md", "mjs", "py", "sh", "ts"))


def dialect_of(path: str) -> str | None:
    """Return the dialect of a file by its path, or None when it is no configuration file.

    Kept to names whose reader is known: a `tsconfig.json` allows comments, other `.json` do not.
    """
    folder, _, name = path.rpartition("/")
    name = name.lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    stem, dot, suffix = name.rpartition(".")
    if suffix == "json" and (
        stem == "tsconfig"
        or stem.startswith(("tsconfig.", "tsconfig-", "tsconfig_"))
        or folder == ".vscode"
        or folder.endswith("/.vscode")
    ):
        return JSONC
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix] if dot else None
    if name.startswith(".env.") and suffix not in _NO_DOTENV:
        return DOTENV
    return None
