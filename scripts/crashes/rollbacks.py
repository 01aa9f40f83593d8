"""The cases of `rollback`: a clean tree, local changes, somebody faster, no room, no permission."""

import os
from pathlib import Path

from crashes.case import Case, files, git, leftovers
from crashes.interposed import BEFORE, Moment

_LOCK = "confledger-switch.lock"
_BEFORE = ".before"
# Local changes in the way: changed, not tracked, and staged.
_MINE: dict[str, tuple[bytes, int]] = {
    "config/prod.yaml": (b"pool: mine\n", 0),
    "config/gone.yaml": (b"gone: mine\n", 0),
    "config/new/deep/one.yaml": (b"new: mine\n", 0),
}
_SEALED = "password: ENC[AES256_GCM,data:{},iv:Ag==,tag:Ag==,type:str]\nsops:\n    mac: x\n"


def every() -> list[Case]:
    """Return all cases."""
    return [
        Case("rollback: clean", _clean, _asked, _at_death, _recovered),
        Case("rollback: local changes elsewhere", _dirty, _asked, _at_death, _recovered),
        Case(
            *("rollback: a commit meanwhile", _clean, _asked, _at_death, _recovered),
            meanwhile=_commit_once,
        ),
        Case("rollback: local changes discarded", _in_the_way, _discarding, _at_death, _recovered),
        Case("rollback: disk full", _dirty, _asked, _at_death, _recovered, full=True),
        Case(
            *("rollback: objects cannot be written", _read_only, _asked, _at_death, _recovered),
            before_recovery=_writable,
            hindered=True,
        ),
    ]


def _asked(root: Path) -> list[str]:
    target = git(root, "rev-parse", "refs/tags/then").strip()
    return [
        *("rollback", "--to", target, "--scope", "./config", "--yes", "--reason", "CASE-1"),
        *("--allow-invalid", "--allow-missing"),
    ]


def _discarding(root: Path) -> list[str]:
    return [*_asked(root), "--discard-local"]


def _clean(root: Path) -> None:
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "config", "user.name", "Ada")
    git(root, "config", "user.email", "ada@example.org")
    _write(root, "config/base.yaml", "# the pool\npool: 5\n")
    _write(root, "config/prod.yaml", "pool: 50\n")
    _write(root, "config/old name.yaml", "a: 1\nb: 2\nc: 3\n")
    _write(root, "config/gone.yaml", "a: 1\n")
    _write(root, "config/secret.yaml", _SEALED.format("AAAA"))
    _write(root, "config/run.sh", "echo\n")
    _write(root, "notes.txt", "one\n")
    _write(root, "config/turn", "a file\n")
    os.symlink("base.yaml", root / "config" / "link.yaml")
    _commit(root, "then")
    git(root, "tag", "then")
    _write(root, "config/prod.yaml", "pool: 500\n")
    git(root, "mv", "config/old name.yaml", "config/näme.yaml")
    os.unlink(root / "config" / "gone.yaml")
    _write(root, "config/secret.yaml", _SEALED.format("BBBB"))
    _write(root, "config/new/deep/one.yaml", "new: 1\n")
    os.chmod(root / "config" / "run.sh", 0o755)
    os.unlink(root / "config" / "turn")
    _write(root, "config/turn/inner.yaml", "inner: 1\n")
    os.unlink(root / "config" / "link.yaml")
    _write(root, "config/link.yaml", "a file: now\n")
    _commit(root, "now")
    git(root, "tag", "now")


def _dirty(root: Path) -> None:
    """Leave changes that a rollback has nothing to do with: staged, not staged, not tracked."""
    _clean(root)
    _write(root, "notes.txt", "staged\n")
    git(root, "add", "notes.txt")
    _write(root, "notes.txt", "changed again\n")
    _write(root, "scratch.txt", "not tracked\n")


def _in_the_way(root: Path) -> None:
    """Leave changes where something else is to be: staged, not staged, not tracked."""
    _clean(root)
    git(root, "tag", "in-the-way")
    for path, (text, _) in _MINE.items():
        _write(root, path, text.decode())
    git(root, "add", "config/new/deep/one.yaml")


def _read_only(root: Path) -> None:
    _clean(root)
    for folder in (root / ".git" / "objects").iterdir():
        folder.chmod(0o555)
    (root / ".git" / "objects").chmod(0o555)


def _writable(root: Path) -> None:
    (root / ".git" / "objects").chmod(0o755)
    for folder in (root / ".git" / "objects").iterdir():
        folder.chmod(0o755)


