"""Which files name other files, by their own name alone.

On the path of every hook: nothing is imported, and nothing is read.
"""

KUSTOMIZATION = "kustomization"
COMPOSE = "compose"
WORKFLOW = "workflow"
GITLAB = "gitlab"
FLUX = "flux"
MKDOCS = "mkdocs"
SCHEMA = "schema"

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_BY_NAME = {
    **dict.fromkeys(KUSTOMIZATIONS, KUSTOMIZATION),
    ".gitlab-ci.yml": GITLAB,
    ".gitlab-ci.yaml": GITLAB,
    "mkdocs.yml": MKDOCS,
    "mkdocs.yaml": MKDOCS,
    "ks.yaml": FLUX,
    "ks.yml": FLUX,
}
# Of each kind, what a file holds for certain when there is anything to look for in it.
MARKS: dict[str, tuple[bytes, ...]] = {
    WORKFLOW: (b"uses", b"./"),
    FLUX: (b"kustomize.toolkit.fluxcd.io",),
    GITLAB: (b"include",),
    MKDOCS: (b"nav",),
    SCHEMA: (b"$ref",),
}
_YAML = (".yaml", ".yml")
_WORKFLOWS = (".github/workflows/", ".gitea/workflows/", ".forgejo/workflows/")
# Folders in which Flux keeps what it applies.
_FLUX = ("flux", "flux-system", "clusters", "cluster")


def bearing(path: str) -> str | None:
    """Return what kind of references a file holds by its name; None for all others."""
    folder, _, name = path.rpartition("/")
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    if name.endswith(_YAML):
        if path.startswith(_WORKFLOWS):
            return WORKFLOW
        if name.startswith(("compose.", "compose-", "docker-compose")):
            return COMPOSE
        if name.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml")) or path.startswith(".gitlab/ci/"):
            return GITLAB
    elif not name.endswith(".json"):
        return None
    stem = name.rpartition(".")[0]
    if stem.endswith(".schema") or stem.startswith(("openapi", "swagger")):
        return SCHEMA
    if name.endswith(_YAML) and any(step in _FLUX for step in folder.split("/")):
        return FLUX
    return None
