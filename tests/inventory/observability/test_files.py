"""What one file says: by its syntax tree, its document, or rules; never by running it."""

import time
from pathlib import Path

import pytest

from confledger.inventory.observability.files import inspect, looked_into
from confledger.inventory.observability.item import Item
from confledger.inventory.observability.memory import Memory

PYTHON = """\
import logging
import os
from contextlib import suppress
from prometheus_client import Counter, Histogram as H

log = logging.getLogger("shop.pay")
PAID = Counter("shop_paid_total", "Paid.", ["method"])
TIME = H("seconds", "Time.", namespace="shop", subsystem="pay")


def pay(meter, app, statsd):
    log.info("paid %s", 1, extra={"id": 1})
    log.warning(f"slow {pay}")
    meter.create_counter(name="shop.orders", unit="1")
    statsd.incr("cart")
    app.get("/healthz")
    os.environ["SHOP_URL"], os.getenv("SHOP_KEY"), os.environ.get("SHOP_ENV")
    try:
        print("done")
    except Exception as error:
        failed = True; log.error("lost %s", error)
    except BaseException:
        pass
    with suppress(Exception):
        pass
    try:
        pay()
    except KeyError:
        pass
    logging.getLogger(__name__).exception("gone")
    "log.info('no')"
"""
GO = """\
package shop
// slog.Info("no")
var paid = promauto.NewCounterVec(prometheus.CounterOpts{
	Namespace: "shop",
	Name: "paid_total",
}, nil)
func main() {
	slog.Info("started", "port", 1)
	http.HandleFunc("/readyz", f)
	os.Getenv("SHOP_URL")
}
"""
SCRIPT = """\
const paid = new Counter({
  name: 'shop_paid_total',
});
try { f() } catch (e) {}
logger.error("lost"); app.get('/healthz', f); process.env.SHOP_URL
"""
SHELL = "#!/bin/sh\nlogger -t shop 'backed up'\necho 'no disk' >&2\n# echo no >&2\n"


def told(path: str, content: str) -> list[str]:
    return [
        " ".join((f"{one.line} {one.kind}: {one.name}", *(f"{k}={v}" for k, v in one.more)))
        for one in inspect(path, content.encode())
    ]


def test_python_is_told_by_its_syntax_tree() -> None:
    assert told("shop/pay.py", PYTHON) == [
        "7 metric: shop_paid_total kind=counter library=prometheus labels=method",
        "8 metric: shop_pay_seconds kind=histogram library=prometheus unit=seconds",
        "12 log: paid %s level=info logger=shop.pay form=constant structured=yes",
        "13 log: slow {} level=warning logger=shop.pay form=f-string",
        "14 metric: shop.orders kind=counter library=opentelemetry unit=1",
        "15 metric: cart kind=counter library=statsd",
        "16 health: /healthz kind=endpoint",
        "17 variable: SHOP_URL",
        "17 variable: SHOP_KEY",
        "17 variable: SHOP_ENV",
        "19 print: done form=constant",
        "21 log: lost %s level=error logger=shop.pay form=constant exception=message only",
        "22 swallowed exception: BaseException then=passes",
        "24 swallowed exception: suppress",
        "30 log: gone level=error logger=__name__ form=constant exception=logged",
    ]


def test_other_languages_are_told_by_rules_that_have_names() -> None:
    assert told("shop.go", GO) == [
        "3 metric: shop_paid_total kind=counter library=prometheus",
        "8 log: started level=info form=constant structured=yes",
        "9 health: /readyz kind=endpoint",
        "10 variable: SHOP_URL",
    ]
    assert told("shop.ts", SCRIPT) == [
        "1 metric: shop_paid_total kind=counter library=prometheus",
        "4 swallowed exception: catch",
        "5 log: lost level=error logger=logger form=constant",
        "5 variable: SHOP_URL",
        "5 health: /healthz kind=endpoint",
    ]
    assert told("backup", SHELL) == [
        "2 log: backed up level= form=formatted",
        "3 log: no disk level=error form=formatted",
    ]
    hows = {one.how for one in inspect("shop.go", GO.encode())}
    assert hows == {"rule go-metric", "rule go-log-call", "rule go-health", "rule go-variable"}


