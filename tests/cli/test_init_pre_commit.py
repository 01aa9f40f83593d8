"""Our hook in a .pre-commit-config.yaml: put in once, and all else stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.cli.init_pre_commit import ENTRY, Unfit, runs_us, with_hook
from confledger.documents.load import load

OURS = """\
- repo: local
  hooks:
    - id: confledger-check
      name: "confledger: check configuration"
      entry: confledger check --staged
      language: system
      pass_filenames: false
      always_run: true
      stages: [pre-commit, pre-merge-commit, manual]
    - id: confledger-secrets
      name: "confledger: prove secrets encrypted"
      entry: confledger secrets check --staged
      language: system
      pass_filenames: false
      always_run: true
      stages: [pre-commit, pre-merge-commit, manual]
"""


def ours(depth: int) -> str:
    return "".join(f"{' ' * depth}{line}" for line in OURS.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("before", "after", "depth"),
    [
        pytest.param("repos:\n- repo: a\n  hooks: []\n", "", 0, id="level with its key"),
        pytest.param("repos:\n  - repo: a\n    hooks: []\n", "", 2, id="indented"),
        pytest.param("repos:\n    -   repo: a\n        hooks: []\n", "", 4, id="indented far"),
        pytest.param(
            "# mine\nrepos:\n  - repo: a  # why\n    hooks:\n      - id: b\n      # - id: c\n",
            "\n# last\nexclude: ^x/\n",
            2,
            id="between comments",
        ),
        pytest.param(
            "repos:\n  - repo: a\n    hooks:\n      - id: b\n        files: |\n          ^x\n\n",
            "",
            2,
            id="after a block of text",
        ),
        pytest.param("repos:\n  - {repo: a, hooks: [{id: b}]}\n", "", 2, id="an item in braces"),
        pytest.param("fail_fast: true\nrepos:\n", "fail_fasts: 1\n", 2, id="nothing in it"),
    ],
)
def test_the_hook_becomes_the_last(before: str, after: str, depth: int) -> None:
    stripped = before.rstrip("\n") + "\n"
    blank = before[len(stripped) :]

    new = with_hook((before + after).encode()).decode()

    assert new == stripped + ours(depth) + blank + after
    assert with_hook(new.encode()) == new.encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("repos: []\n", "repos:\n" + ours(2)),
        ("repos: []  # none yet\nci: {}\n", "repos:  # none yet\n" + ours(2) + "ci: {}\n"),
        ("ci: {}\n", "ci: {}\nrepos:\n" + ours(2)),
        ("repos:\n- repo: a\n  hooks: []", "repos:\n- repo: a\n  hooks: []\n" + ours(0)),
    ],
)
def test_a_list_is_begun_where_there_is_none(old: str, new: str) -> None:
    assert with_hook(old.encode()) == new.encode()


def test_line_ends_and_a_byte_order_mark_are_kept() -> None:
    old = b"\xef\xbb\xbfrepos:\r\n- repo: a\r\n  hooks: []\r\n"

    assert with_hook(old) == old + OURS.replace("\n", "\r\n").encode()


def test_a_new_file_installs_the_hook_for_merges_too() -> None:
    new = with_hook(None)

    assert load(new, "yaml").documents == [
        {"default_install_hook_types": ["pre-commit", "pre-merge-commit"], "repos": [ENTRY]}
    ]
    assert with_hook(b"\n") == new


@pytest.mark.parametrize(
    "hook",
    [
        "{id: confledger-check}",
        "{id: x, entry: confledger check --staged}",
        "{id: x, entry: .venv/bin/confledger check}",
    ],
)
def test_a_hook_of_ours_is_enough(hook: str) -> None:
    old = f"repos:\n  - repo: a\n    hooks: [{hook}]\n".encode()

    assert with_hook(old) == old
    assert runs_us(load(old, "yaml").documents[0])


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        ("- repo: a\n", "it cannot be read as one map"),
        ("repos: [\n", "it cannot be read as one map"),
        ("repos: a\n", "its `repos` is no list"),
        ("repos: [{repo: a}]\n", "its `repos` is written in brackets"),
        ("{repos: []}\n", "it is written in braces"),
        ("repos:\n  []\n", "its `repos` is written in brackets"),
        ("a: 1\n...\n", "it is laid out in a way that our lines do not fit into"),
    ],
)
def test_what_our_lines_do_not_fit_into_is_left_alone(old: str, reason: str) -> None:
    with pytest.raises(Unfit) as refused:
        with_hook(old.encode())

    assert str(refused.value) == reason


LINES = st.lists(
    st.sampled_from(
        (
            *("repos:", "  - repo: a", "    hooks:", "      - id: b", "      # - id: c", "# d", ""),
            *("- repo: e", "  hooks: []", "    rev: |", "      x", "ci: {}", "    # f", "  # g"),
        )
    ),
    max_size=8,
)


@given(lines=LINES, end=st.sampled_from(("\n", "\r\n", "")))
def test_only_our_entry_is_added(lines: list[str], end: str) -> None:
    old = ("\n".join(lines) + "\n").replace("\n", end or "\n").removesuffix("\n" if not end else "")
    held = load(old.encode(), "yaml").documents
    try:
        new = with_hook(old.encode())
    except Unfit:
        return
    if held and isinstance(held[0], dict):
        assert load(new, "yaml").documents == [
            {**held[0], "repos": [*(held[0].get("repos") or []), ENTRY]}
        ]
        kept = iter(new.decode().splitlines())
        assert all(line in kept for line in old.splitlines())
