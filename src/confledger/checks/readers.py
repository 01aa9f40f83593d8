"""Which program reads a file: told by its name, or by what it says of itself.

The settings come before this. What is not known to be read by one is left unknown.
"""

GITHUB, KUBERNETES, ANSIBLE, PYYAML, COMPOSE = (
    "github",
    "kubernetes",
    "ansible",
    "pyyaml",
    "compose",
)
NAMES = {
    "yaml-1.2": "readers of YAML 1.2",
    GITHUB: "GitHub",
    KUBERNETES: "Kubernetes",
    ANSIBLE: "Ansible",
    PYYAML: "PyYAML",
    COMPOSE: "Docker Compose",
}
"""What people call each reader."""

_EXACT = {
    **dict.fromkeys(("action.yaml", "action.yml"), GITHUB),
    **dict.fromkeys(("Chart.yaml", "kustomization.yaml", "kustomization.yml"), KUBERNETES),
    **dict.fromkeys((".pre-commit-config.yaml", ".pre-commit-hooks.yaml"), PYYAML),
    **dict.fromkeys((".yamllint", ".yamllint.yaml", ".yamllint.yml", "mkdocs.yml"), PYYAML),
}
# A name that begins so, up to a dot or a dash: `compose.prod.yaml`, `values-eu.yaml`.
_STEMS = {"compose": COMPOSE, "docker-compose": COMPOSE, "values": KUBERNETES}
_ANSIBLE = frozenset(("group_vars", "host_vars", "playbooks"))
_OF_ROLE = frozenset(("tasks", "handlers", "defaults", "vars", "meta"))
_FIRST = frozenset(name[:3] for name in (*_EXACT, *_STEMS))


def reader_of(path: str, data: bytes) -> str | None:
    """Return the reader of a YAML file by its path, then by its content; None when unknown."""
    if ".github/" in path and (path[:8] == ".github/" or "/.github/" in path):
        return GITHUB
    name = telling_name(path)
    if name:
        if name in _EXACT:
            return _EXACT[name]
        stem = name.removesuffix(".yaml").removesuffix(".yml")
        for known, reader in _STEMS.items():
            if stem == known or stem.startswith((f"{known}.", f"{known}-")):
                return reader
    if _has(data, b"apiVersion: ") and _has(data, b"kind: "):
        return KUBERNETES
    return ANSIBLE if "/" in path and _of_ansible(path.split("/")[:-1]) else None


def _has(data: bytes, key: bytes) -> bool:
    """Whether a line begins with a key."""
    return b"\n" + key in data or data.startswith(key)


def _of_ansible(folders: list[str]) -> bool:
    if not _ANSIBLE.isdisjoint(folders):
        return True
    return "roles" in folders and not _OF_ROLE.isdisjoint(folders[folders.index("roles") + 2 :])


def telling_name(path: str) -> str:
    """Return the last step of a path if that may say who reads the file, else nothing.

    Two files of one folder with the same content have the same reader when both say nothing.
    """
    name = path[path.rfind("/") + 1 :]
    return name if name[:3] in _FIRST else ""
