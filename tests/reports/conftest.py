"""The check run that the goldens of all formats show."""

import pytest

from confledger.checks.finding import Finding, Severity, fingerprinted
from confledger.checks.result import Result
from confledger.location import Span


@pytest.fixture
def sample() -> Result:
    """One error, one warning of several lines, and one note about a whole file."""
    return Result(
        findings=fingerprinted(
            [
                Finding(
                    check="file-without-schema",
                    severity=Severity.INFO,
                    message="no schema describes this file",
                    path="config/prod/notes.yaml",
                    help="map it to a schema in confledger.yaml",
                ),
                Finding(
                    check="duplicate-key",
                    severity=Severity.WARNING,
                    message="the key 'limits' is there twice",
                    path="config/prod/database.yaml",
                    span=Span(14, 1, 16, 3),
                    document=1,
                    pointer="/limits",
                    help="keep one of them: YAML readers silently take the last",
                    subject="limits",
                    excerpt="limits:",
                ),
                Finding(
                    check="schema",
                    severity=Severity.ERROR,
                    message="port is greater than 65535",
                    path="config/base/app.yaml",
                    span=Span(12, 9, 12, 14),
                    pointer="/server/port",
                    help="choose a port from 1 to 65535",
                    schema="schemas/app.json#/properties/server/properties/port/maximum",
                    excerpt="  port: 70000",
                ),
            ]
        ),
        counts={"passed": 20, "failed": 2, "without schema": 1, "ignored": 3},
        ignored={"not configuration": 2, "larger than 10 MiB": 1},
    )
