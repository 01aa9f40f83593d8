"""What a commit says about itself: who approved it, for which ticket, through which request.

Anybody can write anything into a message: this is what is claimed, and by whom.
"""

import re

from confledger.errors import ConfledgerError
from confledger.ledger.commit_object import CommitObject
from confledger.ledger.trailers import trailers

APPROVALS = ("Acked-by", "Approved-by", "Recipient-approved-by", "Reviewed-by")
EMERGENCY = "Emergency"
# A later commit by somebody else with this says that they looked at an emergency change.
REVIEWS = "Reviews"
# A commit that is taken back, as `This reverts commit` says it.
RESTORES = "Confledger-Restores"
# The other thing: what is in the scope is as of that commit, whatever came since.
ROLLBACK, SCOPE, REASON = "Restores", "Scope", "Reason"
# In the place of a commit that was taken back, where the message names none.
UNNAMED = "unknown"
# Whose values name a ticket, whatever it looks like.
_TICKETS = (
    "closes",
    "fixes",
    "issue",
    "issues",
    "jira",
    "refs",
    "related-to",
    "resolves",
    "ticket",
)
# What no pattern needs: GitHub and GitLab close with these words.
_CLOSES = re.compile(
    r"\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing))\s+(#\d{1,9})\b", re.I
)
# How merges and squashes of GitHub, GitLab, Gitea and Bitbucket name their request.
_MERGES = (
    re.compile(r"^Merge pull request (#\d{1,9}) "),
    re.compile(r"^Merge pull request '.*' (\(#\d{1,9}\)) from "),
    re.compile(r"^See merge request (?:[\w./-]{1,200})?(!\d{1,9})\s*$", re.M),
    re.compile(r"^Merged in \S{1,200} (\(pull request #\d{1,9}\))", re.M),
)
_SQUASHED = re.compile(r"\(((?:pull request )?[#!]\d{1,9})\)\s*$")
# git names the commit, GitLab the request that it reverts, and GitHub too, with its repository.
_REVERTS = re.compile(
    r"^This reverts (?:commit ([0-9a-f]{7,64})\b|merge request (?:[\w./-]{1,200})?(!\d{1,9})\b)"
    r"|^Reverts (?:[\w.-]{1,100}/[\w.-]{1,100})?(#\d{1,9})\s*$",
    re.M,
)
# What says so without naming a commit: `Revert "Title"`, `revert(shop): title`; and `Reapply` of
# a git from 2.43 on, where a revert is reverted.
_REVERTING = re.compile(r"^(?:(?:Revert|Reapply) [\"'“]|revert(?:\([^()]{0,100}\))?!?: )", re.I)
_PERSON = re.compile(r"^([^<>]*)<([^<>]*)>")
_OID = re.compile(r"\b[0-9a-f]{7,64}\b")
# Messages are read up to here.
_MOST = 100_000
_COAUTHORS = ("co-authored-by", "co-developed-by")
# What people write where a person should be named.
_NOBODY = frozenset(
    (
        *("", "-", "ok", "okay", "yes", "y", "true", "done", "lgtm", "no", "none", "nobody"),
        *("n/a", "na", "false", "todo", "tbd", "pending", "me", "self", "myself"),
    )
)
# Addresses under which a forge itself commits; the person who pressed the button is not told.
FORGES = frozenset(("noreply@github.com", "noreply@gitlab.com", "noreply@bitbucket.org"))
_ACCOUNT = re.compile(r"@users\.noreply\.[\w.-]+$")
_FORGE_NAMES = frozenset(("github", "web-flow", "gitlab", "bitbucket", "gitea", "forgejo"))


class Wanted:
    """What the settings say of where evidence is: trailers, and how tickets look."""

    __slots__ = ("_ticket", "approvals", "emergency", "tickets")

    def __init__(
        self,
        approvals: tuple[str, ...] = APPROVALS,
        emergency: str = EMERGENCY,
        tickets: str = "",
    ) -> None:
        self.approvals = tuple(sorted({one.lower() for one in approvals}))
        self.emergency = emergency.lower()
        self.tickets = tickets
        self._ticket: object = None

    def found(self, text: str) -> list[str]:
        """Return the tickets that a text names, as the pattern of the settings finds them."""
        if not self.tickets:
            return []
        if self._ticket is None:
            self._ticket = _pattern(self.tickets)
        return [match.group(0) for match in self._ticket.finditer(text)]  # type: ignore[attr-defined]  # a pattern of re2, which has no types


