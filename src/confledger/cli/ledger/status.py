"""The action `ledger status`: what the ledger holds."""

from confledger.cli.parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.opened_ledger import Opened
    from confledger.ledger.account import Account

# So many paths are named.
_FEW = 5
_ABOUT = """\
Say what the ledger holds: up to which commit, how much, which versions of files could not be
read, whether the clone is shallow, and whether history was rewritten since. It is brought up to
date first. It lies in the git directory, and can be deleted at any time: it is made again."""


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "ledger status",
        _ABOUT,
        examples=("confledger ledger status", "confledger ledger status --format json"),
    )
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Print it."""
    asked = parser().parse_args(arguments)
    from confledger.cli.opened_ledger import opened
    from confledger.cli.streams import put
    from confledger.ledger.account import Account

    with opened() as ledger:
        account = Account(ledger.store)
        put(_json(ledger, account) if asked.format == "json" else _text(ledger, account))
    return 0


def _json(ledger: "Opened", account: "Account") -> str:
    from json import dumps

    from confledger.git.history import boundary
    from confledger.reports.visible import encodable

    found = {
        "version": 1,
        "head": account.head,
        "chain": account.chain,
        **account.counts,
        "bytes": account.size,
        "shallow": bool(boundary(ledger.repository)),
        "unparsable": {encodable(path): many for path, many in account.unparsable.items()},
        "rewrites": [
            {"ref": encodable(ref), "old": old, "new": new, "lost": lost}
            for ref, old, new, lost in account.rewrites
        ],
    }
    return dumps(found, indent=2, ensure_ascii=False) + "\n"


def _text(ledger: "Opened", account: "Account") -> str:
    from confledger.git.history import boundary
    from confledger.ledger.commit import Commits
    from confledger.reports.ledger.fields import day
    from confledger.reports.visible import visible
    from confledger.reports.wording import plural

    counts = account.counts
    commits = Commits(ledger.store)
    number = commits.numbered(account.head)
    last = None if number is None else commits[number]
    lines = [
        ("up to", f"{account.head[:10]}" + (f" of {day(last.committed)}" if last else "")),
        (
            "commits",
            f"{counts['commits']:,}, of which {counts['mainline']:,} on the mainline",
        ),
        ("entries", f"{counts['entries']:,}"),
        ("files", f"{counts['files']:,}, through renames"),
        ("keys", f"{counts['keys']:,} that differ"),
        ("size", f"{account.size / 1e6:,.1f} MB"),
        ("chain", account.chain),
    ]
    if boundary(ledger.repository):
        ends = plural(counts["baselines"], "commit", "commits")
        lines.append(
            ("shallow", f"it ends at {ends}; what is older has no author: git fetch --unshallow")
        )
    many = sum(account.unparsable.values())
    if many:
        versions = plural(many, "version", "versions")
        lines.append(
            ("unparsable", f"{versions} of {plural(len(account.unparsable), 'file', 'files')}")
        )
        named = list(account.unparsable.items())
        lines += [("", f"{visible(path)} ({n})") for path, n in named[:_FEW]]
        if len(named) > _FEW:
            lines.append(("", f"and {len(named) - _FEW} more; see --format json"))
    for ref, old, new, lost in account.rewrites:
        gone = plural(lost, "commit", "commits")
        lines.append(("rewritten", f"{visible(ref)}: {old[:10]} -> {new[:10]}, {gone} left out"))
    return "".join(f"{name:10} {text}".rstrip() + "\n" for name, text in lines)
