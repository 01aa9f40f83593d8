"""A history to learn from, of several hundred commits, made by one process of git."""

from support import Repository

DAY = 86_400
START = 1_750_000_000
# Of each kind, so many: pairs of files that change together, and services.
PAIRS = 24
ROUNDS = 10
SERVICES = 60


def service(name: str, team: str, port: int, **other: str) -> str:
    """Return the object of a service; what it has is the habit of its team."""
    front = team == "front"
    values = {
        "replicas": "2" if front else "5",
        "pull": "Always" if front else "Never",
        "memory": "128Mi" if front else "256Mi",
        **other,
    }
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n"
        f"spec:\n  replicas: {values['replicas']}\n  image: registry.example.org/{team}/{name}\n"
        f"  pull: {values['pull']}\n  memory: {values['memory']}\n  port: {port}\n"
        f"  host: {name}.example.org\n"
    )


class History:
    """Commits, a day apart, of which nothing is made before the end."""

    def __init__(self) -> None:
        self._stream: list[bytes] = []
        self._number = 0

    def commit(self, files: dict[str, str], author: str = "Ada", subject: str = "change") -> None:
        """Add a commit of some files."""
        at = START + self._number * DAY
        self._number += 1
        message = f"{subject} {self._number}".encode()
        who = f"{author} <{author.lower()}@example.org> {at} +0000".encode()
        self._stream.append(b"commit refs/heads/main\nauthor " + who + b"\ncommitter " + who)
        self._stream.append(b"\ndata %d\n" % len(message) + message + b"\n")
        for path, text in files.items():
            data = text.encode()
            self._stream.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode())
            self._stream.append(data + b"\n")

    def into(self, repository: Repository) -> None:
        """Make the commits, and check the last one out."""
        repository.git("fast-import", "--quiet", input=b"".join(self._stream).decode())
        repository.git("reset", "--quiet", "--hard")


def history() -> History:
    """Return services that come one by one, and then pairs of files that change together.

    At the end only one of each pair changes, and the other a day later, as if it was forgotten.
    """
    made = History()
    for number in range(SERVICES):
        team = ("front", "back")[number % 2]
        name = f"service{number}"
        made.commit({f"apps/{team}/{name}.yaml": service(name, team, 8000 + number)})
    for turn in range(ROUNDS):
        for pair in range(PAIRS):
            made.commit(pair_of(pair, turn), ("Ada", "renovate[bot]")[turn % 2])
    for pair in range(PAIRS):
        both = pair_of(pair, ROUNDS)
        for path, text in both.items():
            made.commit({path: text})
    # So many commits that some of the services are in the last fifth.
    for number in range(SERVICES, SERVICES + 12):
        team = ("front", "back")[number % 2]
        name = f"service{number}"
        made.commit({f"apps/{team}/{name}.yaml": service(name, team, 8000 + number)})
    return made


def pair_of(pair: int, turn: int) -> dict[str, str]:
    """Return both files of a pair as one commit has them."""
    return {f"pairs/{pair}-{one}.yaml": f"version: {turn}\nname: {pair}\n" for one in "ab"}
