"""`git diff` of an encrypted file: lines that change exactly when a ciphertext does."""

from confledger.secrets.masked_text import masked, tag
from masking import hidden, metadata, opened, read, token

HEAD = "# SOPS file, values hidden; a tag changes when its ciphertext does\n"
TAIL = """\
sops recipient: age age1ada
sops scope: unencrypted_suffix _unencrypted
sops mac: present
sops last modified: 2026-01-02T03:04:05Z
sops version: 3.11.0
"""


def test_every_kind_of_value_has_its_line() -> None:
    file = opened(
        "#<note>\na:\n    - <1>\n# hunter2 in plain\nb: hunter2\nc: ENC[AES256_GCM,x]\n"
        "n: null\ne: ''\nm: {}\nl: []\np_unencrypted: [80, true, x]\n---\nz: <1>\n"
    )

    assert masked(file) == (
        f"{HEAD}"
        f"# <comment {tag(token('note', 'comment'))}>\n"
        f"a[0]: <secret str {tag(token('1'))}>\n"
        "# <comment in plain text, and to be encrypted; hidden>\n"
        "b: <PLAIN TEXT, and to be encrypted; hidden>\n"
        "c: <malformed ciphertext>\n"
        'n: null\ne: ""\nm: {}\nl: []\n'
        'p_unencrypted[0]: 80\np_unencrypted[1]: true\np_unencrypted[2]: "x"\n'
        f"---\nz: <secret str {tag(token('1'))}>\n"
        f"{TAIL}"
    )


def test_comments_outside_of_the_scope_are_shown() -> None:
    below = metadata("bob", "ada", scope="encrypted_regex: ^data$")

    found = masked(read(hidden("# of the host\nhost: x\ndata: <1>\n") + below))

    assert found.splitlines()[1:4] == [
        "# of the host",
        'host: "x"',
        f"data: <secret str {tag(token('1'))}>",
    ]


def test_what_is_unusual_in_the_metadata_is_told() -> None:
    group = "- age: [{recipient: age1%s, enc: x}]\n"
    text = (
        "a: 1\nsops:\n  mac_only_encrypted: true\n  shamir_threshold: 2\n  key_groups:\n  "
        + group % "bob"
        + "  "
        + group % "ada"
    )

    assert masked(read(text)).splitlines()[2:] == [
        "sops recipient: age age1bob (group 1)",
        "sops recipient: age age1ada (group 2)",
        "sops groups: 2 open it",
        "sops scope: unencrypted_suffix _unencrypted",
        "sops mac covers: encrypted values only",
        "sops mac: MISSING",
        "sops last modified: unknown",
        "sops version: unknown",
    ]


def test_a_file_without_places_has_all_its_values() -> None:
    text = f'{{"data": "{token("1")}", "sops": {{"mac": "{token("m")}"}}}}'

    assert f"data: <secret str {tag(token('1'))}>" in masked(read(text, "key.bin")).splitlines()
