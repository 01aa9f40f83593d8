import pytest

from confledger.learn.pattern import Pattern

HELM = "HelmRelease/media/plex#/spec/values/env/[name=TZ]/value"


@pytest.mark.parametrize(
    ("key", "path", "levels"),
    [
        pytest.param(
            HELM,
            "apps/plex/plex.yaml",
            (
                "HelmRelease#spec/values/env/*/value",
                "HelmRelease#.../env/*/value",
                ".../env/*/value",
                ".../*/value",
                "HelmRelease#.../value",
            ),
            id="an object",
        ),
        pytest.param(
            "HelmRelease/media/plex#/controllers/plex/type",
            "plex.yaml",
            (
                "HelmRelease#controllers/*/type",
                ".../controllers/*/type",
                ".../*/type",
                "HelmRelease#.../type",
            ),
            id="a step that is the name of the object",
        ),
        pytest.param("#/a", "conf/x.yaml", ("x.yaml#a", "conf/#a", "x.yaml#.../a"), id="no object"),
    ],
)
def test_a_key_is_looked_for_under_levels(key: str, path: str, levels: tuple[str, ...]) -> None:
    assert Pattern(key, path).levels == levels


@pytest.mark.parametrize(
    ("key", "path", "usable"),
    [
        pytest.param(HELM, "a.yaml", True, id="a value"),
        pytest.param("Deployment/x#/metadata/name", "a.yaml", False, id="in the label"),
        pytest.param("#/env/[name=TZ]/name", "a.yaml", False, id="in the label of the item"),
        pytest.param("#/env/[=TZ]", "a.yaml", False, id="its own label"),
        pytest.param("#/env/[]", "a.yaml", False, id="an order"),
        pytest.param("#", "a.yaml", False, id="a whole document"),
        pytest.param("CustomResourceDefinition/x#/spec/a", "a.yaml", False, id="a definition"),
        pytest.param("#/nodes/a/rev", "flake.lock", False, id="a lock"),
        pytest.param("#/packages", "package-lock.json", False, id="another lock"),
        pytest.param("#/clock", "clock.yaml", True, id="a clock is no lock"),
    ],
)
def test_what_is_told_or_made_by_a_program_is_not_learned(
    key: str, path: str, usable: bool
) -> None:
    assert Pattern(key, path).usable is usable
