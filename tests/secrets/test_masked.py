"""A change of an encrypted file is told without a key, and without any value that is hidden."""

import pytest

from confledger.secrets.masked import compare, rekeyed
from masking import metadata, opened, read, sealed

SCOPE = "encrypted_regex: ^data$"


def said(before: str | None, after: str | None) -> list[str]:
    one, two = (None if text is None else read(text) for text in (before, after))
    return [change.line() for change in compare(one, two)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("a: <1>\n", "a: <1>\n", [], id="nothing"),
        pytest.param(
            "d:\n    a: <1>\n    b: <2>\n",
            "d:\n    a: <9>\n    b: <2>\n",
            ["~ d.a: secret value changed"],
            id="a value",
        ),
        pytest.param(
            "a: <1>\nb: <2>\n",
            "a: <1>\nc: <3>\n",
            ["+ c: new secret", "- b: secret removed"],
            id="one for another",
        ),
        pytest.param(
            "l:\n- <1>\n- <2>\n",
            "l:\n- <0>\n- <1>\n- <2>\n",
            [
                "~ l[0]: secret value changed "
                "(or was written again, as equal items of one list are)",
                "~ l[1]: an item of the list moved",
            ],
            id="an item put before the others",
        ),
        pytest.param(
            "l:\n- <1>\n- <2>\n",
            "l:\n- <2>\n",
            ["~ l[0]: an item of the list moved"],
            id="an item taken from the front",
        ),
        pytest.param(
            "a: <1>\nb: <2>\n",
            "a: <1>\nb: hunter2\n",
            ["! b: secret became plain text"],
            id="a secret made plain",
        ),
        pytest.param(
            "a: <1>\n",
            "a: <1>\nb: hunter2\n",
            ["! b: in plain text, and to be encrypted"],
            id="a value that should be encrypted",
        ),
        pytest.param(
            "a: <1>\nb: x\n",
            "a: <1>\nb: <2>\n",
            ["~ b: encrypted now; the history has it in plain text"],
            id="a plain value encrypted",
        ),
        pytest.param(
            "a: <1>\n",
            "a: <1>\nb: ENC[AES256_GCM,data:x]\n",
            ["! b: malformed ciphertext"],
            id="half a ciphertext",
        ),
        pytest.param(
            "a: <1>\nb: ENC[AES256_GCM,data:x]\n",
            "a: <1>\n",
            ["- b: removed"],
            id="half a ciphertext removed",
        ),
        pytest.param(
            'a: <1>\nb: ""\nc: <3>\n',
            'a: <1>\nb: <2>\nc: ""\nd: null\ne: {}\n',
            [
                "~ b: secret has a value now",
                "~ c: secret has no value any more",
                "+ d: new, without a value",
                "+ e: new, without a value",
            ],
            id="values that are empty",
        ),
        pytest.param(
            "a: <1>\nn_unencrypted: 2\n",
            "a: <1>\nn_unencrypted: null\n",
            ["~ n_unencrypted: has no value any more"],
            id="a plain value emptied",
        ),
        pytest.param(
            "a: <1>\nn_unencrypted: 2\nm_unencrypted: 1\n",
            f"a: <1>\nn_unencrypted: '2'\no_unencrypted: {'x' * 99}\n",
            [
                '~ n_unencrypted: 2 -> "2"',
                f'+ o_unencrypted: new plain value "{"x" * 56}...',
                "- m_unencrypted: plain value removed",
            ],
            id="plain values are shown",
        ),
        pytest.param(
            "a: <1>\nx_unencrypted: {password: correct-horse-1}\n",
            "a: <1>\nx_unencrypted: {password: correct-horse-2, db_password: correct-horse-3}\n",
            [
                "~ x_unencrypted.password: plain value changed (hidden)",
                "+ x_unencrypted.db_password: new plain value (hidden: it looks like a secret)",
            ],
            id="but those that look like secrets",
        ),
        pytest.param(
            "a: <1>\nb: <2>\n",
            "a: <2>\nb: <1>\n",
            [
                "! a: the ciphertext of b, which cannot be decrypted here",
                "! b: the ciphertext of a, which cannot be decrypted here",
            ],
            id="ciphertexts swapped",
        ),
        pytest.param(
            "a: <1>\n",
            "a: <1>\nb: <1>\n",
            ["! b: a copy of the ciphertext of a, which cannot be decrypted here"],
            id="a ciphertext copied",
        ),
        pytest.param(
            "a: <1>\nc: <2>\n",
            "b: <1>\nc: <2>\n",
            ["! b: the ciphertext of a, which cannot be decrypted here", "- a: secret removed"],
            id="a key renamed",
        ),
        pytest.param(
            "a: <1>\nb: <2>\n", "b: <2>\na: <1>\n", ["~ keys stand in another order"], id="order"
        ),
        pytest.param(
            "#<x>\na: <1>\n# y\nb: <2>\n",
            "#<z>\na: <1>\nb: <2>\n",
            ["~ 1 comment changed", "- 1 comment"],
            id="comments fewer",
        ),
        pytest.param("a: <1>\n", "#<x>\na: <1>\n#<z>\n", ["+ 2 comments"], id="comments more"),
        pytest.param(
            "a: <1>\n---\nb: <2>\n",
            "a: <1>\n---\nb: <3>\n",
            ["~ document 2: b: secret value changed"],
            id="the second document",
        ),
    ],
)
def test_values(before: str, after: str, expected: list[str]) -> None:
    # The MAC is another one: what is wrong with it is for another test.
    one, two = sealed(before), sealed(after, mac="m2")

    found = said(one, two)

    assert [line for line in found if " MAC " not in line] == expected


