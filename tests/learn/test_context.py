from confledger.learn.context import Beside, features
from confledger.learn.pattern import Pattern

RELEASE = "HelmRelease/media/plex#"
LEAVES = {
    f"{RELEASE}/spec/chart/spec/chart": "sapp-template",
    f"{RELEASE}/spec/values/env/TZ": "sEurope/Berlin",
    f"{RELEASE}/spec/values/env/PLEX_CLAIM": "!s",
    f"{RELEASE}/spec/values/env/LONG": "s" + "x" * 60,
    f"{RELEASE}/spec/values/env/PORT": "i80",
    f"{RELEASE}/spec/values/ports/[]": "o[=1] [=2]",
    **{f"{RELEASE}/spec/values/m{number}/on": "b1" for number in range(6)},
    **{f"{RELEASE}/spec/values/m{number}/size": f"i{number}" for number in range(6)},
}


def beside(key: str, held: Beside) -> list[str]:
    path = "apps/media/plex.yaml"
    found = features(key, Pattern(key, path), path, held)
    return sorted(one for one in found if one[0] in "bckpt")


def test_a_key_stands_beside_values_that_are_short_and_no_secrets() -> None:
    assert beside(f"{RELEASE}/spec/values/env/TZ", Beside(LEAVES)) == [
        "bPORT=i80",
        "capp-template",
        "kHelmRelease",
        "p/spec/values/env/TZ",
        "tapps",
    ]


def test_maps_are_found_one_by_one_or_all_at_once_alike() -> None:
    keys = [f"{RELEASE}/spec/values/m{number}/on" for number in range(6)]
    together = Beside(LEAVES)

    assert [beside(key, together) for key in keys] == [beside(key, Beside(LEAVES)) for key in keys]
