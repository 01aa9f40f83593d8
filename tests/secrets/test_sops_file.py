"""A file is read as SOPS reads it: the store, values in order, comments, metadata, places."""

import json

import pytest

import sopsing
from confledger.location import Span
from confledger.secrets import sops_file
from confledger.secrets.scope import Scope
from confledger.secrets.sops_file import BINARY, DOTENV, INI, JSON, YAML, SopsFile, Unreadable
from confledger.secrets.tokens import read as token
from sopsing import needs_sops

PLAIN = {
    "a.yaml": "# top\nport: 80\nm:\n  on: true\n  l: [x, null, '']\nk_unencrypted: 3\n",
    "a.json": '{"port": 80, "m": {"on": true, "l": ["x", null, ""]}, "k_unencrypted": 3}',
    "a.env": "# top\nPORT=80\nLINES=a\\nb\nk_unencrypted=3\n",
    "a.ini": "; top\n[m]\nport = 80\nk_unencrypted = 3\n",
    "a.key": "-----BEGIN X-----\n\x00",
}


def leaves(file: SopsFile) -> list[tuple[object, ...]]:
    return [
        (leaf.document, leaf.path, _shown(leaf.value), file.selected(leaf))
        for leaf in file.leaves()
    ]


def _shown(value: object) -> object:
    found = token(value) if isinstance(value, str) else None
    return value if found is None else (found.type, found.length)


@pytest.mark.parametrize(
    ("path", "store"),
    [
        ("a/b.yaml", YAML),
        ("b.yml", YAML),
        ("b.json", JSON),
        (".env", DOTENV),
        ("prod.env", DOTENV),
        ("b.ini", INI),
        # By the ending alone, and in small letters: as SOPS.
        (".env.prod", BINARY),
        ("b.YAML", BINARY),
        ("id_rsa", BINARY),
    ],
)
def test_the_ending_tells_the_store(path: str, store: str) -> None:
    assert sops_file.store_of(path) == store


@needs_sops
@pytest.mark.parametrize(
    ("name", "store", "values"),
    [
        (
            *("a.yaml", YAML),
            [
                *((0, ("port",), ("int", 2), True), (0, ("m", "on"), ("bool", 4), True)),
                *((0, ("m", "l", 0), ("str", 1), True), (0, ("m", "l", 1), None, True)),
                *((0, ("m", "l", 2), "", True), (0, ("k_unencrypted",), 3, False)),
            ],
        ),
        (
            *("a.json", JSON),
            [
                *((0, ("port",), ("float", 2), True), (0, ("m", "on"), ("bool", 4), True)),
                *((0, ("m", "l", 0), ("str", 1), True), (0, ("m", "l", 1), None, True)),
                *((0, ("m", "l", 2), "", True), (0, ("k_unencrypted",), 3, False)),
            ],
        ),
        (
            *("a.env", DOTENV),
            [
                *((0, ("PORT",), ("str", 2), True), (0, ("LINES",), ("str", 3), True)),
                (0, ("k_unencrypted",), "3", False),
            ],
        ),
        (
            *("a.ini", INI),
            [(0, ("m", "port"), ("str", 2), True), (0, ("m", "k_unencrypted"), "3", False)],
        ),
        ("a.key", BINARY, [(0, ("data",), ("str", 19), True)]),
    ],
)
def test_what_sops_has_encrypted_is_read(
    name: str, store: str, values: list[tuple[object, ...]]
) -> None:
    data = sopsing.encrypted(PLAIN[name], name)

    file = sops_file.read(data, name)

    assert (file.store, file.metadata is not None, len(file.told)) == (store, True, 1)
    assert file.metadata is not None
    assert file.metadata.faults == []
    assert [one.identity for one in file.metadata.recipients] == [sopsing.recipient()]
    assert file.metadata.scope == Scope()
    assert leaves(file) == values
    assert sops_file.looks_encrypted(data, store)
    assert sops_file.looks_encrypted(data, BINARY)
    # What SOPS was told with an option, the text shows; a name may say nothing, or lie.
    for other in ("a.secret", "a.env", "a.ini"):
        assert leaves(sops_file.read(data, other)) == values
    for at in (("mac",), ("age", 0, "enc"), ("age", 0), ("version",)):
        assert file.span(0, ("sops", *at)) is not None, at
        assert file.key_span(0, ("sops", *at)) is not None, at
    lines = data.decode().splitlines()
    for leaf in file.leaves():
        span, key = file.span(0, leaf.path), file.key_span(0, leaf.path)
        assert span is not None
        assert key is not None
        text = lines[span.line - 1][span.column - 1 : span.end_column - 1].strip('"')
        assert text == str("null" if leaf.value is None else leaf.value)
        if isinstance(leaf.path[-1], str):
            name = lines[key.line - 1][key.column - 1 : key.end_column - 1]
            assert name.strip('"') == leaf.path[-1]


