"""Which plain files ought to be encrypted, and which of their values."""

import pytest

from confledger.secrets import rules
from confledger.secrets.governed import Both, Governed, selects
from confledger.secrets.rules import Rules

_AGE = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
_FILE = f"""\
creation_rules:
  - path_regex: ^secrets/
    age: {_AGE}
  - path_regex: \\.k8s\\.yaml$
    encrypted_regex: ^(data|stringData)$
    age: {_AGE}
  - path_regex: ^noted/
    encrypted_comment_regex: secret
    age: {_AGE}
  - age: {_AGE}
"""


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        pytest.param("secrets/a.yaml", ("db", "host"), True, id="the whole file"),
        pytest.param("secrets/a.yaml", ("note_unencrypted",), False, id="but what SOPS leaves"),
        pytest.param("x.k8s.yaml", ("data", "user"), True, id="within the scope"),
        pytest.param("x.k8s.yaml", ("metadata", "name"), False, id="outside of the scope"),
        pytest.param("noted/a.yaml", ("user",), True, id="comments decide: it may be"),
        pytest.param("app.yaml", ("user",), False, id="a rule for every file says nothing"),
    ],
)
def test_a_value_ought_to_be_encrypted(path: str, value: tuple[str, ...], expected: bool) -> None:
    governed = Governed(Rules([rules.read(_FILE.encode())]))

    scope = governed.scope_of(path)

    assert (scope is not None and selects(scope, value)) == expected


def test_a_new_recipient_governs_no_other_files() -> None:
    one, two, three = (
        Governed(Rules([rules.read(text.encode())])).names
        for text in (
            _FILE,
            _FILE.replace(f"age: {_AGE}", f"age: {_AGE}\n    pgp: 85D77543B3D624B6"),
            _FILE.replace("^secrets/", "^private/"),
        )
    )

    assert (one == two, one == three) == (True, False)


def test_what_either_of_two_sets_of_rules_takes_ought_to_be_encrypted() -> None:
    one, two = (
        Governed(Rules([rules.read(text.encode(), ".sops.yaml")]))
        for text in (
            f"creation_rules:\n  - path_regex: ^a/\n    encrypted_regex: ^x$\n    age: {_AGE}\n",
            f"creation_rules:\n  - path_regex: ^[ab]/\n    encrypted_regex: ^y$\n    age: {_AGE}\n",
        )
    )
    both = Both(one, two)

    taken = []
    for path in ("a/1.yaml", "b/1.yaml", "c/1.yaml"):
        scope = both.scope_of(path)
        taken.append([key for key in "xyz" if scope is not None and selects(scope, (key,))])

    assert taken == [["x", "y"], ["y"], []]
    assert both.names != Both(one, one).names
