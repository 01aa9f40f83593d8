"""A repository with two encrypted files, for two readers, and the commands that change these."""

import json
import os
from pathlib import Path

import pytest

import sopsing
from sopsing import encrypted, identity, recipient
from support import Repository

WEB = "db:\n  password: correct-horse\n  user: shop\nlist:\n  - one\n  - two\n"
PROD = "data:\n  token: battery-staple\nplain: 1\n"


def rules(*web: str, prod: tuple[str, ...] = ("ours", "bob")) -> str:
    """Return creation rules as a team has them: by anchors, and folded."""
    ours, bob = recipient("ours"), recipient("bob")
    listed = "".join(f"          - *{one}\n" for one in web or ("ours", "bob"))
    folded = ",\n      ".join(recipient(one) for one in prod)
    return (
        f"keys:\n  - &ours {ours} # us\n  - &bob {bob}\ncreation_rules:\n  # the web\n"
        f"  - path_regex: ^hosts/web/\n    key_groups:\n      - age:\n{listed}"
        f"  - path_regex: prod\n    encrypted_regex: ^data$\n    age: >-\n      {folded}\n"
    )


def team(root: Path) -> Repository:
    """Return a repository whose files are for us and for bob."""
    made = Repository.create(root)
    both = (recipient("ours"), recipient("bob"))
    made.write(".sops.yaml", rules())
    made.write("hosts/web/s.yaml", encrypted(WEB, recipients=both))
    made.write("prod.json", _prod(both))
    made.write("README.md", "# Shop\n")
    made.commit("start")
    return made


def _prod(both: tuple[str, ...]) -> bytes:
    text = json.dumps({"data": {"token": "battery-staple"}, "plain": 1})
    return encrypted(text, "prod.json", "--encrypted-regex", "^data$", recipients=both)


def at_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Go into a new repository of the team, our identity at hand."""
    made = team(folder / "r")
    environment(monkeypatch, folder / "state")
    monkeypatch.chdir(made.root)
    return made


def environment(monkeypatch: pytest.MonkeyPatch, state: Path, who: str = "ours") -> None:
    """Let the commands find an identity, and keep their journal to themselves."""
    monkeypatch.setenv("SOPS_AGE_KEY", identity(who).secret)
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    if sopsing.PROGRAM is not None:
        # The program itself first: the script in front of it takes as long again.
        path = f"{os.path.dirname(sopsing.PROGRAM)}:{os.environ['PATH']}"
        monkeypatch.setenv("PATH", path)
    monkeypatch.setenv("HOME", str(state))


def opens(repository: Repository, path: str, who: str) -> bool:
    """Whether somebody can open a file, asked of the real `sops`."""
    import subprocess

    assert sopsing.PROGRAM is not None
    done = subprocess.run(
        [sopsing.PROGRAM, "decrypt", str(repository.root / path)],
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "SOPS_AGE_KEY": identity(who).secret, "HOME": "/nowhere"},
    )
    return done.returncode == 0
