"""Which settings of git a backup takes along: addresses without secrets, and nothing that runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.backup.config_kept import as_text, kept, read, without_credentials

KEYS = st.sampled_from(
    [
        "core.sshcommand",
        "remote.origin.url",
        "remote.origin.fetch",
        "remote.x.y.pushurl",
        "branch.main.remote",
        "user.name",
        "pull.rebase",
        'remote.a"b.url',
    ]
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://ada:hush@example.org/shop.git", "https://example.org/shop.git"),
        ("https://hush@example.org:8443/shop", "https://example.org:8443/shop"),
        ("https://example.org/shop?private_token=hush#x", "https://example.org/shop"),
        ("ssh://git:hush@example.org:22/shop", "ssh://git@example.org:22/shop"),
        ("git@example.org:shop.git", "git@example.org:shop.git"),
        ("ssh://[::1]/shop", "ssh://[::1]/shop"),
        ("../shop", "../shop"),
        ("/srv/shop.git", "/srv/shop.git"),
        ("https:/ada:hush@example.org/shop", None),
        ("ada:hush@example.org:shop", None),
        ("git@example.org:shop.git?token=hush", None),
        ("ext::sh -c touch% /tmp/x", None),
        ("fd::17", None),
        ("--upload-pack=touch", None),
        ("ssh://-oProxyCommand=touch/x", None),
        ("https://[x/y", None),
        ("", None),
    ],
)
def test_an_address_keeps_what_finds_the_place(url: str, expected: str | None) -> None:
    assert without_credentials(url) == expected


@given(st.lists(st.tuples(KEYS, st.text(max_size=40))))
def test_what_is_kept_is_kept_again(entries: list[tuple[str, str]]) -> None:
    once = kept(entries)

    assert kept(once) == once
    assert not [key for key, _ in once if key == "core.sshcommand"]
    assert as_text(once).count("\n") >= len(once)


def test_what_git_lists_is_read_whole() -> None:
    listed = b"user.name\nAda\0remote.origin.url\n/x\ny\0core.bare\0\0"

    assert read(listed) == [
        ("user.name", "Ada"),
        ("remote.origin.url", "/x\ny"),
        ("core.bare", ""),
    ]
    assert kept(read(listed)) == [("user.name", "Ada")]
