"""One run of the program `sops`: what it gets, what it may see, and what it answers.

Its answers go from the pipes into Plain, with no copy that could be quoted by an exception.
"""

import os

from confledger.secrets.plain import Plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from subprocess import Popen

# Where identities are, and who the user is to the programs that ask for a passphrase. Nothing
# that names recipients, rules or key services: those are in the file and in the rules.
_KEPT = frozenset(
    (
        *("PATH", "HOME", "USER", "LOGNAME", "TERM", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"),
        *("GNUPGHOME", "GPG_TTY", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"),
        *("DBUS_SESSION_BUS_ADDRESS", "PINENTRY_USER_DATA", "SOPS_GPG_EXEC", "SOPS_AGE_KEY"),
        *("SOPS_AGE_KEY_FILE", "SOPS_AGE_KEY_CMD", "SOPS_AGE_SSH_PRIVATE_KEY_FILE"),
        *("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "SSH_AUTH_SOCK", "PASSWORD_STORE_DIR"),
    )
)
_NETWORK = frozenset(
    (
        *("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR"),
    )
)
# The credentials of each kind of key service begin so.
_CREDENTIALS = {
    "kms": ("AWS_",),
    "gcp_kms": ("GOOGLE_", "CLOUDSDK_", "GCLOUD_", "GCE_METADATA_"),
    "azure_kv": ("AZURE_", "IDENTITY_", "MSI_", "IMDS_"),
    "hc_vault": ("VAULT_",),
    "hckms": ("HUAWEICLOUD_",),
}
_OWN = {
    "LC_ALL": "C",
    "SOPS_DISABLE_VERSION_CHECK": "1",
    # Ancient versions open an editor where they do not know a command.
    "EDITOR": "false",
    "SOPS_EDITOR": "false",
}
TIMED_OUT = -1


def environment(environ: "Mapping[str, str]", services: "Sequence[str]" = ()) -> dict[str, str]:
    """Return what of an environment `sops` may see, with credentials for some key services."""
    begun = tuple(one for kind in services for one in _CREDENTIALS.get(kind, ()))
    kept = _KEPT | _NETWORK if begun else _KEPT
    found = {
        name: value
        for name, value in environ.items()
        if name in kept or (begun and name.startswith(begun))
    }
    return found | _OWN


def run(
    command: "Sequence[str]", env: "Mapping[str, str]", given: Plain | None, seconds: float
) -> tuple[int, Plain, Plain]:
    """Run a program; return its exit code (TIMED_OUT when it took too long), output and errors.

    It is killed when this is interrupted, with all that it started. On a terminal it stays in
    our group, as it may ask for a passphrase there, and the terminal interrupts all of us.
    """
    import subprocess

    alone = not any(os.isatty(number) for number in (0, 1, 2))
    process = subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        process_group=0 if alone else None,
    )
    output, errors = Plain(), Plain()
    # Left by any way, it is not there any more; the end of `with` would wait for it.
    with process:
        try:
            in_time = _converse(process, given, output, errors, seconds)
        except BaseException:
            _kill(process, alone)
            raise
        if not in_time:
            _kill(process, alone)
        code = process.wait()
    return code if in_time else TIMED_OUT, output, errors


def _converse(
    process: "Popen[bytes]", given: Plain | None, output: Plain, errors: Plain, seconds: float
) -> bool:
    """Write to a process and read from it until it has closed all; False when time is up."""
    import selectors
    from time import monotonic

    assert process.stdout is not None
    assert process.stderr is not None
    until = monotonic() + seconds
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ, output)
        ready.register(process.stderr, selectors.EVENT_READ, errors)
        if process.stdin is not None:
            os.set_blocking(process.stdin.fileno(), False)
            ready.register(process.stdin, selectors.EVENT_WRITE, None)
        written = 0
        while ready.get_map():
            for key, _ in ready.select(max(0.0, until - monotonic())):
                if key.data is not None:
                    done = not key.data.take(key.fd)
                else:
                    assert given is not None
                    written = _given(given, key.fd, written)
                    done = written == 0
                if done:
                    ready.unregister(key.fileobj)
                    key.fileobj.close()  # type: ignore[union-attr]
            if monotonic() >= until and ready.get_map():
                return False
    return True


def _given(given: Plain, file: int, start: int) -> int:
    try:
        return given.give(file, start)
    except BrokenPipeError:
        # It did not want all: what it says of that is in its answer.
        return 0


def _kill(process: "Popen[bytes]", alone: bool) -> None:
    """Kill a process that nobody has waited for yet, so that its number is still its own."""
    import signal
    from contextlib import suppress

    # macOS has no permission for what has ended already.
    with suppress(PermissionError):
        if alone:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
