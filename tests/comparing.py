"""States of an encrypted file, and what the checks say of the way from one to the other."""

import re
from datetime import UTC, datetime
from types import ModuleType

from confledger.checks import pages
from confledger.checks.examined import Examined
from confledger.secrets import sops_file
from confledger.secrets.history import Ages
from confledger.secrets.rules import Rules

NO_RULES = Rules([])


def examined(
    data: str | bytes,
    path: str = "a.yaml",
    *,
    rules: Rules = NO_RULES,
    settings: dict[str, object] | None = None,
) -> Examined:
    """Return a file as the checks see it."""
    raw = data.encode() if isinstance(data, str) else data
    return Examined(sops_file.read(raw, path), rules, settings or {})


def examples(check: ModuleType) -> list[tuple[str, Examined, Examined]]:
    """Return the examples on the page of a check: heading, the file before, the file after."""
    found = []
    for heading, text in pages.parse(check.__doc__ or "").examples:
        # Of these two, the parts alternate: path, content.
        _, path, before, path_after, after = re.split(
            r"^# (?:before|after): (.*)\n", text, flags=re.M
        )
        found.append((heading, examined(before, path), examined(after, path_after)))
    assert {heading for heading, _, _ in found} == {"Bad", "Good"}
    return found


def told(check: ModuleType, before: Examined, after: Examined | None) -> list[str]:
    """Return what a check says of a change: severity, line, pointer, message."""
    return [
        f"{one.severity} {one.span.line if one.span else '-'} {one.pointer or '-'} {one.message}"
        for one in check.compare(before, after)
    ]


def token(text: str) -> str:
    """Return a ciphertext, the same for the same text; nobody can open it."""
    return f"ENC[AES256_GCM,data:{text},iv:{text},tag:{text},type:str]"


def sealed(
    values: dict[str, str],
    readers: str = "ada",
    *,
    mac: str | None = None,
    wrapped: str = "",
    plain: str = "",
) -> str:
    """Return an encrypted file: `values` are told apart by their texts, as is the data key.

    Its MAC follows from the values, as that of SOPS does, unless it is given.
    """
    lines = [f"{name}: {token(text)}" for name, text in values.items()]
    own = mac or "-".join(values.values()) + plain.replace("\n", "").replace(" ", "")
    ages = ", ".join(f"{{recipient: age1-{one}, enc: {wrapped}{one}}}" for one in readers.split())
    return "\n".join(
        [*lines, *plain.splitlines(), "sops:", f"    age: [{ages}]", f"    mac: {token(own)}", ""]
    )


TODAY = "2025-06-01"


def at(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def ages(days: dict[str, str], key: str | None = None, **more: object) -> Ages:
    """Return ages: the day on which each value was set, and the data key was made."""
    found = Ages()
    found.values = {(0, (name,)): at(day) for name, day in days.items()}
    found.key = None if key is None else at(key)
    for name, value in more.items():
        setattr(found, name, value)
    return found


def limited(allowed: dict[str, object], *, paths: str = "a.yaml") -> Examined:
    entries = [{"paths": ["b.yaml"]}, {"paths": [paths], **allowed}, {"paths": ["**"]}]
    return examined(sealed({"a": "A1", "b": "B1"}), settings={"max-age": entries})


def told_of_age(check: ModuleType, made: Examined, known: Ages) -> list[str]:
    return [
        f"{one.severity} {one.span.line if one.span else '-'} {one.pointer} {one.message}"
        for one in check.aged(made, known, TODAY)
    ]


def examples_of_age(check: ModuleType) -> list[tuple[str, bool]]:
    """Return the examples on the page of a check of ages: heading, and whether it found any."""
    from yaml12 import parse_yaml

    found = []
    for heading, text in pages.parse(check.__doc__ or "").examples:
        settings, file_text = text.removeprefix("# confledger.yaml\n").split("# db.yaml", 1)
        said, _, content = file_text.partition("\n")
        since, today = (said.split(" on ")[1][:10], said.rpartition(" ")[2])
        held = parse_yaml(settings)
        assert isinstance(held, dict)
        made = examined(content, "db.yaml", settings=dict(held["secrets"]))  # type: ignore[arg-type]
        known = ages({"password": since}, since)
        found.append((heading, bool(list(check.aged(made, known, today)))))
    return found
