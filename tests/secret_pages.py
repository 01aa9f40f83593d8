"""The examples of a check of secrets, as files: ciphertexts that are shortened made whole."""

import re
from collections.abc import Mapping
from types import ModuleType

from confledger.checks import pages
from confledger.checks.examined import Examined
from confledger.checks.finding import Finding
from confledger.secrets import rules, sops_file
from confledger.settings import Settings

IV, TAG = "A" * 43 + "=", "A" * 22 + "=="
_TOKEN = re.compile(r"ENC\[AES256_GCM,data:([^,\]]*),(?:iv:…,tag:…,)?type:(\w+)\]")


def token(kind: str = "str", data: str = "AAEC") -> str:
    """Return a ciphertext that is well-formed, of nothing."""
    return f"ENC[AES256_GCM,data:{data},iv:{IV},tag:{TAG},type:{kind}]"


def metadata(**changes: object) -> str:
    """Return metadata that lack nothing as a line of YAML, with these changes; None takes away."""
    given: dict[str, object] = {
        "age": '[{recipient: age1x, enc: "-----BEGIN AGE ENCRYPTED FILE-----"}]',
        "lastmodified": '"2025-06-01T12:00:00Z"',
        "mac": f'"{token()}"',
        "version": "3.11.0",
        **changes,
    }
    inside = ", ".join(f"{name}: {value}" for name, value in given.items() if value is not None)
    return f"sops: {{{inside}}}\n"


def example(module: ModuleType, heading: str) -> dict[str, str]:
    """Return the files of an example of a page, by path; one without a path is `prod.yaml`."""
    (text,) = [text for name, text in pages.parse(str(module.__doc__)).examples if name == heading]
    text = _TOKEN.sub(lambda m: token(m[2], m[1].replace("…", "AAEC")), text)
    pieces = re.split(r"^# (\S+\.yaml)\n", text, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True)) or {"prod.yaml": text}


def found(module: ModuleType, files: Mapping[str, str | bytes]) -> list[Finding]:
    """Return what a check finds in the last of these files, by their rules and settings."""
    path = list(files)[-1]
    read = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    creation = [rules.read(read[rules.FILE])] if rules.FILE in read else []
    raw = None
    if "confledger.yaml" in files:
        import yaml

        raw = yaml.safe_load(files["confledger.yaml"])
    file = sops_file.read(read[path], path)
    return list(module.check(Examined(file, rules.Rules(creation), Settings(raw).secrets)))


def told(module: ModuleType, files: Mapping[str, str | bytes]) -> list[str]:
    """Return each finding as people read it: place, severity, message."""
    lines = []
    for one in found(module, files):
        assert one.check == module.ID
        place = f"{one.span.line}:{one.span.column}" if one.span else "?"
        lines.append(f"{place} {one.pointer} {one.severity} {one.message}")
    return lines
