"""The shape of `confledger rollback --format json`, which writes plain dictionaries."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from confledger.reports.titles import without_titles

Count = Annotated[int, Field(ge=0)]
Oid = Annotated[str, Field(pattern="^[0-9a-f]{40,64}$")]


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output, closed at every depth."""
    made = without_titles(RollbackPlan.model_json_schema())
    assert isinstance(made, dict)
    return {"title": "Plan of `confledger rollback`", **made}


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Revision(_Closed):
    """A commit."""

    commit: Oid
    """Its full id."""
    committed_at: str | None
    """When, in UTC; null for a time beyond any calendar."""
    author: str
    """Who wrote it."""
    subject: str
    """First line of its message."""


class Refusal(_Closed):
    """Why it is not done as it stands."""

    code: str
    """Name of the reason, which stays the same."""
    reason: str
    """The reason for people."""
    flag: str | None
    """Option that does it all the same; null where there is none."""


class Conflict(_Closed):
    """A key, or a file, that was changed again since; secrets are masked."""

    path: str
    """The file."""
    key: str | None
    """The key; null where it is about the whole file."""
    wanted: str
    """The value that is wanted back, as shown to people."""
    now: str
    """The value that is there now."""
    since: Revision | None
    """The commit that changed it again, where it is known."""
    reason: str
    """What else there is to say."""


class Change(_Closed):
    """How one value changes: texts as shown to people, secrets masked, long ones cut off."""

    key: str
    """The key, with dots."""
    before: str | None
    """What holds now; null where there is nothing."""
    after: str | None
    """What would hold; null where there would be nothing."""
    note: str | None
    """What became of it beside that: renamed, moved, of another type, changed but not shown."""
    risk: str | None
    """`x-risk` of its schema."""


class Environment(_Closed):
    """What changes in one environment, after all files are laid over each other."""

    name: str
    """Its name; `base` is the base alone, where there are no environments."""
    changes: list[Change]
    """What changes, the greatest risk first; empty where nothing does."""


class Unresolved(_Closed):
    """An environment of which it cannot be told what changes."""

    name: str
    """Its name."""
    reason: str
    """Why."""


class Remaining(_Closed):
    """An environment that would still differ from the target."""

    environment: str
    """Its name."""
    keys: list[str]
    """The keys that differ."""
    sources: list[str]
    """What sets these: files, or a default of the schema."""


class Values(_Closed):
    """Which values of one file change, where it is part of no environment."""

    path: str
    """The file."""
    changed: Count
    """How many values would be others."""
    added: Count
    """How many would be new."""
    removed: Count
    """How many would be gone."""
    first: list[Change]
    """Some of them; none of a file that is new or gone."""
    reason: str | None
    """Why they are not known, or that the file is only written otherwise."""


class Kept(_Closed):
    """A file of the scope that stays as it is."""

    path: str
    """The file."""
    reason: str
    """Why it stays."""


class File(_Closed):
    """A file that would be another one."""

    path: str
    """The file."""
    change: Literal["added", "deleted", "changed", "mode"]
    """What becomes of it."""
    note: str | None
    """That it is a symbolic link, or a submodule."""


class Push(_Closed):
    """A branch of another repository."""

    remote: str
    """The name of the remote."""
    branch: str
    """The branch there."""


class RollbackPlan(_Closed):
    """Everything that is known before a rollback is done."""

    version: Literal[1]
    """Version of this format."""
    scope: str
    """What goes back: `all`, `env:NAME`, a folder, a file, or a key."""
    way: str
    """How it was asked for: `to`, `last-good`, `before`, `entry`, `key`, `undo`."""
    head: Oid
    """The commit that it starts from."""
    ref: str
    """The branch that would move; `HEAD` where there is none."""
    branch: str | None
    """The new branch that the commit is made on instead; null for none."""
    push: Push | None
    """Where it is pushed to; null where it is not."""
    tree: Oid | None
    """The tree of the commit that would be made; null where there is nothing to do."""
    target: Revision | None
    """The commit that is gone back to."""
    entry: Revision | None
    """The commit that is taken back, where it is one."""
    basis: Revision | None
    """What came before that commit: keys and files go back to what they were there."""
    nothing_to_do: bool
    """Whether all is as it would be already."""
    verdict: str | None
    """What else is to be said of it in a sentence."""
    refusals: list[Refusal]
    """What speaks against it; without any, it can be done."""
    conflicts: list[Conflict]
    """What was changed again since."""
    environments: list[Environment]
    """What changes, by environment."""
    unresolved: list[Unresolved]
    """Environments of which that is not known."""
    remaining: list[Remaining]
    """Environments that would still differ from the target, though they are the scope."""
    no_environments: str | None
    """Why nothing is told by environment."""
    values: list[Values]
    """What changes in files that are part of no environment."""
    values_left: Count
    """How many more of these there are, which were not looked at."""
    findings: list[str]
    """What the checks of today find that they do not find now."""
    findings_more: Count
    """How many findings more there are than listed."""
    findings_gone: Count
    """How many findings would be gone."""
    migrations: list[str]
    """What is to be known of schema migrations in between."""
    secrets: list[str]
    """Which secrets go back, to which day, and for whom they are encrypted."""
    kept: list[Kept]
    """Files of the scope that stay as they are."""
    companions: list[str]
    """What usually changes together with this, and stays."""
    notes: list[str]
    """What else is worth knowing."""
    files: list[File]
    """All files that would be others."""
    undone: list[Revision] | None
    """Commits whose changes in the scope are taken back, the newest first; null if not known."""
