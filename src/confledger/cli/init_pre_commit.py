"""Our hook in a .pre-commit-config.yaml: put in as text, so that all else stays byte for byte."""

import os

import yaml

from confledger.documents.dialect import YAML
from confledger.documents.load import load
from confledger.documents.problem import ENCODING

FILE = ".pre-commit-config.yaml"
# Without the first line, both managers install the pre-commit hook alone.
_NEW = """\
# Run by pre-commit or prek; in each clone once: pre-commit install
default_install_hook_types: [pre-commit, pre-merge-commit]
"""
_HOOK: dict[str, object] = {
    "id": "confledger-check",
    "name": "confledger: check configuration",
    "entry": "confledger check --staged",
    "language": "system",
    "pass_filenames": False,
    "always_run": True,
    "stages": ["pre-commit", "pre-merge-commit", "manual"],
}
_SECRETS: dict[str, object] = {
    **_HOOK,
    "id": "confledger-secrets",
    "name": "confledger: prove secrets encrypted",
    "entry": "confledger secrets check --staged",
}
ENTRY: dict[str, object] = {"repo": "local", "hooks": [_HOOK, _SECRETS]}
_LINES = (
    "- repo: local",
    "  hooks:",
    "    - id: confledger-check",
    '      name: "confledger: check configuration"',
    "      entry: confledger check --staged",
    "      language: system",
    "      pass_filenames: false",
    "      always_run: true",
    "      stages: [pre-commit, pre-merge-commit, manual]",
    "    - id: confledger-secrets",
    '      name: "confledger: prove secrets encrypted"',
    "      entry: confledger secrets check --staged",
    "      language: system",
    "      pass_filenames: false",
    "      always_run: true",
    "      stages: [pre-commit, pre-merge-commit, manual]",
)


class Unfit(Exception):
    """The file cannot take our lines; the message says why."""


def with_hook(old: bytes | None) -> bytes:
    """Return the configuration with our hook; the same when it has one of ours already.

    Raise Unfit when the lines do not fit in anywhere.
    """
    if old is None or not old.strip():
        body = "".join(f"  {line}\n" for line in _LINES)
        return f"{_NEW}repos:\n{body}".encode()
    loaded = load(old, YAML)
    held = loaded.documents[0] if len(loaded.documents) == 1 else None
    if any(one.kind != ENCODING for one in loaded.problems) or not isinstance(held, dict):
        raise Unfit("it cannot be read as one map")
    repos = held.get("repos")
    if runs_us(held):
        return old
    if repos is not None and not isinstance(repos, list):
        raise Unfit("its `repos` is no list")
    new = _inserted(old.decode("utf-8-sig"), repos)
    data = (b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b"") + new.encode()
    # Whatever the text looks like: nothing else may have changed.
    if load(data, YAML).documents != [{**held, "repos": [*(repos or []), ENTRY]}]:
        raise Unfit("it is laid out in a way that our lines do not fit into")
    return data


def configuration(top: str) -> object:
    """Return what a hook manager is told to run; None when that cannot be read."""
    try:
        with open(os.path.join(top, FILE), "rb") as file:
            documents = load(file.read(), YAML).documents
    except OSError:
        return None
    return documents[0] if len(documents) == 1 else None


def runs_us(held: object) -> bool:
    """Whether a configuration runs confledger, from whatever repository."""
    repos = held.get("repos") if isinstance(held, dict) else None
    for repo in repos if isinstance(repos, list) else []:
        if not isinstance(repo, dict):
            continue
        hooks = repo.get("hooks")
        for hook in hooks if isinstance(hooks, list) else []:
            if isinstance(hook, dict):
                names = (str(hook.get("id")), str(hook.get("entry")).split(" ")[0])
                if any(name.rpartition("/")[2].startswith("confledger") for name in names):
                    return True
    return False


def _inserted(text: str, repos: object) -> str:
    """Return the text with our lines as the last item of `repos`."""
    newline = "\r\n" if "\r\n" in text else "\n"
    if not text.endswith(("\n", "\r")):
        text += newline
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)
    if root.flow_style:
        raise Unfit("it is written in braces")
    found = next((pair for pair in root.value if pair[0].value == "repos"), None)
    lines = text.splitlines(keepends=True)
    if found is None:
        return text + f"repos:{newline}" + "".join(f"  {line}{newline}" for line in _LINES)
    key, node = found
    if repos and isinstance(node, yaml.SequenceNode) and not node.flow_style:
        depth = node.start_mark.column
        at = _end(node, lines, depth)
    elif not repos and node.start_mark.line == key.start_mark.line:
        # `repos:` or `repos: []`, with or without a comment after it.
        line = lines[key.start_mark.line]
        rest = line[node.end_mark.column :] if node.end_mark.line == key.start_mark.line else ""
        lines[key.start_mark.line] = f"repos:{rest.rstrip()}{newline}"
        depth, at = 2, key.start_mark.line + 1
    else:
        raise Unfit("its `repos` is written in brackets")
    return "".join(
        (*lines[:at], *(f"{' ' * depth}{line}{newline}" for line in _LINES), *lines[at:])
    )


def _end(node: yaml.Node, lines: list[str], depth: int) -> int:
    """Return the index of the line after a list; comments that are further in belong to it."""
    last = node
    while isinstance(last, (yaml.SequenceNode, yaml.MappingNode)):
        if last.flow_style or not last.value:
            break
        end = last.value[-1]
        last = end[1] if isinstance(end, tuple) else end
    at = last.end_mark.line + (last.end_mark.column > 0)
    while at > 0 and not lines[at - 1].strip():
        at -= 1
    while at < len(lines):
        inner = lines[at].lstrip(" ")
        if not inner.startswith("#") or len(lines[at]) - len(inner) <= depth:
            break
        at += 1
    return at
