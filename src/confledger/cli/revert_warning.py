"""A warning when a revert would leave configuration that does not pass the checks.

`git revert` runs no pre-commit hook. What it brings back was valid once, by the rules of then.
"""

import os

from confledger.cli.failure import shown
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository

# So many findings are told.
_MOST = 10
# What git writes into a message before it says which commit it reverts.
_MARK = "This reverts commit "


def warn(repository: Repository, text: str) -> None:
    """Say what is wrong with what is about to be committed, where the message is of a revert.

    It stops nothing: what is brought back may be wanted all the same.
    """
    commit = _reverted(repository, text)
    if commit is None:
        return
    try:
        lines = _wrong()
    except ConfledgerError as error:
        lines = [f"{error}\n"]
    if not lines:
        return
    more = f"and {len(lines) - _MOST} more: confledger check\n" if len(lines) > _MOST else ""
    told = "".join(lines[:_MOST])
    tell(
        f"warning: what this revert leaves does not pass the checks\n{shown(told)}{more}"
        "  help: give it up, or `git reset --keep HEAD~1` once it is made; then, key by key: "
        f"confledger rollback --entry {commit[:10] or 'COMMIT'} --plan\n"
    )


def _wrong() -> list[str]:
    """Return a line for each finding that would fail `confledger check --staged`."""
    from confledger.cli import governed, known
    from confledger.cli.checking import Checking
    from confledger.cli.options import Options

    options = Options()
    options.staged = True
    command = Checking(options, known.today())
    try:
        result = command.result()
        if not result.exit_code:
            return []
        found = governed.hidden(result.findings, command.snapshot)
    finally:
        command.close()
    from confledger.reports.renderers import short
    from confledger.reports.wording import fails

    failing = [finding for finding in found if fails(finding, result)]
    return short.render(result.having(failing, None)).splitlines(keepends=True)


def _reverted(repository: Repository, text: str) -> str | None:
    """Return the commit that is reverted; nothing of one that is not named, None without any."""
    if _MARK in text:
        from confledger.ledger.said import taken_back

        return next(iter(taken_back(text)), "")
    try:
        with open(os.path.join(repository.git_dir, "REVERT_HEAD"), encoding="ascii") as file:
            return file.read().strip()
    except (OSError, ValueError):
        return None
