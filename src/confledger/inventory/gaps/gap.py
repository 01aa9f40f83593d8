"""One difference between what is declared and what is found, with what to do about it."""

from typing import NamedTuple

OBS = "obs"
BAD, ATTENTION, NOTE = "bad", "attention", "note"
# Longer lists are cut, with a count of the rest.
FEW = 3


class Rule(NamedTuple):
    """A kind of gap: how much it matters, and what it is, for people."""

    weight: str
    title: str
    domain: str = "config"


RULES = {
    "secret-in-plain-text": Rule(BAD, "A secret stands in plain text"),
    "required-key-unset": Rule(BAD, "A required key is set in no environment"),
    "environment-without-files": Rule(BAD, "An environment is declared and has no files"),
    "nothing-declared": Rule(ATTENTION, "Nothing says what the configuration is to be"),
    "environment-undeclared": Rule(ATTENTION, "Files are of an environment that nobody declares"),
    "divergence": Rule(ATTENTION, "Environments differ in their keys, and nothing says why"),
    "variable-undeclared": Rule(ATTENTION, "Code reads a variable that nothing declares"),
    "owner-missing": Rule(ATTENTION, "A file has to have an owner, and has none"),
    "documentation-stale": Rule(ATTENTION, "Documentation and schema differ"),
    "schema-entry-unused": Rule(ATTENTION, "The settings give a schema to no file that is there"),
    "file-without-schema": Rule(NOTE, "A configuration file has no schema"),
    "key-unset": Rule(NOTE, "A key is declared, has no default, and is set nowhere"),
    "variable-unread": Rule(NOTE, "A variable is declared, and no code reads it"),
    "schema-file-unused": Rule(NOTE, "A schema is there that nothing uses"),
    "alert-on-unknown-metric": Rule(
        BAD, "An alert asks for a metric of ours that no code has", OBS
    ),
    "alert-unrouted": Rule(BAD, "An alert has labels that no route sends anywhere", OBS),
    "needed-not-found": Rule(ATTENTION, "An owner needs what is not there", OBS),
    "runbook-not-there": Rule(ATTENTION, "An alert names a runbook that is not there", OBS),
    "waking-alert-without-runbook": Rule(
        ATTENTION, "An alert of high severity has no runbook", OBS
    ),
    "rule-file-untaken": Rule(ATTENTION, "Alert rules are in a file that nothing loads", OBS),
    "dashboard-on-unknown-metric": Rule(
        ATTENTION, "A dashboard shows a metric of ours that no code has", OBS
    ),
    "found-not-needed": Rule(ATTENTION, "Something is there that its owner does not need", OBS),
    "receiver-unused": Rule(NOTE, "A receiver of alerts is in no route", OBS),
    "alert-without-runbook": Rule(NOTE, "An alert has no runbook", OBS),
    "metric-unused": Rule(NOTE, "A metric is in no alert and no dashboard", OBS),
    "module-silent": Rule(NOTE, "A module with code says nothing of itself", OBS),
    "needs-unsigned": Rule(NOTE, "Nobody has signed what a module needs", f"config {OBS}"),
}


class Gap(NamedTuple):
    """`what` says it in one line; `path` decides the owner; `command` exists, and acts or shows."""

    rule: str
    name: str
    path: str
    line: int
    what: str
    fix: str
    command: str
    places: int = 1
    owner: str = ""
    """Filled in by CODEOWNERS, where nothing else says it."""


def some(names: list[str]) -> str:
    """Return the first few names, and how many more there are."""
    shown = ", ".join(names[:FEW])
    return f"{shown} and {len(names) - FEW} more" if len(names) > FEW else shown
