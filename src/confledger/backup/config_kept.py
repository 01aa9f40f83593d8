"""The settings of git that a backup takes along and a restore brings back: a short list.

Whoever can write a backup must not be able to let git run a program, nor to send what is pushed
elsewhere than before in the name of somebody else: what may name a program is not on the list,
and credentials are taken out of addresses.
"""

import os
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_LONGEST = 4096
_WORD = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_REFSPEC = re.compile(r"[+^]?refs/[^\s:\\]{1,512}(:refs/[^\s:\\]{1,512})?\Z")
_HELPER = re.compile(r"[A-Za-z0-9+.-]+::")
# What stands for one of a few words or a number.
_PLAIN = frozenset(
    (
        *("core.autocrlf", "core.eol", "core.safecrlf", "core.quotepath", "core.abbrev"),
        *("commit.gpgsign", "tag.gpgsign", "push.gpgsign"),
        *("fetch.prune", "fetch.prunetags", "merge.ff", "pull.ff", "pull.rebase"),
        *("push.default", "push.followtags", "push.autosetupremote"),
        *("rebase.autostash", "rebase.autosquash"),
    )
)
_OF_REMOTE = ("url", "pushurl", "fetch", "prune", "tagopt")
_OF_BRANCH = ("remote", "pushremote", "merge", "rebase")
Entries = list[tuple[str, str]]


def kept(entries: Iterable[tuple[str, str]]) -> Entries:
    """Return what may stay of some settings, in their order; addresses without credentials.

    Applied twice, it changes nothing more.
    """
    named = [(key, value) for key, value in entries if len(value) <= _LONGEST]
    remotes = {key.split(".", 1)[1].rpartition(".")[0] for key, _ in named if _is(key, "remote")}
    found = []
    for key, value in named:
        if not (value.isprintable() and key.isprintable()) or _odd(key + value):
            continue
        clean = _clean(key, value, remotes)
        if clean is not None:
            found.append((key, clean))
    return found


def without_credentials(url: str) -> str | None:
    """Return an address that may be kept; None for one that could run a program.

    Names of users stay where SSH needs them; passwords, tokens and questions go.
    """
    if url.startswith("-") or _HELPER.match(url) or not url:
        return None
    if "://" not in url:
        # A folder, or USER@HOST:PATH of SSH. What looks like a mistyped address may have a secret.
        return None if (":" in url.partition("@")[0] and "@" in url) or "?" in url else url
    try:
        parts = urlsplit(url)
        user, host = parts.username, parts.netloc.rpartition("@")[2]
    except ValueError:
        return None
    if host.startswith("-"):
        return None
    if parts.scheme not in ("ssh", "git+ssh", "ssh+git"):
        user = None
    at = f"{user}@" if user and not user.startswith("-") else ""
    return f"{parts.scheme}://{at}{host}{parts.path}"


def as_text(entries: Entries) -> str:
    """Return settings as git's own file has them."""
    lines: list[str] = []
    before = ""
    for key, value in entries:
        section, _, rest = key.partition(".")
        name, _, variable = rest.rpartition(".")
        head = f"[{section} {_quoted(name)}]" if name else f"[{section}]"
        if head != before:
            lines.append(head)
        before = head
        lines.append(f"\t{variable or rest} = {_quoted(value)}")
    return "".join(f"{line}\n" for line in lines)


def read(listed: bytes) -> Entries:
    """Read what `git config --list --null` printed."""
    found = []
    for one in listed.split(b"\0"):
        key, _, value = os.fsdecode(one).partition("\n")
        if key:
            found.append((key, value))
    return found


def _clean(key: str, value: str, remotes: set[str]) -> str | None:
    section, _, rest = key.partition(".")
    name, _, variable = rest.rpartition(".")
    if key in _PLAIN:
        return value if _WORD.match(value) else None
    if key in ("user.name", "user.email"):
        return value
    if not name or name.startswith("-"):
        return None
    if section == "remote" and variable in _OF_REMOTE:
        if variable in ("url", "pushurl"):
            return without_credentials(value)
        if variable == "fetch":
            return value if _REFSPEC.match(value) else None
        if variable == "tagopt":
            return value if value in ("--tags", "--no-tags") else None
        return value if _WORD.match(value) else None
    if section == "branch" and variable in _OF_BRANCH:
        if variable == "merge":
            return value if _REFSPEC.match(value) and ":" not in value else None
        if variable == "rebase":
            return value if _WORD.match(value) else None
        # An address would be one that nobody looked at.
        return value if value == "." or value in remotes else None
    return None


def _is(key: str, section: str) -> bool:
    return key.startswith(f"{section}.") and key.count(".") > 1


def _odd(text: str) -> bool:
    """Whether a text has what is no Unicode."""
    return any("\ud800" <= one <= "\udfff" for one in text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
