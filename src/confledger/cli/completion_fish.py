"""The completion of fish."""

from confledger.cli.completion_words import Command, Value, first_sentence

_HEAD = """\
# Completion of confledger for fish:
#   confledger completion fish > ~/.config/fish/completions/confledger.fish
function __confledger_in
    set -l words (commandline -opc)
    test "$words[2]" = $argv[1]; or return 1
    set -e argv[1]
    # The first word that is an action of this command decides.
    set -l action
    for word in $words[3..]
        contains -- $word $argv[2..]; and set action $word; and break
    end
    test "$action" = "$argv[1]"
end
function __confledger_none
    test (count (commandline -opc)) = 1
end
function __confledger_revisions
    echo HEAD
    git for-each-ref --format='%(refname:short)' 2>/dev/null
end
complete -c confledger -f
complete -c confledger -n __confledger_none -l help -d 'the commands, with examples'
complete -c confledger -n __confledger_none -l version -d 'which version this is'
"""


def script(commands: list[Command]) -> str:
    """Return the whole script."""
    lines = []
    actions: dict[str, list[str]] = {}
    for command in commands:
        name, _, action = command.name.partition(" ")
        if action:
            actions.setdefault(name, []).append(action)
        else:
            lines.append(
                f"complete -c confledger -n __confledger_none -a {name}"
                f" -d '{first_sentence(command.help)}'"
            )
    for command in commands:
        name, _, action = command.name.partition(" ")
        known = " ".join(actions.get(name, []))
        where = f"complete -c confledger -n \"__confledger_in {name} '{action}' {known}\""
        lines += [f"{where} {one}" for one in _arguments(command.arguments)]
        for option in command.options:
            names = " ".join(
                f"-l {one[2:]}" if one.startswith("--") else f"-s {one[1:]}" for one in option.names
            )
            taken = "" if option.value is None else f" {_taken(option.value)}"
            lines.append(f"{where} {names}{taken} -d '{first_sentence(option.help)}'")
    return _HEAD + "\n".join(lines) + "\n"


def _arguments(value: Value) -> list[str]:
    found = []
    if value.words:
        found.append(f"-a '{' '.join(value.words)}'")
    if value.revisions:
        found.append("-a '(__confledger_revisions)'")
    if value.files:
        found.append("-F")
    return found


def _taken(value: Value) -> str:
    """Return what an option requires; nothing else may stand there."""
    words = list(value.words)
    if value.revisions:
        words.append("(__confledger_revisions)")
    given = f" -a '{' '.join(words)}'" if words else ""
    return ("-r -F" if value.files else "-x") + given
