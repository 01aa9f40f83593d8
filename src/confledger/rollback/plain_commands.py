"""A rollback as a shell script of plain git commands, for where only git is there."""

import os
import re
import shlex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.rollback.plan import Plan

# What stands in a path as it is; all else is quoted as git quotes it.
_PLAIN = re.compile(rb"[A-Za-z0-9._/+=@%:~ -]*[A-Za-z0-9._/+=@%:~-]")
_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;_/+=@-")
_WIDTH = 4096
_START = """\
set -eu
fail() { echo "$1" >&2; exit 2; }
cd "./$(git rev-parse --show-cdup)"
old=%(old)s
[ "$(git rev-parse --verify 'HEAD^{commit}')" = "$old" ] ||
  fail "HEAD is not $old any more; nothing was changed, make a new plan"
[ "$(git symbolic-ref -q HEAD || echo HEAD)" = %(ref)s ] ||
  fail "HEAD is on another branch; nothing was changed, make a new plan"
aside=$(mktemp -d)
trap 'rm -rf "$aside"' EXIT
"""
_TREE = """\

# the tree, in an index of its own
GIT_INDEX_FILE=$aside/index git read-tree "$old"
GIT_INDEX_FILE=$aside/index git update-index --index-info <<'%(end)s'
%(info)s%(end)s
tree=$(GIT_INDEX_FILE=$aside/index git write-tree)
[ "$tree" = %(tree)s ] || fail "this is not the tree that was planned; nothing was changed"
"""
_COMMIT = """\

# the commit
cat > "$aside/message" <<'%(end)s'
%(message)s%(end)s
%(sign)scommit=$(git -c i18n.commitEncoding=UTF-8 commit-tree%(signed)s -p "$old" \\
  -F "$aside/message" "$tree")
"""
_SIGN = """\
sign=--no-gpg-sign
if [ "$(git config --type=bool --get commit.gpgsign || :)" = true ]; then sign=-S; fi
"""
_WORK_TREE = """\

# the branch, if it has not moved, then the files; other local changes stay
git update-index -q --refresh || :
git read-tree -m -u -n "$old" "$commit"
git update-ref%(own)s -m %(reason)s %(ref)s "$commit" "$old"
git read-tree -m -u "$old" "$commit"
"""
_BARE = """\

# the branch, if it has not moved
git update-ref%(own)s -m %(reason)s %(ref)s "$commit" "$old"
"""
_BRANCH = """\

# a new branch; nothing else changes
git update-ref -m %(reason)s %(ref)s "$commit" %(none)s
"""
_PUSH = """\
git push --force-with-lease=%(lease)s -- %(remote)s "$commit":%(to)s
"""


class Splice:
    """Bytes that become an object: part of another one, then `middle`, then another part.

    `base` is the id of that object, empty for none; `start` bytes of it come first, and last
    what follows after its first `end` bytes.
    """

    __slots__ = ("base", "end", "middle", "oid", "start")

    def __init__(self, oid: str, data: bytes, base: str = "", held: bytes = b"") -> None:
        self.oid = oid
        self.base = base
        self.start = _alike(data, held)
        rest = min(len(data), len(held)) - self.start
        self.end = len(held) - min(_alike(data[::-1], held[::-1]), rest)
        self.middle = data[self.start : len(data) - (len(held) - self.end)]


def script(
    plan: "Plan", message: str, splices: list[Splice], about: str, *, sign: bool, bare: bool
) -> str:
    """Return the whole script; `about` are lines that say what it does."""
    subject = message.partition("\n")[0]
    ref = f"refs/heads/{plan.branch}" if plan.branch else plan.ref
    info = "".join(_infos(plan))
    values = {
        "old": plan.head,
        "ref": shlex.quote(plan.ref),
        "info": info,
        "tree": plan.tree,
        "message": message,
        "end": _unlike(info + message),
        "sign": _SIGN if sign else "",
        "signed": ' "$sign"' if sign else " --no-gpg-sign",
        "own": " --no-deref" if plan.ref == "HEAD" else "",
        "reason": shlex.quote(subject),
        "none": "0" * len(plan.head),
    }
    parts = ["#!/bin/sh\n", *(f"# {line}".rstrip() + "\n" for line in about.splitlines())]
    parts.append(_START % values)
    parts += [_object(one) for one in splices]
    parts += [_TREE % values, _COMMIT % values]
    values["ref"] = shlex.quote(ref)
    parts.append((_BRANCH if plan.branch else _BARE if bare else _WORK_TREE) % values)
    if plan.push is not None:
        to = plan.push
        lease = shlex.quote(f"{to.ref}:{to.seen or ''}")
        there = {"lease": lease, "remote": shlex.quote(to.remote), "to": shlex.quote(to.ref)}
        parts.append(_PUSH % there)
    parts.append('echo "$commit"\n')
    return "".join(parts)


def quoted_path(path: str) -> str:
    """Return a path as `git update-index --index-info` reads it."""
    name = os.fsencode(path)
    if _PLAIN.fullmatch(name):
        return name.decode("ascii")
    return '"' + "".join(_octal(one) for one in name) + '"'


def _infos(plan: "Plan") -> list[str]:
    gone, put = [], []
    for path, edit in plan.edits.items():
        if edit is None:
            gone.append(f"0 {'0' * len(plan.head)}\t{quoted_path(path)}\n")
        else:
            put.append(f"{edit.mode} {edit.oid} 0\t{quoted_path(path)}\n")
    return [*gone, *put]


def _object(one: Splice) -> str:
    """Return commands that write an object, and see that it is the right one."""
    parts = []
    if one.start:
        parts.append(f"  git cat-file blob {one.base} | head -c {one.start}\n")
    parts += [
        f"  printf '{''.join(map(_octal, one.middle[at : at + _WIDTH]))}'\n"
        for at in range(0, len(one.middle), _WIDTH)
    ]
    if one.base:
        parts.append(f"  git cat-file blob {one.base} | tail -c +{one.end + 1}\n")
    inside = "".join(parts) or "  :\n"
    return (
        f"\nblob=$({{\n{inside}}} | git hash-object -w --stdin)\n"
        f'[ "$blob" = {one.oid} ] || fail "this is not the file that was planned"\n'
    )


def _alike(one: bytes, two: bytes) -> int:
    """Return how many bytes are the same at the start."""
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _octal(byte: int) -> str:
    return chr(byte) if byte in _SAFE else f"\\{byte:03o}"


def _unlike(text: str) -> str:
    """Return a word that no line of a text is."""
    lines = set(text.splitlines())
    word = "END"
    while word in lines:
        word += "_"
    return word
