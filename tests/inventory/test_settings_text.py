"""The proposed settings: what they say is what is read from them."""

from hypothesis import given
from hypothesis import strategies as st

from confledger.checks.globs import matcher
from confledger.documents.load import load
from confledger.inventory.environments import Environment, Guess
from confledger.inventory.readers import Reader
from confledger.inventory.schema_pairs import Pair
from confledger.inventory.settings_text import Proposal, literal
from confledger.inventory.strangers import Stranger
from confledger.settings import Settings

FULL = """\
# Settings of confledger. What each key means: confledger settings --schema
version: 1

# A commit or merge request answers for what it brings. What was wrong before stops
# nobody: `confledger check` tells it. Remove this once that is mended.
new-only: true

# Guessed from envs/{dev,prod}.yaml.
environments:
  - name: base
    paths: [base.yaml]
    deployed: false
  - name: dev
    paths: [envs/dev.yaml]
    extends: base
  - name: prod
    paths: ["*/prod", "a b: c.yaml"]
    extends: base

# Which program reads the YAML: it decides what `on`, `0644` and `1:30` are.
readers:
  - paths: [.forgejo/workflows]
    reader: github

# Paired by name; the first match wins.
schemas:
  - paths: [app.yaml]
    schema: schemas/app.json

# Not checked; reports count these files with the reason.
ignore:
  - paths: [vendor]
    reason: copied from elsewhere

# Files that stand for addresses: checks never use the network.
vendored-schemas:
  "https://example.org/a.json": schemas/a.json
"""


def proposal(paths: list[str], *, new_only: bool = True) -> Proposal:
    return Proposal(
        environments=Guess(
            [
                Environment("base", ["base.yaml"], 1, base=True),
                Environment("dev", ["envs/dev.yaml"], 1),
                Environment("prod", paths, 1),
            ],
            ["envs/{dev,prod}.yaml"],
        ),
        readers=[Reader("github", [".forgejo/workflows"])],
        pairs=[Pair("schemas/app.json", ["app.yaml"])],
        strangers=[Stranger(["vendor"], "copied from elsewhere", 3)],
        vendored={"https://example.org/a.json": "schemas/a.json"},
        new_only=new_only,
    )


def test_the_settings_are_short_and_say_why() -> None:
    assert proposal(["*/prod", "a b: c.yaml"]).text() == FULL


def test_without_anything_to_say_there_is_the_version() -> None:
    nothing = Proposal(environments=Guess([], []), readers=[], pairs=[], strangers=[], vendored={})

    assert nothing.text() == "".join(FULL.splitlines(keepends=True)[:2])


@given(
    paths=st.lists(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1), min_size=1)
)
def test_what_is_read_is_what_was_meant(paths: list[str]) -> None:
    made = proposal([path for path in paths if path[0] != "!"] or ["a"])
    loaded = load(made.text().encode(), "yaml")

    assert loaded.documents == [made.values()]
    # What looks as if it had been decoded wrongly may well be the name of a file.
    assert [one for one in loaded.problems if one.kind != "encoding"] == []
    assert Settings(made.values()).new_only


@given(path=st.text(st.sampled_from("ab[]{},?-!/"), min_size=1, max_size=12))
def test_a_path_is_a_glob_that_matches_it(path: str) -> None:
    name = path.strip("/")
    if name and "//" not in name:
        assert matcher([literal(name)])(name)
