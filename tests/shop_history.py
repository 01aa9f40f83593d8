"""A short history with everything that a log has to get right, the same in every run."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from support import Repository

SHOP = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: {replicas}
  template:
    spec:
      containers:
        - name: web
          image: {{tag: "{tag}"}}
        - name: log
          image: {{tag: "1.0"}}
"""
DATABASE = "db:\n  pool: {pool}\n  password: {password}\n"


BOB = {"GIT_AUTHOR_NAME": "Bob", "GIT_AUTHOR_EMAIL": "bob@example.org"}


def make(root: Path) -> Repository:
    """Make the repository: a commit a day from 2025-06-01 on."""
    made = Repository.create(root)
    made.write("apps/shop.yaml", SHOP.format(replicas=2, tag="1.0"))
    made.write("envs/dev/db.yaml", DATABASE.format(pool=5, password="hunter2hunter2"))
    made.write("envs/prod/db.yaml", DATABASE.format(pool=5, password="hunter2hunter3"))
    commit(made, "Start", 1)
    made.write("apps/shop.yaml", SHOP.format(replicas=3, tag="1.0"))
    commit(made, "More of the shop", 2)
    made.git("switch", "--quiet", "--create", "pool")
    made.write("envs/prod/db.yaml", DATABASE.format(pool="ten", password="hunter2hunter3"))
    commit(made, "Try ten", 3)
    made.write("envs/prod/db.yaml", DATABASE.format(pool=10, password="hunter2hunter3"))
    commit(made, "Ten connections", 4, BOB)
    made.git("switch", "--quiet", "main")
    made.git("mv", "apps/shop.yaml", "apps/store.yaml")
    made.write("apps/store.yaml", SHOP.format(replicas=3, tag="1.1"))
    commit(made, "Call it the store", 5)
    _dated(made, 6, {}, "merge", "--quiet", "--no-ff", "--message=Merge pool", "pool")
    made.write("apps/store.yaml", SHOP.format(replicas=2, tag="1.1"))
    commit(made, "Fewer again", 7)
    made.write("envs/prod/db.yaml", DATABASE.format(pool=10, password="hunter2hunter4"))
    commit(made, "Another password", 8)
    made.write("envs/dev/db.yaml", "db: [\n")
    commit(made, "Break it", 9)
    mended = DATABASE.format(pool='"5"', password="hunter2hunter2")
    made.write("envs/dev/db.yaml", mended)
    commit(made, "Mend it", 10)
    made.write("envs/dev/db.yaml", "# a comment\n" + mended)
    commit(made, "Only a comment", 11)
    return made


def commit(
    made: Repository, subject: str, day: int, env: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Commit everything on a day of June, and return the commit's id."""
    made.git("add", "--all")
    _dated(made, day, env, "commit", "--quiet", f"--message={subject}")
    return made.git("rev-parse", "HEAD")


def _dated(made: Repository, day: int, env: Mapping[str, str], *arguments: str) -> None:
    moment = f"2025-06-{day:02}T12:00:00Z"
    dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    done = made.try_git(*arguments, env={**dates, **env})
    assert done.returncode == 0, done.stderr
