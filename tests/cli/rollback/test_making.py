"""What is made of a plan: names that git refuses, attributes and hooks of the other state."""

from rolling import Rolling, shop, trees
from support import Repository


def test_a_name_that_git_refuses_is_no_empty_commit(
    repository: Repository, rolling: Rolling
) -> None:
    repository.write("config/a.yaml", "a: 1\n")
    good = repository.commit()
    inner = repository.git("rev-parse", "HEAD:config")
    tree = f"040000 tree {inner}\t.GIT\n040000 tree {inner}\tconfig\n"
    bad = repository.git(
        "commit-tree", "-p", good, "-m", "bad", repository.git("mktree", input=tree)
    )
    after = repository.git("commit-tree", "-p", bad, "-m", "good", f"{good}^{{tree}}")
    repository.git("update-ref", "HEAD", after)

    told = rolling("--to", bad, "--scope", ".", "--yes")

    assert told.code == 2
    assert told.err.startswith("error: git makes no file called '.GIT/a.yaml'\n")
    assert repository.git("rev-parse", "HEAD") == after


def test_attributes_of_the_state_that_comes_out_say_what_is_in_a_file(
    repository: Repository, rolling: Rolling
) -> None:
    file = repository.write("config/a.yaml", "a: 1\n")
    repository.commit()
    repository.write(".gitattributes", "*.yaml eol=crlf\n")
    repository.write("config/a.yaml", "a: 2\r\n")
    repository.commit()

    assert rolling("--to", "HEAD~1", "--scope", ".", "--yes").code == 0

    assert file.read_bytes() == b"a: 1\n"
    assert repository.git("status", "--porcelain") == ""
    assert rolling("--to", "HEAD~1", "--scope", ".", "--yes").code == 0
    assert file.read_bytes() == b"a: 2\r\n"
    assert repository.git("status", "--porcelain") == ""


def test_no_hook_of_another_state_runs(repository: Repository, rolling: Rolling) -> None:
    hook = repository.write("hooks/post-index-change", "#!/bin/sh\ntouch ran\n")
    hook.chmod(0o755)
    first, _ = shop(repository)
    hook.unlink()
    repository.commit("No hooks")
    repository.git("config", "core.hooksPath", "hooks")

    assert rolling("--to", first, "--scope", ".", "--yes").code == 0

    assert hook.exists()
    assert not (repository.root / "ran").exists()
    assert len(set(trees(repository))) == 1
