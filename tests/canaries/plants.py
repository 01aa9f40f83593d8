"""Leaks that are put into confledger from outside, to see that each of them is found.

Each is the body of a function with one argument, the first of the secrets in what somebody has
decrypted; it is called whenever confledger looks at that (`Plain.reveal`), hands it on
(`Plain.give`) or lets it go (`Plain.wipe`).
"""

from pathlib import Path

# By what is done: the statements, and where the secret is found then.
PLANTS: dict[str, tuple[str, str]] = {
    "printed": ("print(held)", "standard output"),
    "in base64": ("print(base64.b64encode(b'value: ' + held), file=sys.stderr)", "standard error"),
    "in hexadecimal": ("print(held.hex(':'))", "standard output"),
    "in an address": ("print(''.join(f'%{byte:02X}' for byte in held))", "standard output"),
    "with escapes": ("print(''.join(f'\\\\x{byte:02x}' for byte in held))", "standard output"),
    "in 16 bits a letter": ("os.write(1, held.decode().encode('utf-16'))", "standard output"),
    "printed backwards": ("print(held[::-1])", "standard output"),
    "in part": ("print(held[:11])", "standard output"),
    "over several lines": (
        "print('\\n  | '.join(textwrap.wrap(held.decode(), 5)))",
        "standard output",
    ),
    "a digest of it": ("print(hashlib.sha256(held).hexdigest()[:16])", "standard output"),
    "logged": ("logging.getLogger('a').debug('it is %r', held)", "standard error"),
    "in a temporary file": (
        "tempfile.mkstemp()[0]; write(tempfile.mkstemp()[1], held)",
        "file tmp/",
    ),
    "in one that is removed": (
        "path = tempfile.mkstemp()[1]; write(path, held); os.remove(path)",
        "removed ",
    ),
    "in one that is overwritten": (
        "path = tempfile.mkstemp()[1]; write(path, held); write(path, b'')",
        "overwritten ",
    ),
    "in a cache": (
        "os.makedirs(os.environ['XDG_CACHE_HOME'], exist_ok=True)\n"
        "write(os.environ['XDG_CACHE_HOME'] + '/x', held)",
        "file home/.cache/x",
    ),
    "in the repository": ("write('.git/x', held)", "file repo/.git/x"),
    "in shared memory": ("write('/dev/shm/canary', held); time.sleep(0.1)", "file /dev/shm"),
    "to a program": ("subprocess.run(['true', held])", "argv of true"),
    "to a program, started otherwise": (
        "os.waitpid(os.posix_spawn('/bin/true', ['true', held], {}), 0)",
        "argv of true",
    ),
    "to a program that is started by a shell": (
        "os.system('exec sleep 0.1 #' + held.decode())",
        "argv of exec sleep 0.1 #",
    ),
    "to a program of a program": (
        "subprocess.run(['sh', '-c', 'read a; sh -c \"sleep 0.1; :\" $a; :'], input=held)",
        "argv of sh",
    ),
    "in an environment": ("subprocess.run(['true'], env={'A': held})", "environ of true"),
    "in a note of git": (
        "subprocess.run(['git', 'notes', 'add', '--force', '--file=-'], input=held)",
        "file repo/.git/objects/",
    ),
    "in an object that nothing names": (
        "subprocess.run(['git', 'hash-object', '-w', '--stdin'], input=held, stdout=-3)",
        "file repo/.git/objects/",
    ),
    "in a variable of a frame": ("raise RuntimeError", "trace"),
    "in an argument of an exception": ("raise RuntimeError(held)", "trace"),
    "in what an exception came from": (
        "secret, held = held, b''\ntry:\n    raise KeyError(secret)\nexcept KeyError:\n"
        "    secret = b''\n    raise RuntimeError from None",
        "trace",
    ),
}
# Statements are chosen by a variable, so that one process has all plants.
WHICH = "CANARY_PLANT"
_SITE = """\
import base64, hashlib, logging, os, re, subprocess, sys, tempfile, textwrap, time
from confledger.secrets.plain import Plain

reveal, wipe, give = Plain.reveal, Plain.wipe, Plain.give
told = []


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def first(held):
    name = os.environ.get({which!r})
    found = re.search(rb"(?<![a-z])[a-z]{{24}}(?![a-z])", held)
    if name and found and not told:
        # Once is enough, and what is done then may come here again.
        told.append(name)
        leaks[name](found[0])


def revealed(self):
    held = reveal(self)
    first(held)
    return held


def wiped(self):
    first(reveal(self))
    wipe(self)


def given(self, *arguments):
    first(reveal(self))
    return give(self, *arguments)


Plain.reveal, Plain.wipe, Plain.give = revealed, wiped, given
leaks = {{}}
"""


def plant(folder: Path) -> dict[str, str]:
    """Write the leaks; return the variables with which every Python has them."""
    text = _SITE.format(which=WHICH)
    for number, (name, (statements, _)) in enumerate(PLANTS.items()):
        body = "\n".join(f"    {line}" for line in statements.splitlines())
        text += f"\n\ndef leak_{number}(held):\n{body}\n\n\nleaks[{name!r}] = leak_{number}\n"
    (folder / "sitecustomize.py").write_text(text)
    return {"PYTHONPATH": str(folder)}
