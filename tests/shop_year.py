"""Two months of a shop: people, a bot, a merge, a revert, a file that cannot be read, a secret."""

from pathlib import Path

from support import Repository

DAY = 86_400
FIRST = 1_735_689_600  # 2025-01-01 in UTC
SETTINGS = """\
environments:
  - {name: base, paths: [config/base.yaml], deployed: false}
  - {name: dev, paths: [config/dev.yaml], extends: base}
  - {name: prod, paths: [config/prod.yaml], extends: base}
secrets: {max-age: [{paths: [config/prod.yaml], value-days: 30}]}
series:
  - {name: latency, path: bench.json, at: /api/p50, unit: ms}
  - {name: sizes, path: bench.json, at: /*/size, better: neither}
  - {name: gone, path: nothing.json, at: /a}
"""
BASE = "log: {level: info}\nhttp: {timeout: 30}\n"
PROD = "db: {pool: %d, host: db.example.org, password: %s}\nimage: {tag: %s}\n"
_PEOPLE = {
    "ada": "Ada Tester <ada@example.org>",
    "home": "ada <ada@home.example>",
    "bob": "Bob Baker <bob@example.org>",
    "bot": "renovate[bot] <bot@example.org>",
}


class Story:
    """A stream for `git fast-import`."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.marks = 0

    def commit(
        self,
        day: float,
        who: str,
        subject: str,
        files: dict[str, str],
        *,
        branch: str = "main",
        merged: int = 0,
        start: int = 0,
    ) -> int:
        """Add a commit of a day; return its mark."""
        self.marks += 1
        moment = FIRST + int(day * DAY)
        self.out += [
            f"commit refs/heads/{branch}",
            f"mark :{self.marks}",
            f"author {_PEOPLE[who]} {moment} +0100",
            f"committer {_PEOPLE[who]} {moment} +0100",
            f"data {len(subject.encode())}",
            subject,
            *([f"from :{start}"] if start else []),
            *([f"merge :{merged}"] if merged else []),
        ]
        for path, text in files.items():
            self.out += [f"M 100644 inline {path}", f"data {len(text.encode())}", text]
        return self.marks

    def tell(self, repository: Repository) -> None:
        """Make the commits, and check `main` out."""
        repository.git("fast-import", "--quiet", input="\n".join([*self.out, "done", ""]))
        repository.git("reset", "--quiet", "--hard", "main")


def bench(day: int) -> str:
    """Return the results of a day: from the 20th on they are worse."""
    return f'{{"api": {{"p50": {(20 if day < 20 else 31) + day % 3}, "size": 7}}}}\n'


def prod(pool: int = 5, password: str = "correct-horse-1", tag: str = "1.0") -> str:
    """Return what holds in production."""
    return PROD % (pool, password, tag)


def shop_year(root: Path) -> Repository:
    """Make the repository; the last commit is of the day 60."""
    repository = Repository.create(root)
    story = Story()
    files = {"confledger.yaml": SETTINGS, "config/base.yaml": BASE, "config/prod.yaml": prod()}
    files |= {"config/dev.yaml": "db: {pool: 1}\n", "CODEOWNERS": "/config/ bob@example.org\n"}
    files[".mailmap"] = "Ada Tester <ada@example.org> <ada@home.example>\n"
    story.commit(0, "ada", "begin", files)
    for day in range(1, 33):
        story.commit(day, "home" if day % 2 else "ada", f"bench {day}", {"bench.json": bench(day)})
    story.commit(33, "bob", "raise the pool", {"config/prod.yaml": prod(9)})
    before = story.commit(33.125, "ada", 'Revert "raise the pool"', {"config/prod.yaml": prod()})
    longer = {"config/base.yaml": BASE.replace("30", "60")}
    side = story.commit(34, "bob", "a longer timeout", longer, branch="side", start=before)
    story.commit(36, "ada", "Merge pull request #7 from shop/side", longer, merged=side)
    for number in range(1, 5):
        tagged = {"config/prod.yaml": prod(tag=f"1.{number}")}
        story.commit(39 + number, "bot", f"image 1.{number}", tagged)
    spaced = prod(tag="1.4").replace("{pool: 5", "{  pool: 5")
    story.commit(50, "ada", "spaces", {"config/prod.yaml": spaced})
    story.commit(55, "bob", "broken", {"config/dev.yaml": "db: {pool: 1\n"})
    story.commit(55.5, "bob", "mended", {"config/dev.yaml": "db: {pool: 2}\n"})
    story.commit(57, "ada", "new password", {"config/prod.yaml": prod(5, "correct-horse-2", "1.4")})
    story.commit(60, "bob", "notes", {"README.md": "A shop.\n"})
    story.tell(repository)
    return repository
