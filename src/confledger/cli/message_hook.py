"""What the message of a commit must say when it changes a key that its schema marks as risky.

`messages` in the settings lists the trailers for each risk. git itself reads them, so that it
and we agree on what is one.
"""

import os

from confledger.cli import revert_warning, workspace
from confledger.cli.changed_keys import States, by_weight, keys, some
from confledger.cli.failure import shown
from confledger.cli.streams import put
from confledger.errors import ConfledgerError, nearest
from confledger.git.deltas import has_commits, staged
from confledger.git.process import GitFailed
from confledger.git.repository import NotARepository, Repository
from confledger.git.snapshot import CommitSnapshot

# Such a commit becomes a part of another, whose message counts.
_EXEMPT = ("fixup! ", "squash! ", "amend! ")
# So many keys are named, of several files half as many each.
_MOST = 4
# Nobody reviews what is their own.
_REVIEWS = ("reviewed-by", "approved-by", "acked-by")
_EXAMPLES = {
    "reason": "what made this change necessary",
    "ticket": "SHOP-123",
    "issue": "SHOP-123",
    "reviewed-by": "Name <name@example.org>",
    "approved-by": "Name <name@example.org>",
    "rollback": "how to go back",
}
# Where git begins what is only shown in the editor.
_SCISSORS = "------------------------ >8 ------------------------"
_KEPT = {
    False: 'the message is kept: git commit --edit --file="$(git rev-parse --git-dir)'
    '/COMMIT_EDITMSG"\n',
    True: "the merge is kept, and so is its message: git commit --edit\n",
}
# Keys by file, for each risk.
Risky = dict[str, dict[str, list[str]]]


def run(file: str) -> int:
    """Judge the message in a file; return 1, and say what is missing, when something is."""
    repository = workspace.repository_here()
    if repository is None:
        raise NotARepository(os.getcwd())
    text = _read(file)
    revert_warning.warn(repository, text)
    index = workspace.snapshot(repository, staged=True)
    try:
        settings = workspace.settings_of(index).settings
        if not any(settings.messages.values()) or not has_commits(repository):
            # In the first commit nothing changes yet.
            return 0
        head = CommitSnapshot(repository, "HEAD", index.limit)
        try:
            risky = _risky(repository, States(head, index, settings))
        finally:
            head.close()
    finally:
        index.close()
    wanted: dict[str, list[str]] = {}
    for risk, _ in sorted(risky.items(), key=by_weight):
        for trailer in settings.messages.get(risk, []):
            wanted.setdefault(trailer, []).append(risk)
    if not wanted or text.startswith(_EXEMPT) or not _says_anything(repository, text):
        return 0
    trailers = _trailers(repository, file)
    author = _author(repository)
    lines = []
    for name, risks in wanted.items():
        names = [one.strip() for one in name.split("|")]
        folded = [one.lower() for one in names]
        said = [value for known, value in trailers if known.lower() in folded and value]
        if not said:
            lines.append(_line(names, _state(names, trailers, text), risks, risky))
        elif folded[0] in _REVIEWS and all(_is_by(author, value) for value in said):
            state = "names the author, and a reviewer is somebody else"
            lines.append(_line(names, state, risks, risky))
    if not lines:
        return 0
    put(shown("".join(lines)) + _KEPT[_merged(repository) != []])
    return 1


def _risky(repository: Repository, states: States) -> Risky:
    """Return what the index has that HEAD has not, and in a merge no other parent either."""
    parents = [CommitSnapshot(repository, name, 0) for name in _merged(repository)]
    found: Risky = {}
    try:
        for one in states.changed(states.configuration(staged(repository)), risky=True):
            elsewhere = [states.differs(one.path, parent) for parent in parents]
            for risk, changes in one.risks.items():
                own = [
                    change for change in changes if all(change.path in paths for paths in elsewhere)
                ]
                if own:
                    found.setdefault(risk, {})[one.path] = keys(own)
    finally:
        for parent in parents:
            parent.close()
    return found


def _merged(repository: Repository) -> list[str]:
    """Return the other parents of a merge that is being committed."""
    try:
        with open(os.path.join(repository.git_dir, "MERGE_HEAD"), encoding="ascii") as file:
            return file.read().split()
    except OSError:
        return []


def _read(file: str) -> str:
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as opened:
            return opened.read()
    except OSError as error:
        raise ConfledgerError(
            f"the message {file!r} could not be read: {(error.strerror or '').lower()}",
            help="git gives its hook the name of the file: confledger hook message FILE",
        ) from error


def _says_anything(repository: Repository, text: str) -> bool:
    """Whether there is a message, which there is not when somebody gives a commit up."""
    lines = text.splitlines(keepends=True)
    for at, line in enumerate(lines):
        if line.rstrip("\n").endswith(_SCISSORS):
            del lines[at:]
            break
    given = "".join(lines).encode("utf-8", "surrogateescape")
    return repository.fed(given, "stripspace", "--strip-comments").strip() != b""


def _trailers(repository: Repository, file: str) -> list[tuple[str, str]]:
    """Return name and value of each trailer; git reads them."""
    parse = ("interpret-trailers", "--parse", "--no-divider", "--", os.path.abspath(file))
    found = []
    for line in os.fsdecode(repository.run(*parse)).splitlines():
        name, _, value = line.partition(":")
        found.append((name.strip(), value.strip()))
    return found


def _author(repository: Repository) -> tuple[str, str]:
    """Return name and address of the author, in small letters; nothing where git knows none."""
    told = [os.environ.get(f"GIT_AUTHOR_{part}", "").lower() for part in ("NAME", "EMAIL")]
    if told[1]:
        # git tells its hooks, also what `--author` says.
        return told[0], told[1]
    try:
        said = os.fsdecode(repository.run("var", "GIT_AUTHOR_IDENT"))
    except GitFailed:
        return "", ""
    name, _, rest = said.lower().partition(" <")
    return name, rest.partition(">")[0]


def _is_by(author: tuple[str, str], value: str) -> bool:
    """Whether a trailer names the author: by the address, and without one by the name."""
    name, _, rest = value.lower().partition("<")
    address = rest.partition(">")[0].strip()
    return address == author[1] if address else name.strip() in author


def _state(names: list[str], trailers: list[tuple[str, str]], text: str) -> str:
    """Say what is wrong with a trailer, or each of several, that says nothing."""
    known = [one for one, _ in trailers]
    starts = tuple(f"{one.lower()}:" for one in names)
    if any(f"{one.lower()}:" in starts for one in known):
        return "is empty"
    close = next((close for one in names if (close := nearest(one, known)) is not None), None)
    if close is not None:
        return f"is missing (there is `{close}`)"
    if any(line.lower().startswith(starts) for line in text.splitlines()):
        return "is missing in the last paragraph, where trailers stand"
    return "is missing"


def _line(names: list[str], state: str, risks: list[str], risky: Risky) -> str:
    told = []
    for risk in risks:
        most = _MOST if len(risky[risk]) == 1 else _MOST // 2
        named = [
            f"{some(names, most)} in {path}" for path, names in sorted(risky[risk].items())[:2]
        ]
        left = len(risky[risk]) - len(named)
        more = f", and {left} more file{'s' if left > 1 else ''}" if left else ""
        told.append(f"{risk}: {', '.join(named)}{more}")
    example = _EXAMPLES.get(names[0].lower(), "...")
    return (
        f"the trailer `{'` or `'.join(names)}` {state}; {'; '.join(told)}\n"
        f"    end the message with: {names[0]}: {example}\n"
    )
