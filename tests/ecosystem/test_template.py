import pytest
import yaml

from confledger.ecosystem import base_schema, template
from confledger.ecosystem.template import scalar


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("ledger", "ledger"),
        ("/var/lib/ledger", "/var/lib/ledger"),
        ("off", '"off"'),
        ("Null", '"Null"'),
        ("1.2", '"1.2"'),
        ("@ledger/platform", '"@ledger/platform"'),
        ("30 2 * * *", '"30 2 * * *"'),
        ("a: b", '"a: b"'),
        ("", '""'),
        ("größe", '"größe"'),
        (True, "true"),
        (30, "30"),
        (0.2, "0.2"),
    ],
)
def test_values_are_read_back_as_they_were(value: object, text: str) -> None:
    assert scalar(value) == text
    assert yaml.safe_load(text) == value


def section(name: str) -> str:
    """Cut one section of the first level out of the template."""
    return template().partition(f"\n{name}:\n")[2].partition("\n\n# ")[0]


def test_required_keys_show_an_example_and_others_their_default() -> None:
    assert section("ecosystem") == (
        "  # Name of the ecosystem. (required)\n"
        "  name: ledger\n"
        "  # What it is for, in one sentence. (required)\n"
        '  description: "Bookkeeping for small companies."\n'
        "  # Team that answers for it, as in CODEOWNERS. (required)\n"
        '  owner: "@ledger/platform"\n'
        "  # Environment that this configuration is for. "
        "(one of dev, staging, prod; risk: critical)\n"
        "  environment: dev"
    )


def test_items_of_lists_are_explained_above_their_dash() -> None:
    assert section("environment") == (
        "  # Name of the variable. (required)\n"
        "  - name: LEDGER_STATE_DIR\n"
        "    # What it is for, in one sentence. (required)\n"
        '    description: "Folder for everything that outlives a restart."\n'
        "    # What its text is read as. (one of text, integer, number, boolean, file, url)\n"
        "    kind: text\n"
        "    # Whether a program refuses to start without it.\n"
        "    required: false\n"
        "    # Text that stands in where it is not set; a required variable has none.\n"
        "    # default: /var/lib/ledger\n"
        "    # Key of this configuration that it overrides, as a path from the top.\n"
        "    # overrides: managers.config.log_level\n"
        "    # Whether its text is masked wherever it is shown. (risk: critical)\n"
        "    secret: false"
    )


def test_retired_keys_are_explained_but_not_offered() -> None:
    assert (
        "    # pool_size: retired, use managers.storage.pool.max_connections instead; "
        "it is read until\n"
        "    # 2027-03-31. Most connections that one replica opens. (1 to 500)\n"
    ) in template()
    assert "pool_size" not in str(yaml.safe_load(template()))


def test_the_template_has_the_defaults_of_the_schema() -> None:
    schema = base_schema()
    properties = schema["properties"]
    assert isinstance(properties, dict)
    filled = yaml.safe_load(template())

    assert filled["policies"]["retention"] == properties["policies"]["default"]["retention"]
    assert filled["observability"]["logs"] == properties["observability"]["default"]["logs"]
