"""The editor of the user, told to keep nothing of what it edits."""

import os
import shlex
import signal

from confledger.errors import ConfledgerError

# Neither swap nor backup nor undo files, nor what was yanked, outside of the private folder.
_VIM = (
    "-n",
    "-i",
    "NONE",
    "--cmd",
    "set nobackup nowritebackup noswapfile noundofile viminfo= nomodeline",
    "-c",
    "set nobackup nowritebackup noswapfile noundofile viminfo=",
)
_EMACS = (
    "--eval",
    "(setq make-backup-files nil auto-save-default nil create-lockfiles nil "
    "auto-save-list-file-prefix nil)",
)
_FLAGS = {
    **dict.fromkeys(("vim", "nvim", "gvim", "mvim", "vimx"), _VIM),
    "emacs": _EMACS,
    "nano": ("--ignorercfiles",),
}
# These keep a history of each file that they save, of their own and on the disk.
_REMEMBERING = ("code", "code-insiders", "codium", "vscodium", "cursor", "idea", "pycharm", "zed")


def command(file: str) -> list[str]:
    """Return what starts the editor of the user on a file."""
    import shutil

    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    try:
        words = shlex.split(named) if named else []
    except ValueError:
        raise ConfledgerError(
            f"the editor {named!r} has a quote that is never closed",
            help="mend VISUAL or EDITOR in the environment",
        ) from None
    if not words:
        found = next((one for one in ("vim", "nano", "vi") if shutil.which(one)), None)
        if found is None:
            raise ConfledgerError(
                "there is no editor", help="name one in the environment variable EDITOR"
            )
        words = [found]
    # `vi` is vim on most systems, and something that knows no such options on others.
    known = os.path.basename(os.path.realpath(shutil.which(words[0]) or words[0])).partition(".")[0]
    flags = _FLAGS.get(os.path.basename(words[0])) or _FLAGS.get(known, ())
    return [*words, *flags, file]


def remembers(words: list[str]) -> bool:
    """Whether an editor is one that keeps what it saved."""
    return os.path.basename(words[0]) in _REMEMBERING


def edit(words: list[str]) -> None:
    """Let the user edit; raise ConfledgerError where the editor did not end well.

    On a terminal, an interrupt is the editor's: it goes to both, and would end us before it.
    """
    import subprocess

    ours = os.isatty(0) and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, lambda *_: None)
    try:
        with subprocess.Popen(words, env=without_identities()) as process:
            try:
                code = process.wait()
            except BaseException:
                process.terminate()
                raise
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise ConfledgerError(
            f"the editor {words[0]!r} could not be started: {reason}",
            help="name another in the environment variable EDITOR",
        ) from None
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
    if code == -signal.SIGINT:
        raise KeyboardInterrupt
    if code:
        raise ConfledgerError(f"the editor ended with exit code {code}", help="nothing was written")


def without_identities() -> dict[str, str]:
    """Return our environment without keys: an editor, or `ssh-keygen`, needs none."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SOPS_AGE_")}
