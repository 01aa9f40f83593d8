"""The step `rollback-command`: what brings the configuration back, once the change is merged."""

from shlex import join

from confledger.cli.ci.context import Context
from confledger.cli.ci.step import Outcome


def step(context: Context) -> Outcome:
    """Name the environment where it is only one that changes, else everything."""
    diff = context.results["diff"]
    assert isinstance(diff, dict)
    files = [one for one in diff["files"] if one["status"] != "formatted" or one["facts"]]
    if not files:
        return Outcome(value={"command": ""}, said="nothing to go back from")
    scopes = {name for file in files for name in file["environments"] or ["all"]}
    whole = any(not file["environments"] for file in files)
    scope = "all" if whole or len(scopes) != 1 else str(min(scopes))
    command = join(["confledger", "rollback", "--to", context.base[:12], "--scope", scope])
    return Outcome(value={"command": command}, said=command)
