"""A value that SOPS has encrypted, and of which the schema asks more than its type.

An encrypted file is judged without its key: names are readable, each ciphertext tells its
type, and the `sops` block is not held against the schema. Bounds, patterns, lengths, formats
and choices cannot be checked, nor can a condition that an encrypted value decides. That is
said here, as information, so that nobody takes silence for a proof; it is no fault.

Schema:
    {"type": "object", "properties": {"port": {"type": "integer", "minimum": 1024}}}
Bad:
    port: ENC[AES256_GCM,data:GWRBHQ==,iv:a3wk+UUmupCN,tag:HndUkpbPRpkC,type:int]
    sops: {mac: "ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]", version: 3.11.0}
Good:
    port: 8080
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed
from confledger.location import Path, dotted

ID = "sealed-value"
SEVERITY = Severity.INFO
_NAMED = 3


def check(file: Parsed) -> Iterator[Finding]:
    """Yield one finding for each document with encrypted values that rules are made for."""
    for number, document in enumerate(file.documents):
        if document is None or file.opened(number) is None:
            continue
        asked: set[Path] = set()
        for applied in file.applied:
            if applied.schema is not None and applied.covers(number):
                asked |= file.asked(applied.schema, number)
        if asked:
            yield _finding(file, number, sorted(asked, key=lambda path: [str(s) for s in path]))


def _finding(file: Parsed, number: int, asked: list[Path]) -> Finding:
    names = ", ".join(f"`{dotted(path)}`" for path in asked[:_NAMED])
    if len(asked) > _NAMED:
        names += f" and {len(asked) - _NAMED} more"
    values = "the encrypted value" if len(asked) == 1 else f"{len(asked)} encrypted values"
    return file.finding(
        ID,
        SEVERITY,
        f"what the schema asks of {values} beyond the type cannot be checked without the key: "
        f"{names}",
        file.positions.key(number, asked[0]),
        document=number,
        at=asked[0],
        help="to be sure, check a decrypted copy where the key is, outside of the repository",
    )
