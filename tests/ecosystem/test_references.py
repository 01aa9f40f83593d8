from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from confledger.ecosystem import Configuration

SMALL = """
schema_version: 1
ecosystem: {name: ledger, description: Bookkeeping., owner: "@ledger/platform"}
endpoints:
  store: {scheme: postgresql, host: db.example, port: 5432, secret: store}
managers:
  storage: {database: ledger, endpoints: [store]}
secrets:
  store: {description: Password of the store., source: "vault:kv/store#password"}
environment:
  - {name: LEDGER_HOME, description: Folder of the books.}
plugins:
  - name: closing
    description: Closes the day.
    version: 1.0.0
    source: package:closing
    endpoints: [store]
    secrets: [store]
orchestrator:
  jobs:
    - {name: day, description: Closes the day., plugin: closing, variables: [LEDGER_HOME]}
    - {name: month, description: Closes the month., plugin: closing, after: [day]}
policies:
  access:
    roles:
      approver: {members: ["@ledger/leads"], actions: [approve]}
  change_approval: {roles: [approver]}
observability:
  metrics: {secret: store}
  alerts:
    receivers:
      - {name: chat, kind: slack, secret: store, endpoint: store}
    routes:
      - {matches: {severity: page}, receivers: [chat]}
"""


def small() -> Any:
    return yaml.safe_load(SMALL)


def said(configuration: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        Configuration.model_validate(configuration)
    (error,) = raised.value.errors()
    return error["msg"].removeprefix("Value error, ")


def test_names_that_are_declared_are_found() -> None:
    assert Configuration.model_validate(small()).orchestrator.jobs[1].after == ("day",)


DECLARE = "declare it there or remove it here"
STORE = "did you mean 'store'?"
RECEIVERS = ("observability", "alerts", "receivers")


@pytest.mark.parametrize(
    ("steps", "name", "where", "section", "hint"),
    [
        (("managers", "storage", "endpoints"), "stroe", "", "endpoints", STORE),
        (("plugins", 0, "endpoints"), "mail", "plugins[closing].endpoints", "endpoints", DECLARE),
        (("plugins", 0, "secrets"), "mail", "plugins[closing].secrets", "secrets", DECLARE),
        (("endpoints", "store", "secret"), "stores", "", "secrets", STORE),
        (("observability", "metrics", "secret"), "token", "", "secrets", DECLARE),
        (
            (*RECEIVERS, 0, "secret"),
            "token",
            "observability.alerts.receivers[chat].secret",
            "secrets",
            DECLARE,
        ),
        (
            (*RECEIVERS, 0, "endpoint"),
            "mail",
            "observability.alerts.receivers[chat].endpoint",
            "endpoints",
            DECLARE,
        ),
        (
            ("observability", "alerts", "routes", 0, "receivers"),
            "chats",
            "observability.alerts.routes[0].receivers",
            "observability.alerts.receivers",
            "did you mean 'chat'?",
        ),
        (
            ("orchestrator", "jobs", 0, "plugin"),
            "closign",
            "orchestrator.jobs[day].plugin",
            "plugins",
            "did you mean 'closing'?",
        ),
        (
            ("orchestrator", "jobs", 0, "variables"),
            "HOME",
            "orchestrator.jobs[day].variables",
            "environment",
            DECLARE,
        ),
        (
            ("orchestrator", "jobs", 1, "after"),
            "week",
            "orchestrator.jobs[month].after",
            "orchestrator.jobs",
            DECLARE,
        ),
        (
            ("policies", "change_approval", "roles"),
            "approvers",
            "",
            "policies.access.roles",
            "did you mean 'approver'?",
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_refused(
    steps: tuple[str | int, ...], name: str, where: str, section: str, hint: str
) -> None:
    configuration = small()
    inner = configuration
    for step in steps[:-1]:
        inner = inner[step]
    many = isinstance(inner.get(steps[-1], []), list)
    inner[steps[-1]] = [name] if many else name

    place = where or ".".join(map(str, steps))
    assert said(configuration) == f"{place} names {name!r}, which is not in {section}; {hint}"


def test_jobs_do_not_wait_for_each_other() -> None:
    configuration = small()
    configuration["orchestrator"]["jobs"][0]["after"] = ["month"]

    assert said(configuration) == (
        "orchestrator.jobs wait for each other: day after month after day; remove one `after`"
    )


def test_every_problem_is_said_at_once() -> None:
    configuration = small()
    configuration["plugins"][0]["secrets"] = ["mail"]
    configuration["managers"]["storage"]["endpoints"] = ["stores"]

    assert said(configuration) == (
        f"managers.storage.endpoints names 'stores', which is not in endpoints; {STORE}; "
        f"plugins[closing].secrets names 'mail', which is not in secrets; {DECLARE}"
    )


@pytest.mark.parametrize(
    ("steps", "section"),
    [
        (("orchestrator", "jobs"), "orchestrator.jobs"),
        (("plugins",), "plugins"),
        (("environment",), "environment"),
        (RECEIVERS, "observability.alerts.receivers"),
    ],
)
def test_what_is_merged_by_name_has_each_name_once(steps: tuple[str, ...], section: str) -> None:
    configuration = small()
    items = configuration
    for step in steps:
        items = items[step]
    items.append(items[0])

    assert said(configuration) == (
        f"{section} has {items[0]['name']!r} 2 times; keep one or rename the others"
    )
