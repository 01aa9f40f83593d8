"""The completion of zsh."""

from confledger.cli.completion_words import Command, Value, first_sentence

_HEAD = """\
#compdef confledger
# Completion of confledger for zsh: eval "$(confledger completion zsh)", after compinit; or as a
# file named _confledger in a folder of fpath.
_confledger_revisions() {
    local -a found
    found=(HEAD ${(f)"$(git for-each-ref --format='%(refname:short)' 2>/dev/null)"})
    compadd -a found
}
_confledger() {
    local command=$words[2] before=$words[CURRENT-1] at
    local -a found
    if [[ $PREFIX == --*=* ]]; then
        before=${PREFIX%%=*}
        compset -P '*='
    fi
"""
_TAIL = """\
}
# As a file of fpath it is run to complete at once; by eval it is only to be known.
if [[ $funcstack[1] == _confledger ]]; then
    _confledger "$@"
else
    compdef _confledger confledger
fi
"""


def script(commands: list[Command]) -> str:
    """Return the whole script."""
    top = _pairs(
        [(one.name, one.help) for one in commands if " " not in one.name]
        + [("--help", "the commands, with examples"), ("--version", "which version this is")]
    )
    lines = [
        "    if (( CURRENT == 2 )); then",
        f"        found=({top})",
        "        _describe command found",
        "        return",
        "    fi",
    ]
    actions = [one.name for one in commands if " " in one.name]
    if actions:
        named = "|".join(f'"{name}"' for name in actions)
        lines += [
            "    for ((at = 3; at < CURRENT; at++)); do",
            '        case "$command $words[at]" in',
            f'            {named}) command+=" $words[at]"; break ;;',
            "        esac",
            "    done",
        ]
    lines.append('    case "$command $before" in')
    for command in commands:
        for option in command.options:
            if option.value is not None:
                pattern = "|".join(f'"{command.name} {name}"' for name in option.names)
                lines.append(f"        {pattern}) {_values(option.value)}return ;;")
    lines += ["    esac", "    if [[ $PREFIX == -* ]]; then", '        case "$command" in']
    for command in commands:
        pairs = _pairs([(name, one.help) for one in command.options for name in one.names])
        lines.append(f'            "{command.name}") found=({pairs}); _describe option found ;;')
    lines += ["        esac", "        return", "    fi", '    case "$command" in']
    for command in commands:
        lines.append(f'        "{command.name}") {_values(command.arguments)};;')
    lines.append("    esac")
    return _HEAD + "\n".join(lines) + "\n" + _TAIL


def _pairs(rows: list[tuple[str, str]]) -> str:
    """Write names and what they mean as `_describe` takes them."""
    return " ".join(f"'{name}:{first_sentence(help)}'" for name, help in rows)


def _values(value: Value) -> str:
    text = ""
    plain = [word for word in value.words if not word.endswith("=")]
    open_ended = [word for word in value.words if word.endswith("=")]
    if plain:
        text += f"compadd -- {' '.join(plain)}; "
    if open_ended:
        text += (
            f"if compset -P '*='; then _files; else compadd -S '' -- {' '.join(open_ended)}; fi; "
        )
    if value.revisions:
        text += "_confledger_revisions; "
    if value.files and not open_ended:
        text += "_files; "
    return text