@pytest.mark.parametrize("name", list(PLAIN))
def test_a_plain_file_has_values_and_no_metadata(name: str) -> None:
    file = sops_file.read(PLAIN[name].encode(), name)

    assert (file.metadata, file.told) == (None, [None])
    assert file.leaves()
    assert not any(file.selected(leaf) for leaf in file.leaves())
    assert not any(file.comment_selected(comment) for comment in file.comments())
    assert file.span(0, ("sops", "mac")) is None
    assert not sops_file.looks_encrypted(PLAIN[name].encode(), file.store)


@needs_sops
def test_every_document_has_its_values_and_metadata() -> None:
    data = sopsing.encrypted("a: 1\n---\nb: 2\n---\n") + b"---\nplain: 3\n"

    file = sops_file.read(data, "a.yaml")

    assert [(leaf.document, leaf.path) for leaf in file.leaves()][-1] == (3, ("plain",))
    assert file.told[0] == file.told[1]
    assert file.told[3] is None
    assert leaves(file)[-1] == (3, ("plain",), 3, True)


@needs_sops
def test_what_is_merged_stands_below_its_key_as_sops_writes_it() -> None:
    data = sopsing.encrypted("a: &a {x: 1}\nb:\n  <<: *a\n  y: !!str 2\n")

    file = sops_file.read(data, "a.yaml")

    assert [leaf.path for leaf in file.leaves()] == [("a", "x"), ("b", "<<", "x"), ("b", "y")]
    span = file.span(0, ("b", "<<", "x"))
    assert span is not None
    assert data.splitlines()[span.line - 1].startswith(b"        x: ENC[")


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("a: !x [{<<: {b: 1}}]\n", [("a", 0, "<<", "b")]),
        # What only one of the parsers takes is left as it was read, and a mark at the start.
        ("a:\t1\n<<: {b: 1}\n", [("a",), ("b",)]),
        ("\ufeffa: 1\n<<: {b: 1}\n", [("a",), ("<<", "b")]),
        ("\ufeffa: 1\n", [("a",)]),
    ],
)
def test_a_merge_key_is_a_key(text: str, paths: list[object]) -> None:
    assert [leaf.path for leaf in sops_file.read(text.encode(), "a.yaml").leaves()] == paths


def test_a_key_of_that_name_with_something_else_below_it_is_a_value() -> None:
    file = sops_file.read(b"sops: {version: 3.11.0, image: x}\n", "values.yaml")

    assert file.metadata is None
    assert file.told == [{"version": "3.11.0", "image": "x"}]
    assert [leaf.path for leaf in file.leaves()] == [("sops", "version"), ("sops", "image")]


@needs_sops
@pytest.mark.parametrize("way", ["unencrypted_comment_regex", "encrypted_comment_regex"])
def test_comments_decide_where_the_scope_says_so(way: str) -> None:
    text = (
        "a: 1\n# this\nb:\n  c: 2\n  d: [3]\ne: 4 # this\nf:\n  # this\n  - 5\n  - 6\ng: 7\n"
        "h:\n- k: 8\n  # this\n  l: 9\n# this\n# and\nm: 10\n"
    )
    rules = sopsing.rules(sopsing.rule(**{way: "this"}))
    file = _by_rules(text, rules)

    meant = {("b", "c"), ("b", "d", 0), ("e",), ("h", 0, "l"), ("m",)}
    encrypts = way == "encrypted_comment_regex"
    for leaf in file.leaves():
        if leaf.path[0] != "f":
            assert file.selected(leaf) is ((leaf.path in meant) is encrypts), leaf.path
        assert (token(str(leaf.value)) is not None) is file.selected(leaf), leaf.path
    for comment in file.comments():
        hidden = token(comment.text) is not None
        assert file.comment_selected(comment) is hidden, (comment.path, comment.text)


