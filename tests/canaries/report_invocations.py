"""How the reports, and what is written for merge requests, are called in the search for leaks.

One call makes a report once and gives it in every format.
"""

from canaries.invocations import Call
from canaries.reported import PLAN
from confledger.cli.report.kinds import KINDS
from confledger.reports.catalog import FORMATS

_OUT = "{out}"
_FORMATS = ("markdown", "html", "json", "csv")
BRANCH = "canary-reports"


def _every(name: str, more: str = "") -> Call:
    files = " ".join(f"--output {form}={_OUT}/{name}.{form}" for form in _FORMATS)
    return Call(f"{more} {files} --as-of 2030-01-01", code=0)


_GITHUB = (
    ("GITHUB_ACTIONS", "true"),
    ("GITHUB_REPOSITORY", "shop/config"),
    ("GITHUB_STEP_SUMMARY", f"{_OUT}/summary.md"),
)
# `report all` gives each in every format that is kept.
_KINDS = {f"report {name}": [Call("--color always", code=0)] for name in KINDS if name != "access"}
TABLE: dict[str, list[Call]] = {
    "report all": [
        Call("--write", fault="full"),
        Call("--write", interrupt=0.3),
        Call("--write", code=0),
        Call("--check", code=0),
        Call("--write --dated", code=0),
    ],
    **_KINDS,
    "report": [],
    "report access": [
        *(
            Call(f"--folder overlays --env prod --format {name}")
            for name in ("text", "json", "csv", "markdown")
        ),
        Call("--code"),
    ],
    "report needs": [
        Call("--dry-run"),
        Call("--format json"),
        Call("--write"),
        Call("--check"),
        Call("--sign app --as @owner"),
    ],
    "report publish": [
        Call("--dry-run", code=0),
        Call(f"--branch {BRANCH} --dated", code=0),
        Call(f"archive {BRANCH}", program="git", code=0),
    ],
    "scan": [
        *(_every(f"scan-{kind}", f"--kind {kind}") for kind in ("config", "obs", "hygiene")),
        Call("--kind obs --write", code=0),
    ],
    "clean": [
        Call("--plan", code=1),
        Call("--plan --format json", code=1),
        Call("--kind mojibake --kind backup --apply --yes"),
    ],
    "debt": [_every("debt", "--history 3m")],
    "debt baseline": [Call(f"--output {_OUT}/debt.baseline", code=0)],
    "debt gate": [
        *(
            Call(f"--base before --format {name}")
            for name in ("text", "json", "codequality", "junit", "sarif", "github")
        ),
        Call(f"--baseline {_OUT}/debt.baseline"),
    ],
    "ci": [
        Call(f"--base before --out {_OUT}/ci --forge none"),
        Call(f"--base before --out {_OUT}/github --format json", environ=_GITHUB),
    ],
    "ci post-file": [Call(".git/HEAD", code=2)],
    "badge": [Call(f"--all --write {_OUT}/badges", code=0)],
    "doc": [],
    "doc checks": [Call("")],
    "doc config": [Call(""), Call("--write")],
    "doc metrics": [Call("")],
    "plan": [],
    "plan check": [
        Call(" ".join(f"--output {name}={_OUT}/p.{name}" for name in FORMATS)),
    ],
    "plan status": [
        Call(f"--items --format {name}") for name in ("text", "json", "markdown", "mermaid")
    ],
    "plan sync": [Call("--dry-run --format json"), Call("")],
    "plan finalize": [
        Call(f"{PLAN} --dry-run"),
        Call(f"{PLAN} --run --allow-dirty", code=0),
    ],
}
# All of these read one repository, and remember what they have read; so they share one.
TOGETHER = (
    *(*_KINDS, "report access", "report all", "report needs", "report publish", "scan"),
    *("badge", "debt", "debt baseline", "debt gate", "doc checks", "doc config", "doc metrics"),
    *("report", "doc", "plan", "plan check", "plan finalize", "plan status", "plan sync"),
)
# Of those that share a parser, or take no file, one is enough to be given anything wrong.
GIVEN_ANYTHING = ("debt", "doc config", "plan check", "plan status", "report all", "scan")
