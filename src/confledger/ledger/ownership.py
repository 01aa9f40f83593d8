"""Whether an owner of what was changed approved it, as CODEOWNERS said before the change landed."""

import re

from confledger.checks.codeowners import PLACES, Codeowners
from confledger.git.repository import Repository

YES, NO, UNKNOWN, NOBODY = "yes", "no", "unknown", "no owners"
# `12345+octocat@users.noreply.github.com` is the account `octocat`.
_ACCOUNT = re.compile(r"^(?:\d+[+-])?([\w-]+)@users\.noreply\.[\w.-]+$")


class Owners:
    """Answers for one version of CODEOWNERS; the deciding rules of a path are looked up once."""

    __slots__ = ("_known", "_rules")

    def __init__(self, path: str, text: str) -> None:
        self._rules = Codeowners(path, text)
        self._known: dict[str, list[list[str]]] = {}

    def approved(self, paths: list[str], approvers: list[str]) -> str:
        """Whether each file with owners was approved by one, of every section that has some.

        `approvers` are addresses. Of a team nobody here knows who is in it, and of an account
        only sometimes which address it has: no approval by such an owner is `unknown`.
        """
        given = {one.lower() for one in approvers}
        given |= {f"@{found[1].lower()}" for one in approvers if (found := _ACCOUNT.match(one))}
        answers = set()
        for path in paths:
            if path not in self._known:
                deciding = self._rules.deciding(path)
                self._known[path] = [rule.owners for rule in deciding if rule.owners]
            for owners in self._known[path]:
                if any(one.lower() in given for one in owners):
                    answers.add(YES)
                elif all("@" in one[1:] for one in owners):
                    answers.add(NO)
                else:
                    answers.add(UNKNOWN)
        for answer in (NO, UNKNOWN, YES):
            if answer in answers:
                return answer
        return NOBODY


def versions(repository: Repository, commits: list[str]) -> dict[str, tuple[str, str]]:
    """Return path and blob of the CODEOWNERS that each commit has; the first place counts."""
    if not commits:
        return {}
    names = [f"{oid}:{place}" for oid in commits for place in PLACES]
    asked = "".join(f"{name}\n" for name in names).encode("ascii")
    said = repository.fed(asked, "cat-file", "--batch-check", "--buffer")
    answers = said.decode("utf-8", "replace").split("\n")
    found: dict[str, tuple[str, str]] = {}
    for name, answer in zip(names, answers, strict=False):
        oid, _, place = name.partition(":")
        words = answer.split(" ")
        if len(words) == 3 and words[1] == "blob" and oid not in found:
            found[oid] = (place, words[0])
    return found