def _commit_once(root: Path, moment: Moment) -> None:
    """Commit as another process would, right before the branch is to move."""
    if moment != ("git update-ref", BEFORE) or git(root, "tag", "--list", "other"):
        return
    blob = git(root, "hash-object", "-w", "--stdin", given="other\n").strip()
    tree = git(root, "ls-tree", "HEAD") + f"100644 blob {blob}\tother.txt\n"
    made = git(root, "mktree", given=tree).strip()
    commit = git(root, "commit-tree", "-p", "HEAD", "-m", "other", made).strip()
    git(root, "update-ref", "refs/tags/other", commit)
    git(root, "update-ref", "refs/heads/main", commit)


def _at_death(root: Path) -> list[str]:
    """Say what is wrong at the instant of death."""
    wrong = []
    other = bool(git(root, "tag", "--list", "other"))
    base = "other" if other else "now"
    count = git(root, "rev-list", "--count", f"{base}..HEAD").strip()
    if git(root, "merge-base", base, "HEAD") != git(root, "rev-parse", base):
        wrong.append("history was rewritten")
    if count not in ("0", "1"):
        wrong.append(f"{count} commits more")
    if count == "1" and _tree(root, "HEAD") != _wanted(root):
        wrong.append("the commit has not the state that was asked for")
    if "error" in git(root, "fsck", "--connectivity-only", check=False):
        wrong.append("git fsck")
    if not git(root, "ls-files", "-s"):
        wrong.append("the index cannot be read")
    old, new = _held(root, "now"), _held(root, "then")
    seen = files(root)
    mine = _MINE if git(root, "tag", "--list", "in-the-way") else {}
    # What is discarded is in a commit before.
    kept = bool(mine) and _has_mine(root)
    for path in {*old, *new}:
        if path in ("notes.txt", "config/secret.yaml"):
            allowed = [_local(root).get(path, old.get(path))]
        elif path in mine:
            allowed = [mine[path], new.get(path)] if kept else [mine[path]]
        else:
            allowed = [old.get(path), new.get(path)]
        if seen.get(path) not in allowed:
            wrong.append(f"{path} is neither the old nor the new one")
    for path in set(seen) - {*old, *new, "scratch.txt"}:
        wrong.append(f"{path} came from nowhere")
    return wrong


def _recovered(root: Path) -> list[str]:
    """Say what is wrong after another run."""
    wrong = _at_death(root)
    other = bool(git(root, "tag", "--list", "other"))
    base = "other" if other else "now"
    if git(root, "rev-list", "--count", f"{base}..HEAD").strip() != "1":
        wrong.append("there is not exactly one commit more")
    if _tree(root, "HEAD") != _wanted(root):
        wrong.append("the state is not the one asked for")
    status = git(root, "status", "--porcelain")
    # The other commit was made without index and work tree.
    wanted = ""
    if (root / "scratch.txt").exists():
        wanted = "MM notes.txt\n?? scratch.txt\n"
        if git(root, "show", ":notes.txt") != "staged\n":
            wrong.append("what was staged is not")
    if other:
        wanted = "D  other.txt\n"
    if status != wanted:
        wrong.append(f"git status says {status!r}")
    return wrong + leftovers(root, (_LOCK,))


def _has_mine(root: Path) -> bool:
    """Whether a commit apart has every local change."""
    for ref in git(root, "for-each-ref", "--format=%(refname)", "refs/confledger/kept").split():
        held = _held(root, ref)
        if all(held.get(path) == one for path, one in _MINE.items()):
            return True
    return False


def _local(root: Path) -> dict[str, object]:
    there = (root / "scratch.txt").exists()
    return {"notes.txt": (b"changed again\n", 0)} if there else {}


def _wanted(root: Path) -> dict[str, str]:
    """Return the tree that is to come: that of then, with the secrets of now."""
    tree = _tree(root, "then")
    now = _tree(root, "now")
    tree["config/secret.yaml"] = now["config/secret.yaml"]
    tree["notes.txt"] = now["notes.txt"]
    if git(root, "tag", "--list", "other"):
        tree["other.txt"] = _tree(root, "other")["other.txt"]
    return tree


def _tree(root: Path, revision: str) -> dict[str, str]:
    lines = git(root, "ls-tree", "-r", "-z", revision).split("\0")[:-1]
    return {path: head for head, _, path in (line.partition("\t") for line in lines)}


def _held(root: Path, revision: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for path, head in _tree(root, revision).items():
        data = git(root, "cat-file", "blob", head.split(" ")[2])
        mode = head[:6]
        found[path] = data if mode == "120000" else (data.encode(), 0o100 if mode[3] == "7" else 0)
    return found


def _write(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    file.write_text(text, encoding="utf-8")


def _commit(root: Path, message: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", message)
