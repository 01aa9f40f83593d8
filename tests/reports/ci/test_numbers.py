"""Numbers of a change, as the programs of forges read them."""

import pytest

from confledger.reports.ci.numbers import dotenv, openmetrics, terraform


def test_metrics_of_a_name_stand_together_and_the_text_has_an_end() -> None:
    samples = [
        ("confledger_ci_step_seconds", {"step": "diff"}, 0.25),
        ("confledger_ci_environment_values", {"environment": 'a"b\\\n'}, 2),
        ("confledger_ci_step_seconds", {"step": "check"}, 1.0),
    ]

    assert openmetrics(samples) == (
        "# TYPE confledger_ci_environment_values gauge\n"
        "# HELP confledger_ci_environment_values Values that differ in an environment.\n"
        'confledger_ci_environment_values{environment="a\\"b\\\\\\\\n"} 2\n'
        "# TYPE confledger_ci_step_seconds gauge\n"
        "# HELP confledger_ci_step_seconds Seconds that a step took.\n"
        'confledger_ci_step_seconds{step="diff"} 0.250\n'
        'confledger_ci_step_seconds{step="check"} 1.000\n'
        "# EOF\n"
    )


def test_variables_are_plain_words() -> None:
    assert dotenv({"CONFLEDGER_VERDICT": "nothing", "CONFLEDGER_VALUES": 3}) == (
        "CONFLEDGER_VERDICT=nothing\nCONFLEDGER_VALUES=3\n"
    )
    with pytest.raises(AssertionError):
        dotenv({"CONFLEDGER_VERDICT": "a\nPATH=x"})


def test_counts_are_as_terraform_has_them() -> None:
    assert terraform({"update": 2}) == '{"create": 0, "update": 2, "delete": 0}\n'
