import json as standard
import math

from hypothesis import example, given, settings

from confledger.loader.rendering import json
from hostile import CASES, TEXTS, finite


@given(finite)
@example({text: text for text in TEXTS})
@settings(max_examples=CASES)
def test_what_is_written_is_read_back_in_its_order(tree: dict[str, object]) -> None:
    back = standard.loads(json.write(tree))

    assert back == tree
    assert list(back) == list(tree)


def test_json_has_no_infinity() -> None:
    assert (
        json.write({"b": 1, "a": ["ü", None]})
        == '{\n  "b": 1,\n  "a": [\n    "ü",\n    null\n  ]\n}\n'
    )
    reason = "JSON has no infinity, and nothing that is not a number"
    assert [json.unfit(one) for one in (math.inf, math.nan, 1.5)] == [reason, reason, None]
