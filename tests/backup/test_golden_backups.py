"""Backups of format 1, as they were written once: whatever changes, they can be restored for ever.

One is encrypted, the other follows it and is not. They are never made anew: a format that cannot
be read any more needs another number, and a reader that knows both.
"""

import base64
import zlib
from pathlib import Path

from backing_up import Keeper, refs_of
from confledger.backup import by_hand
from support import Repository

GOLDEN = Path(__file__).parent.parent / "golden/backups"
# A key of nothing else.
KEY = "AGE-SECRET-" + "KEY-143F0KNW6H8ED29GCJ5FPCDZYE9HYYZGQSLDCR7VXGGEJ3K928JMSMVVYWZ"
TIP = "3b4f795ea12aa1df44f7734d0e63e8c160d2649f"


def test_backups_of_the_first_format_are_restored(repository: Repository, tmp_path: Path) -> None:
    """Their text for people has other words than that of today, which nothing may depend on."""
    keeper = Keeper(tmp_path, repository)
    keeper.key.write_text(KEY)
    keeper.folder.mkdir()
    for one in sorted(GOLDEN.iterdir()):
        data = zlib.decompress(base64.b64decode(one.read_text()))
        (keeper.folder / one.stem).write_bytes(data)
        assert by_hand.text("") not in data

    done = keeper.verify("--restore-to", str(tmp_path / "back"))

    assert done.returncode == 0, done.stdout + done.stderr
    back = Repository(tmp_path / "back")
    assert refs_of(back).split() == [
        *("refs/heads/main", "refs/heads/main", TIP, "refs/tags/v1", TIP),
    ]
    assert (back.root / "app.yaml").read_text() == "port: 2\n"