RULES = """\
groups:
  - name: shop
    rules:
      - alert: Slow
        expr: rate(shop_paid_total{job="x"}[5m]) > on (job) group_left () shop_limit offset 1h
        for: 5m
        labels: {severity: page, team: shop}
        annotations: {summary: It is slow, runbook_url: docs/slow.md}
      - record: shop:paid
        expr: sum by (method) (shop_paid_total)
"""
RESOURCES = """\
kind: ServiceMonitor
metadata: {name: shop}
---
kind: GrafanaDashboard
metadata: {name: board}
spec:
  json: >
    {"title": "Shop", "panels": [{"type": "row", "panels": [{"type": "stat", "targets":
    [{"expr": "shop_paid_total"}, {"expr": "{app=\\"x\\"}", "datasource": {"type": "loki"}}]}]}],
    "templating": {"list": [{"query": "label_values(shop_up, job)"}]}}
---
kind: GrafanaDashboard
metadata: {name: far}
spec: {url: "https://grafana.example/1"}
---
spec: {containers: [{livenessProbe: {httpGet: {path: /live}}}]}
---
scrape_configs: [{job_name: node}]
"""


def test_documents_are_told_by_their_shape() -> None:
    assert told("rules.yaml", RULES) == [
        "4 alert: Slow metrics=shop_limit shop_paid_total severity=page for=5m "
        "runbook=docs/slow.md labels=severity=page team=shop text=yes",
        "9 recording rule: shop:paid metrics=shop_paid_total",
    ]
    assert [line.partition(" ")[2] for line in told("k8s.yaml", RESOURCES)] == [
        "scrape: shop kind=ServiceMonitor",
        "dashboard: board kind=GrafanaDashboard panels=1 metrics=shop_paid_total shop_up",
        "dashboard: far kind=GrafanaDashboard from=url",
        "health: /live kind=livenessProbe",
        "scrape: node kind=scrape_config",
    ]
    assert told("broken.yaml", "alert: [\n") == ["1 not read: cannot be read as yaml"]


def test_secrets_in_messages_are_not_shown() -> None:
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    text = f"""import logging
logging.info("password: hunter2-and-more")
logging.info("{"x" * 140} {token}")
# TODO: {"y" * 190} {token}
"""
    assert told("a.py", text) == [
        "2 log: <redacted> level=info logger=root form=constant",
        "3 log: <redacted> level=info logger=root form=constant",
        "4 debt marker: <redacted> word=TODO",
    ]
    rule = f'alert: "{token}"\nexpr: up\nlabels: {{team: {token}}}\nfor: {token}\n'
    assert told("a.yaml", rule) == [
        "1 alert: <redacted> metrics=up for=<redacted> labels=<redacted>"
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"print 'x'\n", "no Python 3 that can be parsed", id="Python 2"),
        pytest.param(b"x = " + b"(" * 5000, "no Python 3 that can be parsed", id="open"),
        pytest.param(b"x" + b".a" * 50_000, "nested too deeply, or not text", id="deep"),
        pytest.param(b"x = 1\n\0", "not text", id="NUL"),
        pytest.param(b"#" * 600_000, "larger than 512 KiB", id="large"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_item_with_the_reason(content: bytes, why: str) -> None:
    assert [(one.kind, one.name) for one in inspect("a.py", content)] == [("not read", why)]


@pytest.mark.parametrize("path", ["a.py", "a.go", "a.ts", "a.sh", "a.yaml", "a.json"])
def test_a_hostile_file_neither_crashes_nor_hangs(path: str) -> None:
    started = time.process_time()
    for part in ("echo >&2 ", "catch (", "log.Info(", "alert: {", '"alert":['):
        inspect(path, (part * 12_000).encode())
        inspect(path, (part + "\n").encode() * 500)
    assert time.process_time() - started < 20


def test_what_was_found_is_remembered_and_damage_is_as_good_as_nothing(tmp_path: Path) -> None:
    found = looked_into("shop/pay.py", PYTHON.encode())
    memory = Memory(str(tmp_path), b"1")
    memory.keep("0" * 40, found)
    memory.save()

    again = Memory(str(tmp_path), b"1").get("0" * 40, "shop/pay.py")
    assert again is not None
    assert (again.language, again.lines, again.items) == ("python", 31, found.items)
    assert Memory(str(tmp_path), b"2").get("0" * 40, "shop/pay.py") is None
    assert Memory(str(tmp_path), b"1").get("0" * 40, "moved.py") is None
    (tmp_path / "observed").write_text('{"build":"31","files":{"x":1}}')
    assert Memory(str(tmp_path), b"1").get("0" * 40, "shop/pay.py") is None
    assert isinstance(found.items[0], Item)
