"""A creation rule names somebody who cannot read a file that it governs.

The rule was changed after the file was encrypted, and SOPS brings no file up to date by itself:
the new colleague, or the new host, finds out when the file does not open. Any recipient that the
file has can put it right with `confledger secrets sync`; the values stay as they are.

Bad:
    # .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        age:
          - age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
          - age1060kake3pgh4caagtzdjvc64nc6mytpszukpjnstwmkxer7ndpkqzlq6ra
    # secrets/db.yaml
    password: ENC[AES256_GCM,data:6w==,iv:c2Vjb25kcw==,tag:dGFn,type:str]
    sops:
      age:
        - recipient: age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
          enc: …
Good:
    # .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        age:
          - age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
    # secrets/db.yaml
    password: ENC[AES256_GCM,data:6w==,iv:c2Vjb25kcw==,tag:dGFn,type:str]
    sops:
      age:
        - recipient: age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
          enc: …
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "missing-recipient"


def check(file: Examined) -> Iterator["Finding"]:
    """Yield each recipient of the rule whom the file leaves out."""
    metadata, rule = file.sops.metadata, file.rule
    if metadata is None or rule is None or not rule.usable:
        return
    from confledger.secrets.trust import missing

    for one in missing(metadata, rule):
        yield file.finding(
            ID,
            Severity.WARNING,
            f"{rule.file.shown(one)} cannot read this file, though {rule.label} names them",
            at=("sops",),
            key=True,
            help=f"confledger secrets sync {file.path}",
            subject=one.identity,
        )
