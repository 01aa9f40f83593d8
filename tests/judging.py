"""One file and its schemas, judged without a repository around them."""

from collections.abc import Mapping

from confledger.checks.finding import Finding, fingerprinted
from confledger.checks.policy.policies import Policies, Source
from confledger.checks.schemas import Schemas
from confledger.checks.verdict import Judge
from confledger.documents.dialect import dialect_of
from confledger.documents.limits import DEFAULT
from confledger.git.snapshot import blob_id


def judge(
    files: Mapping[str, str | bytes],
    *,
    vendored: dict[str, str] | None = None,
    severities: dict[str, str] | None = None,
    formats: bool = False,
) -> Judge:
    """Return the checks, ready for a tree of these files."""
    tree = {
        path: content.encode() if isinstance(content, str) else content
        for path, content in files.items()
    }

    def find(path: str) -> tuple[str, bytes] | None:
        return (blob_id(tree[path]), tree[path]) if path in tree else None

    schemas = Schemas(find, vendored=vendored or {}, limits=DEFAULT, formats=formats)
    return Judge(
        schemas,
        vendored=vendored or {},
        limits=DEFAULT,
        severities=severities or {},
        today="2026-06-01",
    )


def with_policies(
    judge: Judge, text: str, *, environments: dict[str, list[str]] | None = None
) -> Judge:
    """Return the checks with the policies of one file, `policies.yaml`."""
    data = text.encode()
    named: list[dict[str, object]] = [
        {"name": name, "paths": paths} for name, paths in (environments or {}).items()
    ]

    def find(path: str) -> tuple[str, bytes] | None:
        return (blob_id(data), data) if path == "policies.yaml" else None

    source = Source(find, lambda: ["policies.yaml"])
    judge.policies = Policies(["policies.yaml"], [source], named, DEFAULT)
    return judge


def examined(
    judge: Judge, path: str, content: str | bytes, schema: str | None = None
) -> tuple[str, list[Finding]]:
    """Look at a file with every check; the first glance may only say yes where this does."""
    data = content.encode() if isinstance(content, str) else content
    dialect = dialect_of(path) or ""
    glance = judge.glance(path, dialect, data, schema)
    status, findings, members = judge.examine(path, dialect, data, schema)
    if glance is not None:
        assert glance[0] == status
        assert [one for one in findings if one.severity != "info"] == []
        assert glance[1] in (None, members)
    return status, fingerprinted(findings)


def told(findings: list[Finding]) -> list[str]:
    """Write findings as people read them: place and message, then the help below it."""
    lines = []
    for finding in findings:
        at = f"{finding.span.line}:{finding.span.column} " if finding.span else ""
        lines.append(f"{at}{finding.check}: {finding.message}")
        lines += [f"help: {finding.help}"] if finding.help else []
    return lines
