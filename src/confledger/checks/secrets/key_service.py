"""An encrypted file names a key service that nobody has allowed.

Whoever opens the file sends their credentials there: SOPS takes the address from the file itself,
and asks with the token of Vault, or the session of AWS, of whoever runs it. So a file from
outside can collect tokens. Allowed is what the creation rule of the file names, and the
`key-services` under `secrets` in the settings; nothing is decrypted by confledger before this
holds.

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
      hc_vault:
        - vault_address: https://vault.example.net
          engine_path: transit
          key_name: shop
          enc: …
Good:
    # .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        hc_vault_transit_uri: https://vault.example.net/v1/transit/keys/shop
        age:
          - age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
    # secrets/db.yaml
    password: ENC[AES256_GCM,data:6w==,iv:c2Vjb25kcw==,tag:dGFn,type:str]
    sops:
      age:
        - recipient: age1pdvfaf3dffjtda5m27vu5ryh0anu0la4ys2k68q0gst6w6udkyxslhty4h
          enc: …
      hc_vault:
        - vault_address: https://vault.example.net
          engine_path: transit
          key_name: shop
          enc: …
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "key-service"


def check(file: Examined) -> Iterator["Finding"]:
    """Yield each key service of a file that neither its rule nor the settings name."""
    metadata = file.sops.metadata
    if metadata is None:
        return
    from confledger.secrets.trust import foreign_services

    listed = file.settings.get("key-services")
    allowed = [str(one) for one in listed] if isinstance(listed, list) else []
    for one in foreign_services(metadata, file.rule, allowed):
        yield file.finding(
            ID,
            Severity.ERROR,
            f"who opens this file sends their credentials to {one.endpoint}, and neither a "
            "creation rule nor the settings allow that",
            at=("sops", *one.at),
            help="do not decrypt it unless you know the service; if you do, name the key in "
            ".sops.yaml, or list it in `key-services` under `secrets` in confledger.yaml",
            subject=one.identity,
        )
