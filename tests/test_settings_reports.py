"""Where reports and signed needs may be kept."""

import pytest

from confledger.settings_reports import leads_out


@pytest.mark.parametrize(
    ("folder", "out"),
    [
        *((one, False) for one in ("reports", "docs/reports/", ".github/x", "a..b", "x.git/é")),
        *((one, True) for one in ("/etc", "..", "a/../../b", "a\nb", "a\0b")),
        *(
            (one, True)
            for one in (".git", ".git/hooks", "a/.GIT/b", "GIT~1/x", "a\\.git", ".git. ")
        ),
    ],
)
def test_no_folder_is_outside_of_the_tree_or_what_is_gits_own(folder: str, out: bool) -> None:
    assert leads_out(folder) is out
