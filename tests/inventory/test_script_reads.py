"""What scripts read is told by rules on their text, without what comments and texts say."""

from time import process_time

import pytest

from confledger.inventory.declarations import of_dockerfile
from confledger.inventory.reads import Seen
from confledger.inventory.script_reads import of_go, of_script, of_shell


def _names(seen: Seen) -> list[str]:
    return sorted({one.name + "!" * (not one.default) for one in seen.reads})


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (': "${NEED:?say it}" ${OPT:-x} ${ALT=y} $PLAIN', ["ALT", "NEED!", "OPT", "PLAIN!"]),
        pytest.param(
            "A=1\nexport B=2\nlocal C\nread -r D E\necho $A $B $C $D $E", [], id="its own"
        ),
        pytest.param("for X in 1; do echo $X; done; X='' Y=''; echo $Y $OPTARG", [], id="set"),
        pytest.param("# $NO\necho '$NO' \\$NO \"'$YES'\"", ["YES!"], id="comments and quotes"),
        pytest.param('echo "$(jq \'$NO\' "$YES")"', ["YES!"], id="quotes within quotes"),
        pytest.param("cat <<'E'\n$NO\nE\ncat <<E\ndon't $YES\nE\necho '$NO'", ["YES!"], id="here"),
        pytest.param('x=$((1<<A2)); cat <<<"$YES"; echo $lower_X $X_y', ["YES!"], id="no here"),
        pytest.param(". ./lib.sh\necho $SET_THERE ${NEED:?}", ["NEED!"], id="sourced"),
    ],
)
def test_shell_reads_what_it_does_not_set(script: str, expected: list[str]) -> None:
    assert _names(of_shell(script)) == expected


def test_javascript_and_go_read_by_their_calls() -> None:
    script = (
        'const u = "http://x"; // process.env.NO\nprocess.env.A || 1; process.env["B"]; /*\n'
        "process.env.NO */ const {C, D: d, E = 2, ...rest} = process.env; process.env[k];\n"
        "import.meta.env.VITE_X ?? 2; import.meta.env.MODE; Deno.env.get('F')\n"
    )
    program = (
        'package x\n// os.Getenv("NO")\nvar a = os.Getenv("A")\nos.LookupEnv("B"); os.Getenv(k)\n'
        'type T struct { X string `env:"X" envDefault:"5"`\n Y string `env:"Y,required"` }\n'
    )

    assert _names(of_script(script)) == ["!", "A", "B!", "C!", "D!", "E", "F!", "VITE_X"]
    assert _names(of_go(program)) == ["!", "A!", "B!", "X", "Y!"]
    assert [(one.name, one.line) for one in of_go(program).reads] == [
        *(("A", 3), ("", 4), ("B", 4), ("X", 5), ("Y", 6)),
    ]


def test_a_dockerfile_declares() -> None:
    text = "ARG V=1\nFROM x\n# ENV NO=1\nENV A=1 \\\n    B=2\nenv C 3\nRUN echo ENV\n"

    assert of_dockerfile(text) == [
        ("V", 1, "Dockerfile ARG"),
        *((name, 4, "Dockerfile ENV") for name in "AB"),
        ("C", 6, "Dockerfile ENV"),
    ]


@pytest.mark.parametrize(
    "part",
    ["$", '"', "'", "/*", "`", "$(", "process.env[ ", "const {", "<<A", "<<A\n", "\\", "read "],
)
def test_hostile_text_takes_no_longer_than_its_length(part: str) -> None:
    def seconds(many: int) -> float:
        text = part * many
        started = process_time()
        for look in (of_shell, of_script, of_go):
            look(text)
        return process_time() - started

    assert seconds(20_000) < 40 * (seconds(2_000) + 0.002)
