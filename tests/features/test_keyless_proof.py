"""What SOPS has written has no finding, and what somebody did to it by hand has one."""

import os
import subprocess
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.checks.examined import Examined
from confledger.checks.finding import Finding, Severity
from confledger.checks.secrets import (
    lossy_scalar,
    malformed_ciphertext,
    malformed_metadata,
    plain_comment,
    plain_value,
    weak_secret,
)
from confledger.location import pointer
from confledger.secrets import sops_file
from confledger.secrets.rules import Rules
from confledger.secrets.tokens import read as token
from sops_layouts import BY_NAME, WAYS
from sopsing import PROGRAM, needs_sops, recipient

CHECKS = (
    *(plain_value, malformed_ciphertext, malformed_metadata, plain_comment, lossy_scalar),
    weak_secret,
)


def found(data: bytes, name: str) -> list[Finding]:
    file = Examined(sops_file.read(data, name), Rules([]), {})
    return [one for module in CHECKS for one in module.check(file)]


@pytest.fixture(scope="module", name="config")
def _config(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("rules") / ".sops.yaml")


def encrypted(text: str, name: str, way: dict[str, object], config: str) -> bytes | None:
    """Return what sops makes of it; None where it fails at it, as at some comments of INI."""
    options = "".join(f"    {key}: {str(value).lower()}\n" for key, value in way.items())
    with open(config, "w") as file:
        file.write(f"creation_rules:\n  - age: {recipient()}\n{options}")
    assert PROGRAM is not None
    done = subprocess.run(
        [PROGRAM, "--config", config, "encrypt", "--filename-override", name],
        input=text.encode(),
        capture_output=True,
        env={**os.environ, "SOPS_DISABLE_VERSION_CHECK": "1"},
        check=False,
    )
    return None if done.returncode else done.stdout


@needs_sops
@settings(max_examples=40)
@given(
    seed=st.integers(0, 1 << 32),
    name=st.sampled_from(["a.yaml", *BY_NAME]),
    way=st.sampled_from(WAYS),
)
def test_what_sops_writes_has_no_finding_and_each_value_made_plain_has_one(
    config: str, seed: int, name: str, way: dict[str, object]
) -> None:
    random = Random(seed)
    data = encrypted(BY_NAME[name](random), name, way, config)
    if data is None:
        return

    assert [one for one in found(data, name) if one.severity != Severity.INFO] == []

    file = sops_file.read(data, name)
    assert file.metadata is not None
    values = [leaf for leaf in file.leaves() if isinstance(leaf.value, str) and file.selected(leaf)]
    hidden = [(leaf, one) for leaf in values if (one := token(str(leaf.value)))]
    if hidden and not any(one.type == "comment" for _, one in hidden):
        leaf, _ = random.choice(hidden)
        plain = data.replace(str(leaf.value).encode(), b"horse battery", 1)
        told = [one for one in found(plain, name) if one.check == "plain-value"]
        assert [(one.document, one.pointer) for one in told] == [
            (leaf.document, pointer(leaf.path))
        ]
        short = data.replace(str(leaf.value).encode(), str(leaf.value)[:-9].encode(), 1)
        assert "malformed-ciphertext" in {one.check for one in found(short, name)}