@needs_sops
def test_an_encrypted_comment_is_above_what_follows_it_in_a_list() -> None:
    text = "a:\n  # encrypt\n  - 1 # two\n  - 2\n"
    file = _by_rules(text, sopsing.rules(sopsing.rule(encrypted_comment_regex="encrypt")))

    assert [kind for _, _, kind, _ in leaves(file)] == [("comment", 4), ("int", 1), 2]
    assert [selected for *_, selected in leaves(file)] == [True, True, False]


@needs_sops
def test_a_comment_with_nothing_behind_it_decides_nothing() -> None:
    file = _by_rules("a: 1\n", sopsing.rules(sopsing.rule(encrypted_comment_regex="encrypt")))

    more = sops_file.read(file.data + b"# encrypt\n", "a.yaml")

    assert [(comment.text, comment.above) for comment in more.comments()] == [(" encrypt", None)]
    assert leaves(more) == leaves(file)


def _by_rules(text: str, rules: str) -> SopsFile:
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
        config.write(rules)
        config.flush()
        data = sopsing.sops(
            *("--config", config.name, "encrypt", "--filename-override", "a.yaml"),
            input=text.encode(),
        )
    return sops_file.read(data, "a.yaml")


def test_a_pattern_that_is_none_is_found_nowhere_as_by_sops() -> None:
    for way, selected in (("encrypted_regex", False), ("unencrypted_regex", True)):
        file = sops_file.read(f"a: 1\nsops: {{mac: x, {way}: '('}}\n".encode(), "a.yaml")

        assert [file.selected(leaf) for leaf in file.leaves()] == [selected]


@pytest.mark.parametrize(
    ("name", "data", "reason", "line"),
    [
        ("a.yaml", b"a: [", "never closed", 1),
        ("a.yaml", b"a: 1\na: 2\n", "already defined on line 1", 2),
        ("a.json", b'{"a": 1,}', "expected", 1),
        ("a.env", b"A=1\nhunter2\n", "a line without `=`", 2),
        ("a.env", b"A=\xff\n", "the file is no UTF-8", 1),
        ("a.env", b"A=\0\n", "the file holds a NUL byte", None),
        ("a.ini", b"[a\n", "a section without its name and `]`", 1),
        ("a.ini", b"[a]\nhunter2\n", "neither a key with its value nor a section", 2),
        ("a.ini", b"[a]\nb = `hunter2\n", "a quote is never closed", 2),
        ("a.key", bytes((1 << 20) + 1), "more than 1 MiB", None),
        (
            "a.yaml",
            b"a: &a [x, x]\n"
            + b"".join(
                b"%c: &%c [*%c, *%c, *%c, *%c]\n" % (n + 1, n + 1, n, n, n, n)
                for n in range(97, 110)
            ),
            "alias",
            None,
        ),
        ("a.yaml", b"[" * 300, "", None),
        # To SOPS, these comments end where a key begins.
        ("a.yaml", b"a: b\n# c\xc2\x85password: hunter2\n", "U+0085 ends a line for SOPS", 2),
        ("a.yaml", b"# \xc3\xa9\xe2\x80\xa8password: hunter2\n", "U+2028", 1),
        ("a.yaml", b"# c\xe2\x80\xa9password: hunter2\n", "U+2029", 1),
    ],
)
def test_what_cannot_be_read_is_told_without_its_text(
    name: str, data: bytes, reason: str, line: int | None
) -> None:
    with pytest.raises(Unreadable) as caught:
        sops_file.read(data, name)

    assert reason in caught.value.reason
    assert "hunter2" not in caught.value.reason
    if line is not None:
        assert caught.value.span is not None
        assert caught.value.span.line == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sops:\n  mac: x\n", True),
        ('{"sops": {}}', True),
        ("'sops' : {}", True),
        ("a: 1\r\nsops: {}\r\n", True),
        ("{a: 1,sops: {}}", True),
        ("[sops]\nmac = x\n", True),
        ("sops_mac=x\n", True),
        ("\ufeffsops:\n", True),
        ("see the sops documentation: it is long", False),
        ("file: .sops.yaml", False),
        ("uses: mozilla-sops-action", False),
    ],
)
def test_a_look_tells_what_is_certainly_not_encrypted(text: str, expected: bool) -> None:
    assert sops_file.looks_encrypted(text.encode(), YAML) is expected


