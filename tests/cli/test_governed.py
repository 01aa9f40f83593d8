"""No line of a file is shown that ought to be encrypted."""

from support import Repository

RULES = "creation_rules:\n  - path_regex: ^(team/)?secrets/\n    age: age1test\n"
NO_RULES = "creation_rules:\n  - path_regex: ^other/\n    age: age1test\n"


def test_the_rule_file_that_is_nearest_decides_whether_source_is_shown(
    repository: Repository,
) -> None:
    repository.write(".sops.yaml", RULES)
    repository.write("team/.sops.yaml", NO_RULES)
    repository.write("confledger.yaml", "ignore: [{paths: [out.txt], reason: a report}]\n")
    twice = "name: a\nname: Vq8marker\n"
    repository.write("secrets/a.yaml", twice)
    repository.write("plain/a.yaml", twice.replace("Vq8marker", "b"))
    repository.write("team/secrets/a.yaml", twice.replace("Vq8marker", "c"))
    repository.commit()

    done = repository.confledger("check", "--quiet")

    blocks = [block.splitlines() for block in done.stdout.split("\n\n")]
    assert {block[0].split(":")[0]: len(block) > 2 for block in blocks} == {
        "plain/a.yaml": True,
        "secrets/a.yaml": False,
        "team/secrets/a.yaml": True,
    }
    assert "Vq8marker" not in done.stdout
