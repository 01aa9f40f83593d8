"""Names of metrics in expressions, as PromQL reads them."""

import pytest

from confledger.inventory.observability.promql import metrics


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("up == 0", ["up"]),
        ("sum by (job, le) (rate(a_bucket[5m]))", ["a_bucket"]),
        ("sum(rate(a[5m])) by (job) / ignoring (x) b offset 1h", ["a", "b"]),
        ('a{job="b", c=~"d"} and on (e) group_left (f) g:h:i unless bool', ["a", "g:h:i"]),
        ('{__name__="a_total", job="x"}', ["a_total"]),
        ("a > bool 1e3 or absent(b) # c", ["a", "b"]),
        ("max_over_time(a[1h:5m] @ start()) * $rate + NaN", ["a"]),
        ('label_replace(a, "dst", "$1", "src", "(.*)")', ["a"]),
        ("", []),
        ("}}))]] {{ unfinished", []),
    ],
)
def test_metrics_are_what_values_are_taken_of(expression: str, expected: list[str]) -> None:
    assert metrics(expression) == expected