def test_a_text_about_sops_is_no_encrypted_file() -> None:
    for text in (
        "Add this:\n\nsops:\n    mac: x\n: y\n[",
        "{ sops: x",
        "[sops]\na = 1\n",
        "sops_mac",
    ):
        file = sops_file.read(text.encode(), "README.md")

        assert (file.store, file.metadata) == (BINARY, None)
    assert sops_file.read(b'{"sops": {"mac": "x"}, "a": 1}', "a.yaml").store == YAML
    assert sops_file.read(b'{"sops": {"mac": "x"}, "data": 1}', "a.yaml").store == BINARY
    assert sops_file.read(b'{"sops": {"mac": "x"}, "a": 1}', "a.key").store == JSON
    assert sops_file.read(b'{"sops": {"mac": "x"}, "data": 1}', "a.json").store == JSON
    assert sops_file.read(b"A=1\nsops_mac=x\n", "a.yaml", DOTENV).store == DOTENV


def test_comments_are_read_once_and_keep_their_place() -> None:
    file = sops_file.read(b"a: 1 # b\n", "a.yaml")

    assert file.comments() is file.comments()
    assert file.leaves() is file.leaves()
    assert [(c.text, c.span) for c in file.comments()] == [(" b", Span(1, 6, 1, 9))]


@pytest.mark.parametrize("name", ["SOPS", "\u017fops"])
@pytest.mark.parametrize("path", ["a.json", "a.bin"])
def test_a_second_key_for_metadata_in_json_is_a_fault(name: str, path: str) -> None:
    told = {"data": "x", "sops": {"mac": "x"}, name: {"hc_vault": []}}

    found = sops_file.read(json.dumps(told).encode(), path)

    assert found.metadata is not None
    faults = [at for at, why in found.metadata.faults if why.startswith("a second key")]
    assert faults == [(name,)]


def test_what_is_encrypted_as_a_whole_has_no_scope() -> None:
    told = '"sops": {"mac": "x", "encrypted_regex": "^none$"}'
    one = sops_file.read(f'{{"data": "plain", {told}}}'.encode(), "a.bin")
    other = sops_file.read(f'{{"data": {{"a": "plain"}}, {told}}}'.encode(), "a.yaml")

    assert (one.store, leaves(one)) == (BINARY, [(0, ("data",), "plain", True)])
    assert (other.store, leaves(other)) == (YAML, [(0, ("data", "a"), "plain", False)])


def test_a_file_with_more_comments_than_can_be_asked_is_not_read() -> None:
    told = b"sops: {mac: x, encrypted_comment_regex: none}\n"
    many = b"# c\n" * 1500 + b"".join(b"k%d: x\n" % at for at in range(1500))

    with pytest.raises(Unreadable, match="too many values, and comments that say"):
        sops_file.read(many + told, "a.yaml")
    assert len(sops_file.read(many[4000:] + told, "a.yaml").leaves()) == 1500
    assert len(sops_file.read(many + b"sops: {mac: x}\n", "a.yaml").leaves()) == 1500


def test_a_comment_at_the_end_is_above_no_value() -> None:
    told = "sops: {mac: x, encrypted_comment_regex: hide}\n"
    file = sops_file.read(f"# hide\na: x\nb:\n  c: y\n  # hide\n{told}".encode(), "a.yaml")

    assert leaves(file) == [(0, ("a",), "x", True), (0, ("b", "c"), "y", False)]
