"""What the words of the report mean, for whoever reads it without this product."""

from confledger.ledger.facts import DIRECT, FORGE, MERGED, REQUEST, REQUEST_MERGED

MEANINGS = (
    ("landed", "a commit of the mainline, with all commits that a merge brought along"),
    (REQUEST_MERGED, "a merge whose message names a merge or pull request"),
    (MERGED, "a merge whose message names none"),
    (REQUEST, "no merge, and its subject ends in the number of a request: squashed, or rebased"),
    (
        FORGE,
        "no merge, and the committer is the forge, or an account there of another address than "
        "the author: a request that was rebased, or an edit on its web page; which of them "
        "cannot be told from git",
    ),
    (
        DIRECT,
        "none of these: pushed directly, or by a request that left no trace (fast-forward, "
        "rebase); which of them cannot be told from git",
    ),
    ("values", "values of keys that were added, changed or removed on the mainline"),
    ("approved by trailer", "a trailer of a commit names an approver who is not an author of it"),
    ("second person", "merged or committed by somebody who is not its author; no approval is told"),
    (
        "the same person",
        "who has the same address, by .mailmap, or the same name: the account of a forge has an "
        "address of its own",
    ),
    ("approval unknown", "it came through a forge, and who approved it there is not in git"),
    ("self-approved", "approved by its own author alone, or merged by them"),
    ("no approval", "nothing in git says that anybody else saw it"),
    ("owner missing", "CODEOWNERS asks for an owner, and none of them is among the approvers"),
    ("signature unknown", "signed, and by whom cannot be told from the repository alone"),
    ("no ticket", "no ticket is named in any message"),
    ("merge edits", "landings that hold values which no parent of a merge has"),
    ("unparsable", "landings with a file that cannot be read; its values are not known"),
    ("reverts", "landings that say that they take an earlier commit back"),
    ("rollbacks", "landings that say that they bring a part back to what it was at a commit"),
    ("secrets", "landings that changed a secret; its value is in no report"),
)
UNKNOWN_THINGS = (
    "Approvals and the results of CI on a forge, and when they were given: they are not in git.",
    "Branches that were rewritten where no reference log was kept: git keeps no trace of that.",
    "Whether a version was valid by the schema of its day: `schema_valid_*` is unknown.",
    "Who a name and an address belong to where a commit is not signed: anybody can write them.",
)