def test_what_changes_of_readers_and_rules() -> None:
    before = sealed("a: <1>\ndata: <2>\n", "ada", "bob")
    after = sealed(
        "a: <1>\ndata: <2>\n",
        "ada",
        "cay",
        scope=SCOPE,
        mac="m2",
        more="    mac_only_encrypted: true\n    pgp: [{fp: F00, created_at: x, enc: y}]\n",
    )

    assert said(before, after)[:5] == [
        "! recipient added: age1cay",
        "! recipient added: F00 (pgp)",
        "! recipient removed: age1bob; data key NOT rotated",
        "~ scope changed: unencrypted_suffix _unencrypted -> encrypted_regex ^data$",
        "~ the MAC covers encrypted values only now",
    ]
    assert "~ the MAC covers plain values too now" in said(after, before)


def test_key_groups_are_told() -> None:
    group = "        - age: [{recipient: age1%s, enc: '-----BEGIN AGE ENCRYPTED FILE-----'}]\n"
    grouped = (
        "a: 1\nsops:\n    key_groups:\n"
        + group % "ada"
        + group % "bob"
        + "    shamir_threshold: 1\n"
        '    mac: x\n    lastmodified: "2026-01-02T03:04:05Z"\n    version: 3.11.0\n'
    )
    flat = "a: 1\n" + metadata("ada", "bob", mac="x")

    assert "! 2 key groups, of which 1 open it" in said(flat, grouped)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "b: <%s2>\na: <%s1>\n",
            "data key rotated: all 2 ciphertexts rewritten "
            "(which values changed cannot be told without a key)",
        ),
        (
            "#<%s3>\na: <%s1>\n",
            "all that is encrypted is new: the data key was rotated, or the value and the "
            "recipients changed (which, cannot be told without a key)",
        ),
        ("a_unencrypted: %s1\nb: ''\n", "data key rotated: no value is encrypted"),
    ],
)
def test_of_a_new_data_key_nothing_is_claimed(text: str, expected: str) -> None:
    one, two = (text.replace("%s", ""), text.replace("%s", "" if "_un" in text else "9"))
    before = sealed(one, "ada", "bob", key="k1", mac="m1")
    after = sealed(two, "ada", key="k2", mac="m2")

    found = said(before, after)

    assert found == [
        "! recipient removed: age1bob; data key rotated",
        f"~ {expected}",
        *(["~ MAC computed anew, and no value it covers changed"] if "_un" in text else []),
    ]
    assert rekeyed(read(before), read(after))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(
            sealed("a: <2>\n"),
            ["~ a: secret value changed", "! the MAC is stale: edited without sops"],
            id="a value edited by hand",
        ),
        pytest.param(
            sealed("a: <1>\n", mac=""),
            ["! it has no MAC: edited without sops"],
            id="no MAC",
        ),
        pytest.param(
            sealed("a: <1>\n", mac="m2"),
            ["~ MAC computed anew, and no value it covers changed"],
            id="saved again",
        ),
    ],
)
def test_the_mac_tells_of_edits_by_hand(after: str, expected: list[str]) -> None:
    assert said(sealed("a: <1>\n"), after) == expected


def test_files_come_and_go() -> None:
    file = sealed("a: <1>\nb: ''\nc: plain\nd_unencrypted: 2\ne: ENC[AES256_GCM,x]\n", "ada")

    assert said(None, file) == [
        "+ new file",
        "+ a: secret",
        "+ b: nothing",
        "! c: in plain text, and to be encrypted",
        "+ d_unencrypted: plain value",
        "+ e: malformed ciphertext",
        "+ recipient age1ada",
    ]
    assert said(file, None) == [
        "- file removed",
        "- a: secret",
        "- b: nothing",
        "- c: plain value",
        "- d_unencrypted: plain value",
        "- e: malformed ciphertext",
        "- recipient age1ada",
    ]
    assert said("a: 1\n", None) == ["- file removed", "- a: plain value"]
    assert said(None, None) == []


def test_a_file_is_encrypted_or_decrypted() -> None:
    plain = "a: hunter2\nb: ''\n"
    file = sealed("a: <1>\nb: ''\nc: more\n")

    assert said(file, plain) == [
        "! no longer encrypted: its secrets became plain text",
        "! a: secret became plain text",
    ]
    assert said(plain, file) == [
        "~ encrypted now; in the history it stays in plain text",
        "~ a: encrypted now; whoever has the history knows the value",
        "! c: in plain text, and to be encrypted",
        "+ recipient age1ada",
    ]
    assert said(plain, "a: hunter3\n") == []
    assert said(sealed("a: <1>\nb: <2>\n"), "a: ''\n") == [
        "! no longer encrypted: its secrets became plain text"
    ]


def test_no_hidden_value_is_ever_in_a_line() -> None:
    before = opened("a: hunter2\nb: <1>\nc: ENC[hunter2\nd_unencrypted: 1\n")
    after = opened("a: <2>\nb: hunter2\nc: hunter2\nd_unencrypted: hunter2\n#hunter2\n")

    lines = [one.line() for pair in ((before, after), (after, before)) for one in compare(*pair)]

    # The one that may be shown is.
    assert [line for line in lines if "hunter2" in line] == [
        '~ d_unencrypted: 1 -> "hunter2"',
        '~ d_unencrypted: "hunter2" -> 1',
    ]