def _pattern(text: str) -> object:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options=options)
    except re2.error as error:
        said = error.args[0]
        reason = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise ConfledgerError(
            f"`tickets` under `audit.evidence` is no pattern of RE2: {reason}",
            help="see https://github.com/google/re2/wiki/Syntax",
        ) from None


class Said:
    """People (name and address), tickets, request, commits taken back, emergency.

    `restores` are commits that are taken back; `rollback` is the one whose state a rollback
    brings back, in a `scope`, for a `reason`; nothing where it is none.
    """

    __slots__ = (
        "approvers",
        "coauthors",
        "emergency",
        "merge_request",
        "reason",
        "request",
        "restores",
        "reviews",
        "rollback",
        "scope",
        "tickets",
    )

    def __init__(self, commit: CommitObject, wanted: Wanted) -> None:
        message = commit.message[:_MOST]
        lines = trailers(message)
        self.approvers = _people(lines, wanted.approvals)
        self.coauthors = _people(lines, _COAUTHORS)
        self.emergency = next(
            (value or "yes" for name, value in lines if name.lower() == wanted.emergency), ""
        )
        self.reviews = [
            oid for name, value in lines if name == REVIEWS for oid in _OID.findall(value)
        ]
        self.restores = list(
            dict.fromkeys(
                [
                    *taken_back(message),
                    *(
                        oid
                        for name, value in lines
                        if name == RESTORES
                        for oid in _OID.findall(value)[:1]
                    ),
                ]
            )
        )
        named_by = {name: value for name, value in lines if name in (ROLLBACK, SCOPE, REASON)}
        target = named_by.get(ROLLBACK, "")
        self.rollback = target if _OID.fullmatch(target) else ""
        self.scope = named_by.get(SCOPE, "") if self.rollback else ""
        self.reason = named_by.get(REASON, "") if self.rollback else ""
        if not self.restores and _REVERTING.match(commit.subject):
            self.restores = [UNNAMED]
        named = [value for name, value in lines if name.lower() in _TICKETS and value]
        self.tickets = list(
            dict.fromkeys([*named, *_CLOSES.findall(message), *wanted.found(message)])
        )
        self.merge_request = _first(_MERGES, message)
        self.request = request_of(message, commit.subject)


def taken_back(message: str) -> list[str]:
    """Return what a message says it reverts: ids of commits, and requests as `!12` and `#12`."""
    return [next(filter(None, one)) for one in _REVERTS.findall(message[:_MOST])]


def request_of(message: str, subject: str) -> str:
    """Return the request that a message says it comes from, `#12` or `!12`; else nothing."""
    squashed = _SQUASHED.search(subject)
    return _first(_MERGES, message[:_MOST]) or (squashed[1] if squashed else "")


def by_account(commit: CommitObject) -> bool:
    """Whether it was committed as an account of a forge, and written under another address.

    So does a forge that rebases the commits of a request; who pressed the button is the committer.
    """
    email = commit.committer.email.lower()
    return _ACCOUNT.search(email) is not None and email != commit.author.email.lower()


def is_forge(name: str, email: str) -> bool:
    """Whether a forge itself made the commit, on behalf of somebody who is not told."""
    return email.lower() in FORGES or name.lower() in _FORGE_NAMES


def _first(patterns: "tuple[re.Pattern[str], ...]", text: str) -> str:
    for pattern in patterns:
        found = pattern.search(text)
        if found:
            return found[1].strip("()")
    return ""


def _people(lines: list[tuple[str, str]], names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return who is named under one of these names; `yes` and nothing at all are nobody."""
    found = [_person(value) for name, value in lines if name.lower() in names]
    return [one for one in found if one[1] or one[0].lower() not in _NOBODY]


def _person(value: str) -> tuple[str, str]:
    found = _PERSON.match(value)
    if found:
        return found[1].strip(), found[2].strip()
    return ("", value.strip()) if "@" in value and " " not in value else (value.strip(), "")
