"""Somebody can read an encrypted file whom its creation rule does not name.

Who can open a file stands in its metadata, readable without any key, and who ought to stands in
`.sops.yaml`. SOPS compares the two only where somebody runs `sops updatekeys`: a person who left
the rule stays in each file, and whoever adds a recipient to a file by hand is not noticed.
The recipient is taken out by `confledger secrets sync`, which gives the file a new data key as
well; what it held may have been read until then, so change those values at their provider.

A name is that of the anchor, or the comment, in `.sops.yaml`. Keys of SSH are compared without
their comments, fingerprints without spaces and case.

Bad:
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
        - recipient: age1060kake3pgh4caagtzdjvc64nc6mytpszukpjnstwmkxer7ndpkqzlq6ra
          enc: …
Good:
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
        - recipient: age1060kake3pgh4caagtzdjvc64nc6mytpszukpjnstwmkxer7ndpkqzlq6ra
          enc: …
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "unauthorised-recipient"


def check(file: Examined) -> Iterator["Finding"]:
    """Yield each recipient of a file who is not in its rule."""
    metadata, rule = file.sops.metadata, file.rule
    if metadata is None or rule is None or not rule.usable:
        return
    from confledger.secrets.trust import unauthorised

    for one in unauthorised(metadata, rule):
        yield file.finding(
            ID,
            Severity.ERROR,
            f"{rule.file.shown(one)} can read this file, and {rule.label} does not name them",
            at=("sops", *one.at),
            help=f"confledger secrets sync {file.path}, then change these values at their "
            f"provider; or name them in {rule.file.path}",
            subject=one.identity,
        )
