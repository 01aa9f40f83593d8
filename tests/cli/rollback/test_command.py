"""What others do between the plan and the commit."""

from rolling import Rolling, shop
from support import Repository


def test_another_branch_is_not_the_one_that_was_agreed_to(
    repository: Repository, rolling: Rolling
) -> None:
    first, second = shop(repository)
    signing = repository.root / ".git/signing"
    signing.write_text(
        f"#!/bin/sh\ngit -C '{repository.root}' checkout -q -B other\n"
        "cat > /dev/null\necho 'signature'\necho '\n[GNUPG:] SIG_CREATED ' >&2\n",
        "utf-8",
    )
    signing.chmod(0o755)
    repository.git("config", "gpg.program", str(signing))
    repository.git("config", "commit.gpgsign", "true")

    told = rolling("--to", first, "--scope", "./config", "--yes")

    assert told.code == 2
    assert "changed the branch" in told.err
    assert repository.git("rev-parse", "main", "other") == f"{second}\n{second}"
    assert repository.git("status", "--porcelain") == ""
