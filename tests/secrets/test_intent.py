"""A creation rule means less than its pattern takes; which files, the layouts of people show."""

import pytest

from confledger.location import Path
from confledger.secrets import intent, rules
from confledger.secrets.intent import ALL, FILE, FOLDER
from confledger.secrets.sops_file import read

SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {password: hunter2}\n"
CONFIG = "apiVersion: v1\nkind: ConfigMap\ndata: {host: example.org}\n"
EXTERNAL = "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nspec: {data: [{key: x}]}\n"
FLUX = "encrypted_regex: ^(data|stringData)$"


@pytest.mark.parametrize(
    ("pattern", "width"),
    [
        (None, ALL),
        (".*", ALL),
        (r".*\.ya?ml$", ALL),
        (r"\.(yaml|json|env|ini)$", ALL),
        (r"\.env$", FILE),
        (r"[^/]\.env$", FILE),
        (r"^\.env$", FILE),
        (r"(^|/)\.env(\..*)?$", FILE),
        (r"shop/.env", FILE),
        (r"(?i)[a-z]{2,}\.yaml", ALL),
        ("^secrets/", FOLDER),
        (r"kubernetes/.*\.ya?ml", FOLDER),
        (r"hosts/[^/]+/secrets\.yaml$", FILE),
        (r"\.prod\.json$", FILE),
        (r".*\.sops\.yaml", FILE),
    ],
)
def test_a_pattern_says_much_or_nothing(pattern: str | None, width: int) -> None:
    assert intent.width_of(pattern) == width


@pytest.mark.parametrize(
    ("pattern", "scope", "path", "text", "first"),
    [
        # A rule for all files: those whose name, or whose form, speaks of secrets.
        (".*", "", "README.md", "# How", None),
        (".*", "", "values.yaml", "replicas: 3\n", None),
        (".*", "", "app/secrets.yaml", "password: hunter2\n", ("password",)),
        (".*", "", "app/db.enc.env", "A=1\n", ("A",)),
        (".*", "", "values.yaml", "a: 1\nsops: {}\n", ("a",)),
        (r".*\.ya?ml$", FLUX, "apps/secret.yaml", SECRET, ("stringData", "password")),
        (r".*\.ya?ml$", FLUX, "apps/x.yaml", CONFIG + "---\n" + SECRET, ("stringData", "password")),
        (r".*\.ya?ml$", FLUX, "apps/config.yaml", CONFIG, None),
        (r".*\.ya?ml$", FLUX, "apps/external-secret.yaml", EXTERNAL, None),
        (r".*\.ya?ml$", FLUX, "apps/kustomization.yaml", "resources: [secret.yaml]\n", None),
        (r".*\.ya?ml$", FLUX, "apps/values.yaml", "data: {size: 1Gi}\n", None),
        (r".*\.ya?ml$", "encrypted_regex: password", "a.yaml", "password: x\n", ("password",)),
        (r".*\.ya?ml$", FLUX, "x.yaml", SECRET.replace("hunter2", "'${PASSWORD}'"), None),
        (r".*\.ya?ml$", FLUX, "x.yaml", SECRET.replace("hunter2", '"{{ .password }}"'), None),
        (r".*\.ya?ml$", FLUX, "x.yaml", "apiVersion: v1\nkind: Secret\ntype: x\n", None),
        # A folder: all but documentation, programs, and other objects.
        ("^prod/", "", "prod/db.yaml", "password: hunter2\n", ("password",)),
        ("^prod/", "", "prod/README.md", "# How\n", None),
        ("^prod/", "", "prod/default.nix", "{ }\n", None),
        ("^prod/", "", "prod/id_rsa", "key\n", ("data",)),
        ("^prod/", "", "prod/id_rsa.pub", "key\n", None),
        ("^prod/", "", "prod/config.yaml", CONFIG, None),
        ("^prod/", "", "prod/kustomization.yaml", "resources: [a]\n", None),
        ("^secrets/", "", "secrets/default.nix", "{ }\n", None),
        # A file: it is meant, whatever it holds.
        (r"app-config\.yaml$", FLUX, "app-config.yaml", CONFIG, ("data", "host")),
        (r"\.sops\.yaml$", "", "a/b.sops.yaml", CONFIG, ("apiVersion",)),
        (r"\.enc\.md$", "", "a.enc.md", "x", ("data",)),
        # Where the rule hides nothing of it, nothing is asked.
        ("^prod/", FLUX, "prod/db.yaml", "password: hunter2\n", None),
        ("^prod/", "", "prod/db.yaml", "password: ''\nuser: null\n", None),
        ("^prod/", "", "prod/db.yaml", "n_unencrypted: 1\n", None),
        ("^prod/", "", "prod/empty.key", "", None),
        ("^prod/", "encrypted_regex: (", "prod/db.yaml", "password: x\n", None),
        ("^prod/", "encrypted_comment_regex: hide", "prod/a.yaml", "a: 1 # hide\n", ("a",)),
        ("^prod/", "encrypted_comment_regex: hide", "prod/a.yaml", "a: 1 # show\n", None),
        ("^prod/", "unencrypted_comment_regex: show", "prod/a.yaml", "a: 1\n", ("a",)),
    ],
)  # fmt: skip
def test_the_first_value_that_would_be_hidden_is_told(
    pattern: str, scope: str, path: str, text: str, first: Path | None
) -> None:
    config = f"creation_rules:\n  - path_regex: '{pattern}'\n    age: age1x\n    {scope}\n"
    rule = rules.read(config.encode()).rules[0]

    found = intent.meant(read(text.encode(), path), rule)

    assert (None if found is None else found.path) == first


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        (".*", "charts/templates/app.yaml", False),
        (".*", "app/secrets.yaml", True),
        (".*", "a.enc.md", True),
        ("^prod/", "prod/app.yaml", True),
        ("^prod/", "prod/README.md", False),
        (r"app\.yaml$", "app.yaml", True),
        (r".*\.yaml$", "secrets/kustomization.yaml", False),
    ],
)
def test_a_file_that_cannot_be_read_is_meant_by_its_name(
    pattern: str, path: str, expected: bool
) -> None:
    rule = rules.read(f"creation_rules: [{{path_regex: '{pattern}'}}]".encode()).rules[0]

    assert intent.by_name(path, rule) is expected
