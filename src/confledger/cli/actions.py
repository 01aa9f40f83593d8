"""A command that has actions, each in a module of its own: its help, and which one is meant."""

from importlib import import_module

from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError, nearest


def run(
    command: str,
    actions: dict[str, str],
    arguments: list[str],
    *,
    about: str,
    examples: tuple[str, ...],
    beside: str,
    meant: dict[str, str] | None = None,
) -> int:
    """Run the action that the first argument names; return its exit code.

    `beside` and the name of an action are that of its module. `meant` says, for words of other
    tools, what to type after `confledger`; a word of `actions` stands for itself.
    """
    if arguments[:1] == ["help"] and arguments[1:2]:
        arguments = [arguments[1], "--help"]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        (put if arguments else tell)(_help(command, actions, about, examples))
        return 0 if arguments else 2
    name, rest = arguments[0], arguments[1:]
    if name not in actions:
        near = nearest(name, list(actions))
        close = (meant or {}).get(name) or (f"{command} {near}" if near else None)
        raise ConfledgerError(
            f"there is no action {name!r} of `{command}`",
            help=f"did you mean `confledger {close}`?"
            if close
            else f"there are {', '.join(actions)}",
        )
    return int(import_module(beside + name.replace("-", "_")).run(rest))


def _help(command: str, actions: dict[str, str], about: str, examples: tuple[str, ...]) -> str:
    width = max(map(len, actions)) + 1
    rows = "".join(f"  {name:{width}} {text}\n" for name, text in actions.items())
    shown = "".join(f"  {one}\n" for one in examples)
    return (
        f"usage: confledger {command} ACTION [OPTIONS]\n\n{about}\n\nactions:\n{rows}\n"
        f"  confledger {command} ACTION --help   what an action does, with examples\n\n"
        f"examples:\n{shown}"
    )
