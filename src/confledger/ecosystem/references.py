"""Names that one section uses and another has to declare.

JSON Schema cannot follow a name from one section to another, so the model does it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Protocol

from confledger.ecosystem.connections import Endpoint
from confledger.ecosystem.environment import SecretReference, Variable
from confledger.ecosystem.managers import Managers
from confledger.ecosystem.observability import Observability
from confledger.ecosystem.orchestration import Orchestrator
from confledger.ecosystem.plugins import Plugin
from confledger.ecosystem.policies import Policies
from confledger.errors import nearest


class Sections(Protocol):
    """A configuration, of which only these sections refer to each other."""

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """By name."""

    @property
    def managers(self) -> Managers:
        """All of them."""

    @property
    def plugins(self) -> Sequence[Plugin]:
        """In any order."""

    @property
    def orchestrator(self) -> Orchestrator:
        """With its jobs."""

    @property
    def policies(self) -> Policies:
        """With roles and approval."""

    @property
    def secrets(self) -> Mapping[str, SecretReference]:
        """By name."""

    @property
    def environment(self) -> Sequence[Variable]:
        """In any order."""

    @property
    def observability(self) -> Observability:
        """With alerts and their receivers."""


def dangling(configuration: Sections) -> list[str]:
    """Say which names lead nowhere, are given twice, or wait for each other; sorted."""
    problems = [
        *_repeated("plugins", [plugin.name for plugin in configuration.plugins]),
        *_repeated("orchestrator.jobs", [job.name for job in configuration.orchestrator.jobs]),
        *_repeated("environment", [variable.name for variable in configuration.environment]),
        *_repeated(
            "observability.alerts.receivers",
            [receiver.name for receiver in configuration.observability.alerts.receivers],
        ),
        *_endpoints(configuration),
        *_secrets(configuration),
        *_jobs(configuration),
        *_roles(configuration),
        *_receivers(configuration),
    ]
    return sorted(problems)


def _endpoints(configuration: Sections) -> Iterator[str]:
    known = configuration.endpoints
    for name, manager in configuration.managers:
        yield from _unknown(f"managers.{name}.endpoints", manager.endpoints, "endpoints", known)
    for plugin in configuration.plugins:
        where = f"plugins[{plugin.name}].endpoints"
        yield from _unknown(where, plugin.endpoints, "endpoints", known)
    for receiver in configuration.observability.alerts.receivers:
        where = f"observability.alerts.receivers[{receiver.name}].endpoint"
        yield from _unknown(where, _one(receiver.endpoint), "endpoints", known)


def _secrets(configuration: Sections) -> Iterator[str]:
    known = configuration.secrets
    for name, endpoint in configuration.endpoints.items():
        yield from _unknown(f"endpoints.{name}.secret", _one(endpoint.secret), "secrets", known)
    for plugin in configuration.plugins:
        where = f"plugins[{plugin.name}].secrets"
        yield from _unknown(where, plugin.secrets, "secrets", known)
    metrics = configuration.observability.metrics
    yield from _unknown("observability.metrics.secret", _one(metrics.secret), "secrets", known)
    for receiver in configuration.observability.alerts.receivers:
        where = f"observability.alerts.receivers[{receiver.name}].secret"
        yield from _unknown(where, _one(receiver.secret), "secrets", known)


def _jobs(configuration: Sections) -> Iterator[str]:
    jobs = configuration.orchestrator.jobs
    plugins = [plugin.name for plugin in configuration.plugins]
    variables = [variable.name for variable in configuration.environment]
    names = [job.name for job in jobs]
    for job in jobs:
        where = f"orchestrator.jobs[{job.name}]"
        yield from _unknown(f"{where}.plugin", [job.plugin], "plugins", plugins)
        yield from _unknown(f"{where}.after", job.after, "orchestrator.jobs", names)
        yield from _unknown(f"{where}.variables", job.variables, "environment", variables)
    try:
        TopologicalSorter({job.name: job.after for job in jobs}).prepare()
    except CycleError as error:
        # The sorter lists each job after the one that waits for it.
        circle = " after ".join(reversed(error.args[1]))
        yield f"orchestrator.jobs wait for each other: {circle}; remove one `after`"


def _roles(configuration: Sections) -> Iterator[str]:
    policies = configuration.policies
    yield from _unknown(
        "policies.change_approval.roles",
        policies.change_approval.roles,
        "policies.access.roles",
        policies.access.roles,
    )


def _receivers(configuration: Sections) -> Iterator[str]:
    alerts = configuration.observability.alerts
    names = [receiver.name for receiver in alerts.receivers]
    for number, route in enumerate(alerts.routes):
        where = f"observability.alerts.routes[{number}].receivers"
        yield from _unknown(where, route.receivers, "observability.alerts.receivers", names)


def _unknown(
    where: str, names: Iterable[str], section: str, known: Collection[str]
) -> Iterator[str]:
    for name in names:
        if name not in known:
            close = nearest(name, set(known))
            hint = f"did you mean {close!r}?" if close else "declare it there or remove it here"
            yield f"{where} names {name!r}, which is not in {section}; {hint}"


def _repeated(where: str, names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{where} has {name!r} {names.count(name)} times; keep one or rename the others"


def _one(name: str | None) -> list[str]:
    return [] if name is None else [name]
