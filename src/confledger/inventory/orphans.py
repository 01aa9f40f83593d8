"""Configuration files that nobody names, where that can be known; where it cannot, nothing.

Two cases can be known. A file of Kubernetes beside a `kustomization.yaml` that does not list it
is not built. A file that no tool looks for by its name, whose name, stem and folders no other
file has in it, is read by nothing that is tracked here: whoever asks looks for these words in
every file. That is said only where more files like it are named: a repository in which nothing
reads anything is read by something else.
"""

from confledger.checks.readers import ANSIBLE, COMPOSE, GITHUB, KUBERNETES
from confledger.inventory.facts import CONFIG, Facts
from confledger.inventory.flaws import ORPHAN, Flaw
from confledger.inventory.kinds import is_test
from confledger.inventory.mentions import Mentions

_KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
# What tools look for by itself, wherever it is.
_KNOWN_STEMS = frozenset(
    (
        *("package", "package-lock", "composer", "tsconfig", "jsconfig", "cargo", "pyproject"),
        *("chart", "values", "kustomization", "docker-compose", "compose", "taskfile", "justfile"),
        *("pipfile", "poetry", "setup", "tox", "pytest", "mypy", "ruff", "codecov", "renovate"),
        *("flake", "devbox", "mise", "netlify", "vercel", "firebase", "angular", "nx", "lerna"),
        *("requirements", "galaxy", "ansible", "molecule", "skaffold", "helmfile", "mkdocs"),
        *("openapi", "swagger", "manifest", "turbo", "deno", "bunfig", "wrangler", "fly", "buf"),
        *("terragrunt", "atlantis", "cloudbuild", "appspec", "serverless", "template", "samconfig"),
        *("reuse", "typos", "dprint", "biome", "action", "meta", "index", "plugin", "extension"),
    )
)


class Question:
    """A file that may be an orphan: the words that would say that it is not."""

    __slots__ = ("folders", "path", "stem")

    def __init__(self, path: str, stem: str, folders: list[str]) -> None:
        self.path = path
        self.stem = stem
        self.folders = folders


def unlisted(facts: dict[str, Facts], mentions: Mentions) -> list[Flaw]:
    """Return the files that the kustomization beside them does not list."""
    found = []
    for path, one in sorted(facts.items()):
        folder, _, name = path.rpartition("/")
        if one.reader != KUBERNETES or name in _KUSTOMIZATIONS:
            continue
        beside = next(
            (p for n in _KUSTOMIZATIONS if (p := f"{folder}/{n}" if folder else n) in facts), None
        )
        if beside is None or mentions.of(path):
            continue
        listed = {text.rpartition("/")[2] for text, _ in facts[beside].texts}
        if name not in listed:
            found.append(Flaw(ORPHAN, path, f"{beside} does not list it, and no file names it"))
    return found


def questions(
    facts: dict[str, Facts], mentions: Mentions, *, looked_after: "set[str]"
) -> tuple[list[Question], int]:
    """Return the files that no file names, and how many like them are named.

    `looked_after` are those that the settings name.
    """
    asked = []
    named = 0
    for path, one in sorted(facts.items()):
        *folders, name = path.split("/")
        stem = name.partition(".")[0]
        if one.what != CONFIG or not folders or is_test(path):
            continue
        if any(step.startswith(".") for step in (*folders, name)):
            continue
        if one.reader in (KUBERNETES, GITHUB, ANSIBLE, COMPOSE) or one.generated:
            continue
        if stem.lower() in _KNOWN_STEMS or not stem:
            continue
        if name in mentions.names:
            named += 1
        elif path not in looked_after:
            asked.append(Question(path, stem, folders))
    return asked, named


def unnamed(asked: list[Question], named: int, stems: set[str], folders: set[str]) -> list[Flaw]:
    """Return those of which neither the stem nor any folder is named in another file.

    `stems` has the paths whose stem is, `folders` the paths one of whose folders is.
    """
    found = [
        Flaw(ORPHAN, one.path, "no tracked file has its name, its stem or a folder of it in it")
        for one in asked
        if one.path not in stems and one.path not in folders
    ]
    return found if len(found) < named else []
