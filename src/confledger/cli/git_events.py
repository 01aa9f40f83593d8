"""What git runs on messages and after its own commands: `confledger hook`."""

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.parser import Parser

ACTIONS = ("message", "notice", "prepare")


def parser() -> "Parser":
    """Return the parser of this command."""
    from confledger.cli.parser import Parser, one_of

    made = Parser(
        "hook",
        "What git runs: `message` judges the message of a commit that changes keys which\n"
        "their schema marks with `x-risk`; `prepare` proposes a message before the editor\n"
        "opens; `notice` says in a line what a merge, a switch of branches or a rebase\n"
        "brought. The last two never fail.",
        examples=(
            "confledger hook message .git/COMMIT_EDITMSG",
            "confledger hook prepare .git/COMMIT_EDITMSG",
            "confledger hook notice post-merge 0",
        ),
    )
    made.add_argument(
        "action",
        metavar="ACTION",
        type=one_of(ACTIONS, "action"),
        help="message, notice or prepare",
    )
    made.add_argument(
        "arguments",
        metavar="ARGUMENT",
        nargs="*",
        help="the file with the message (of `prepare`, also where it is from); or post-merge, "
        "post-checkout or post-rewrite, and what git gives that hook",
    )
    return made


def run(arguments: list[str]) -> int:
    """Do what one hook is for; return the exit code."""
    if arguments[:1] == ["notice"] and "--help" not in arguments and "-h" not in arguments:
        from confledger.cli import notice_hook

        return notice_hook.run(arguments[1:])
    if arguments[:1] == ["prepare"] and "--help" not in arguments and "-h" not in arguments:
        from confledger.cli import prepare_hook

        return prepare_hook.run(arguments[1:])
    if arguments[:1] == ["message"] and len(arguments) == 2 and arguments[1][:1] != "-":
        # As git calls it; argparse would take a third of the time.
        from confledger.cli import message_hook

        return message_hook.run(arguments[1])
    asked = parser().parse_args(arguments)
    if asked.action != "message" or len(asked.arguments) != 1:
        raise ConfledgerError(
            "`message` takes one file, the one with the message",
            help="git gives it to its commit-msg hook: confledger hook message FILE",
        )
    from confledger.cli import message_hook

    return message_hook.run(asked.arguments[0])
