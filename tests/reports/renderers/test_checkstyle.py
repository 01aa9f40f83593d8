"""What Jenkins and others read."""

from confledger.checks.result import Result
from confledger.reports.renderers.checkstyle import render


def test_a_file_with_findings_is_an_element_with_an_error_for_each(sample: Result) -> None:
    assert (
        render(sample, verbose=True)
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="config/base/app.yaml">
    <error line="12" column="9" severity="error" message="port is greater than 65535; choose a \
port from 1 to 65535" source="confledger.schema"/>
  </file>
  <file name="config/prod/database.yaml">
    <error line="14" column="1" severity="warning" message="the key 'limits' is there twice; keep \
one of them: YAML readers silently take the last" source="confledger.duplicate-key"/>
  </file>
  <file name="config/prod/notes.yaml">
    <error severity="info" message="no schema describes this file; map it to a schema in \
confledger.yaml" source="confledger.file-without-schema"/>
  </file>
</checkstyle>
"""
    )


def test_a_clean_run_names_no_file() -> None:
    assert (
        render(Result(counts={"passed": 1}))
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
</checkstyle>
"""
    )
