"""The completion of bash; 3.2, which macOS has, is enough."""

from confledger.cli.completion_words import Command, Value

# A branch may have a name that a shell would run, so words are compared and quoted one by one,
# and never expanded.
_HEAD = """\
# Completion of confledger for bash: eval "$(confledger completion bash)"
_confledger_words() {
    local one
    for one in "$@"; do
        if [[ $one == "$word"* ]]; then COMPREPLY+=("$(printf '%q' "$one")"); fi
    done
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
_confledger_revisions() {
    local one
    _confledger_words HEAD
    while IFS= read -r one; do _confledger_words "$one"; done < <(
        git for-each-ref --format='%(refname:short)' 2>/dev/null
    )
}
_confledger_files() {
    local one
    compopt -o filenames 2>/dev/null
    while IFS= read -r one; do COMPREPLY+=("$one"); done < <(compgen -f -- "$word")
}
_confledger() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local command=${COMP_WORDS[1]} at
    COMPREPLY=()
    # `=` is a word of its own.
    if [[ $word == = ]]; then
        word=
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD-2]}
        if [[ $before != -* ]]; then _confledger_files; return; fi
    fi
"""
_TAIL = """\
}
complete -F _confledger confledger
"""


def script(commands: list[Command]) -> str:
    """Return the whole script."""
    top = " ".join([*[one.name for one in commands if " " not in one.name], "--help", "--version"])
    lines = [
        "    if ((COMP_CWORD == 1)); then",
        f"        _confledger_words {top}",
        "        return",
        "    fi",
    ]
    actions = [one.name for one in commands if " " in one.name]
    if actions:
        named = " | ".join(f'"{name}"' for name in actions)
        lines += [
            "    for ((at = 2; at < COMP_CWORD; at++)); do",
            '        case "$command ${COMP_WORDS[at]}" in',
            f'            {named}) command+=" ${{COMP_WORDS[at]}}"; break ;;',
            "        esac",
            "    done",
        ]
    lines.append('    case "$command $before" in')
    for command in commands:
        for option in command.options:
            if option.value is not None:
                pattern = " | ".join(f'"{command.name} {name}"' for name in option.names)
                lines.append(f"        {pattern}) {_values(option.value)}return ;;")
    lines += ["    esac", "    if [[ $word == -* ]]; then", '        case "$command" in']
    for command in commands:
        names = " ".join(name for option in command.options for name in option.names)
        if names:
            lines.append(f'            "{command.name}") _confledger_words {names} ;;')
    lines += ["        esac", "        return", "    fi", '    case "$command" in']
    for command in commands:
        lines.append(f'        "{command.name}") {_values(command.arguments)};;')
    lines.append("    esac")
    return _HEAD + "\n".join(lines) + "\n" + _TAIL


def _values(value: Value) -> str:
    text = ""
    if value.words:
        text += f"_confledger_words {' '.join(value.words)}; "
    if value.revisions:
        text += "_confledger_revisions; "
    # Once a word such as `sarif=` is there, a file follows it as a word of its own.
    if value.files and not any(word.endswith("=") for word in value.words):
        text += "_confledger_files; "
    return text
