"""What is said of a signature is what git says of it, with ssh-keygen, key by key."""

import base64
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from confledger.git.repository import discover
from confledger.git.signatures import Trust, verdicts
from confledger.git.signatures.wire import Reader, string
from signing import (
    EARLY,
    LATE,
    Keys,
    armored,
    commit,
    keygen,
    of_git,
    of_ours,
    signature_blob,
    store,
    unarmored,
    with_header,
)
from support import Repository

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="needs ssh-keygen, of the OpenSSH client"
)
CERTIFIED = ("cu-cert.pub", "cx-cert.pub", "ch-cert.pub", "cn-cert.pub", "cr-cert.pub")
# The order of the group of Ed25519.
ORDER = 2**252 + 27742317777372353535851937790883648493


class Signing:
    """Keys, a repository to put commits in, and a file of allowed signers that has them all."""

    def __init__(self, folder: Path) -> None:
        self.keys = keys = Keys(folder)
        self.folder = folder
        self.repository = Repository.create(folder / "repository")
        self._stored: dict[bytes, str] = {}
        kinds = {"rsa": "rsa", "e256": "ecdsa", "e384": "ecdsa", "e521": "ecdsa"}
        for name, kind in kinds.items():
            keys.file(name, "-t", kind, "-b", name[1:] if kind == "ecdsa" else "2048")
        for name in ("a", "b", "ca", "cu", "cx", "ch", "cn", "cr"):
            keys.file(name)
        both = "ada@example.org,bob@example.org"
        keys.certify("cu", "ca", "-n", both, "-V", "20230101:20300101", "-z", "7")
        keys.certify("cx", "ca", "-n", "ada@example.org", "-V", "20230101:20240201", "-z", "9")
        keys.certify("ch", "ca", "-h", "-n", "ada@example.org", "-z", "10")
        keys.certify("cn", "ca", "-z", "11")
        keys.certify("cr", "rsa", "-n", "rob@example.org", "-z", "0")
        public = keys.public
        self.allowed = (
            f"ada@example.org {public('a')}\n"
            f'*@example.org namespaces="git,file" {public("b")}\n'
            f"rsa,mallory {public('rsa')}\n"
            f"e2 {public('e256')}\ne3 {public('e384')}\ne5 {public('e521')}\n"
            f"*@example.org cert-authority {public('ca')}\n"
            f"rob@example.org cert-authority {public('rsa')}\n"
            f"hardware {keys.hardware.public}\n"
        )

    def signed(
        self, raw: bytes, key: str = "a", namespace: str = "git", *options: str
    ) -> tuple[bytes, bytes]:
        """Return a raw commit with its signature."""
        return raw, self.keys.sign(raw, key, namespace, *options)

    def store(self, raw: bytes) -> str:
        """Write a commit, once, and return its id."""
        if raw not in self._stored:
            self._stored[raw] = store(self.repository, raw)
        return self._stored[raw]

    def compare(
        self,
        commits: dict[str, bytes],
        allowed: str | None = None,
        revoked: bytes | None = None,
    ) -> dict[str, tuple[str, str, str]]:
        """Return what both git and confledger say of each commit."""
        text = self.allowed if allowed is None else allowed
        data = text.encode("utf-8", "surrogateescape")
        file = self.folder / "allowed"
        file.write_bytes(data)
        options = []
        if revoked is not None:
            (self.folder / "revoked").write_bytes(revoked)
            options = ["-c", f"gpg.ssh.revocationFile={self.folder / 'revoked'}"]
        oids = {name: self.store(raw) for name, raw in commits.items()}
        theirs = of_git(self.repository, oids.values(), file, *options)
        ours = of_ours(self.repository, oids.values(), Trust(data, revoked))
        named = dict(zip(oids, theirs, strict=True))
        assert dict(zip(oids, ours, strict=True)) == named
        return named


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> Signing:
    return Signing(tmp_path_factory.mktemp("signing"))


def letters(found: dict[str, tuple[str, str, str]]) -> dict[str, str]:
    """Return the letter of each."""
    return {name: one[0] for name, one in found.items()}


def test_keys_of_every_kind(signing: Signing) -> None:
    kinds = ("a", "b", "rsa", "e256", "e384", "e521", *CERTIFIED)
    made = {
        f"{name} {when}": with_header(*signing.signed(commit(when), name))
        for name in kinds
        for when in (EARLY, LATE)
        if when == LATE or name in CERTIFIED
    }
    made["hardware"] = with_header(commit(), signing.keys.hardware.sign(commit()))
    made["hardware, of another"] = with_header(commit(EARLY), signing.keys.hardware.sign(commit()))
    for name in ("a", "rsa"):
        raw, signature = signing.signed(commit(EARLY), name, "git", "-O", "hashalg=sha256")
        made[f"{name} sha256"] = with_header(raw, signature)

    found = signing.compare(made)

    told = {name: f"{letter} {signer}".strip() for name, (letter, signer, _) in found.items()}
    assert told == {
        f"a {LATE}": "G ada@example.org",
        "a sha256": "G ada@example.org",
        f"b {LATE}": "G *@example.org",
        f"rsa {LATE}": "G rsa",
        "rsa sha256": "G rsa",
        f"e256 {LATE}": "G e2",
        f"e384 {LATE}": "G e3",
        f"e521 {LATE}": "G e5",
        f"cu-cert.pub {EARLY}": "G ada@example.org",
        f"cu-cert.pub {LATE}": "G ada@example.org",
        f"cx-cert.pub {EARLY}": "G ada@example.org",
        f"cx-cert.pub {LATE}": "U",
        f"ch-cert.pub {EARLY}": "U",
        f"ch-cert.pub {LATE}": "U",
        f"cn-cert.pub {EARLY}": "U",
        f"cn-cert.pub {LATE}": "U",
        f"cr-cert.pub {EARLY}": "G rob@example.org",
        f"cr-cert.pub {LATE}": "G rob@example.org",
        "hardware": "G hardware",
        "hardware, of another": "B",
    }


# What is replaced in a signed commit, by what, and the letter that git then has.
CHANGED = {
    "nothing": ("G", b"", b""),
    "the message": ("B", b"Change", b"change"),
    "the tree": ("B", b"4b825dc6", b"4b825dc7"),
    "the time": ("B", b"%d" % LATE, b"%d" % EARLY),
    "the author": ("B", b"author Ada <", b"author Adam <"),
    "another header": ("B", b"\n\n", b"\nfoo bar\n\n"),
    "another signature": ("G", b"\n\n", b"\ngpgsigx y\n z\n\n"),
    "the end of the armor": ("B", b"\n -----END", b"\n ----END"),
    "space behind its beginning": ("B", b"BEGIN SSH SIGNATURE-----", b"BEGIN SSH SIGNATURE----- "),
    "white space in it": ("G", b"\n U1", b"\n  \t U1"),
    "something else in it": ("B", b"\n U1", b"\n !U1"),
    "text behind it": ("G", b"URE-----\n\n", b"URE-----\n more\n\n"),
    "the name of the header": ("N", b"\ngpgsig ", b"\ngpgsig-sha256 "),
}


def test_a_commit_changed_after_it_was_signed(signing: Signing) -> None:
    raw = with_header(*signing.signed(commit()))
    made = {name: raw.replace(one, other) for name, (_, one, other) in CHANGED.items()}

    found = signing.compare(made)

    assert letters(found) == {name: letter for name, (letter, _, _) in CHANGED.items()}


def test_what_git_ends_at_is_unknown(signing: Signing) -> None:
    of_no_kind = with_header(*signing.signed(commit())).replace(b"BEGIN SSH", b"BEGIN SSX")
    line = f"committer Ada <ada@example.org> {LATE} +0000\n".encode()
    huge = commit().replace(line, line.replace(b"%d" % LATE, b"9" * 25))
    made = [of_no_kind, with_header(*signing.signed(huge))]
    oids = [store(signing.repository, one) for one in made]

    found = verdicts(discover(str(signing.repository.root)), oids, Trust(b""))

    assert [(one.status, one.word, one.reason) for one in found.values()] == [
        ("E", "unknown", "it is signed in a way that git does not know"),
        ("E", "unknown", "git gives up on it"),
    ]


def _odd(signing: Signing) -> Iterator[tuple[str, str, bytes]]:
    """Yield a name, git's letter, and a commit."""
    raw, signature = signing.signed(commit())
    other = signing.keys.sign(raw, "b")
    yield "not signed", "N", raw
    yield "in the message", "N", raw + b"gpgsig " + signature
    yield "two headers", "G", with_header(with_header(raw, signature), other)
    yield "two headers, the other first", "G", with_header(with_header(raw, other), signature)
    mixed = with_header(with_header(raw, other, "gpgsig-sha256"), signature)
    yield "both kinds of headers", "G", mixed
    yield "the other key", "G", with_header(raw, other)
    yield "for files", "B", with_header(*signing.signed(commit(), "a", "file"))
    yield "a garbled key of GPG", "N", with_header(raw, b"-----BEGIN PGP SIGNATURE-----\n\nxx")
    yield "X.509", "N", with_header(raw, b"-----BEGIN SIGNED MESSAGE-----\nxx")
    tag = "mergetag object 1\n type commit\n \n -----BEGIN SSH SIGNATURE-----\n AAAA\n"
    for name, one in {
        "a merge of a signed tag": commit(more=tag),
        "no message": commit(message=""),
        "no UTF-8": commit(message="\udce9t\udce9", more="encoding ISO-8859-1\n"),
        "a NUL in the message": commit(message="a\0b"),
        "a header of two lines": commit(more="foo bar\n baz\n"),
        "no mail": commit(who="Ada"),
        "half a mail": commit(who="Ada <x"),
        "two mails": commit(who="A <b> <c>"),
    }.items():
        yield (
            name,
            "N" if name in ("no mail", "half a mail") else "G",
            with_header(*signing.signed(one)),
        )
    line = f"committer Ada <ada@example.org> {LATE} +0000\n".encode()
    for name, instead in {
        "no date": b"committer Ada <ada@example.org>\n",
        "no zone": b"committer Ada <ada@example.org> 5\n",
        "a word for a date": b"committer Ada <ada@example.org> soon +0000\n",
        "the first second": b"committer Ada <ada@example.org> 0 +0000\n",
        "the year 12000": b"committer Ada <ada@example.org> 316516204800 +0000\n",
        "no committer": b"",
    }.items():
        made = with_header(*signing.signed(commit().replace(line, instead)))
        letter = {"no committer": "N", "the year 12000": "B"}.get(name, "G")
        yield name, letter, made


def test_commits_that_are_odd(signing: Signing) -> None:
    odd = list(_odd(signing))

    found = signing.compare({name: made for name, _, made in odd})

    assert letters(found) == {name: letter for name, letter, _ in odd}


def test_signatures_put_together_by_hand(signing: Signing) -> None:
    raw, signature = signing.signed(commit())
    key, made = _parts(signature)
    name, number = string(b"ssh-ed25519"), int.from_bytes(made[-32:], "little")
    crafted = {
        "as it was": signature_blob(key, made),
        "version 0": signature_blob(key, made, version=0),
        "version 2": signature_blob(key, made, version=2),
        "a namespace with a NUL": signature_blob(key, made, namespace=b"git\0"),
        "with two": signature_blob(key, made, namespace=b"git\0\0"),
        "another hash": signature_blob(key, made, algorithm=b"sha1"),
        "in capitals": signature_blob(key, made, algorithm=b"SHA512"),
        "more behind it": signature_blob(key, made) + b"x",
        "less": signature_blob(key, made)[:-1],
        "more behind the key": signature_blob(key + b"x", made),
        "no key": signature_blob(b"", made),
        "a key by its nickname": signature_blob(string(b"ED25519") + key[len(name) :], made),
        "another algorithm": signature_blob(key, string(b"ssh-rsa") + made[len(name) :]),
        "a number too large": signature_blob(
            key, made[:-32] + (number + ORDER).to_bytes(32, "little")
        ),
    }
    rsa = load_ssh_private_key((signing.folder / "rsa").read_bytes(), None)
    assert isinstance(rsa, RSAPrivateKey)
    for algorithm, hashed in (
        ("ssh-rsa", hashes.SHA1()),
        ("rsa-sha2-256", hashes.SHA256()),
        ("rsa-sha2-512", hashes.SHA256()),
    ):
        key, _ = _parts(signing.keys.sign(raw, "rsa"))
        by = rsa.sign(_inner(raw), padding.PKCS1v15(), hashed)
        crafted[f"{algorithm} {hashed.name}"] = signature_blob(
            key, string(algorithm.encode()) + string(by)
        )
    key, made = _parts(signing.keys.sign(raw, "e256"))
    crafted["off the curve"] = signature_blob(key[:-1] + bytes([key[-1] ^ 1]), made)
    text = (signing.folder / "cu-cert.pub").read_text().split()[1]
    certificate = base64.b64decode(text)
    _, made = _parts(signing.keys.sign(raw, "cu"))
    crafted["a certificate"] = signature_blob(certificate, made)
    longer = certificate.replace(b"bob@example.org", b"eve@example.org")
    crafted["a certificate for another"] = signature_blob(longer, made)

    found = signing.compare({name: with_header(raw, armored(one)) for name, one in crafted.items()})

    good = ("as it was", "version 0", "a namespace with a NUL", "rsa-sha2-256 sha256")
    # What these are depends on the version of OpenSSH: confledger asks git about them.
    asked = ("a number too large", "a key by its nickname")
    assert {name: letter for name, letter in letters(found).items() if name not in asked} == {
        name: "G" if name in (*good, "a certificate") else "B"
        for name in crafted
        if name not in asked
    }


def _parts(signature: bytes) -> tuple[bytes, bytes]:
    """Return the key and the signature itself of a signature file."""
    reader = Reader(unarmored(signature))
    reader.take(len(b"SSHSIG") + 4)
    key, *_, made = (reader.string() for _ in range(5))
    return key, made


def _inner(raw: bytes) -> bytes:
    head = b"SSHSIG" + string(b"git") + string(b"") + string(b"sha512")
    return head + string(hashlib.sha512(raw).digest())


# Principals, and what stands between them and the key; `{a}` is a key, `{ca}` an authority.
LINES = (
    *("ada,bob {a}", "!bob,*@example.org {a}", "*,!ada {a}", "!bob {a}", '"Ada L" {a}'),
    *('x"Ada L"y {a}', '"Ada {a}', '"" {a}', ",ada {a}", "ada,,bob {a}", '"x with key y" {a}'),
    *("a?a@*.org {a}", "  \t ada {a}", "ada\t{a}", "ada {a}\r", 'ada {a} a comment "x', "#ada {a}"),
    *("ada {a}\0 more", "ada\0 {a}", "{a}", "ada rsa {a}", "ada {ca}", "-ada {a}", "a=b {a}"),
    *("ada SSH-ED25519 x{a}", "\udce9 {a}", "ada nonsense {a}", "ada foo {a}\nbob {a}"),
    *('old namespaces="file" {a}\nnew {a}', 'ada namespaces="file" {a}\nada {a}'),
    *('old valid-before="20200101" {a}\nnew {a}', "* cert-authority {ca}"),
    *("bob@* cert-authority {ca}", "eve cert-authority {ca}", "bob@*,ada@* cert-authority {ca}"),
    *("!ada@example.org,* cert-authority {ca}", '* cert-authority,valid-before="20240601" {ca}'),
)
OPTIONS = (
    *('namespaces="git"', 'namespaces="file"', 'namespaces="file,git"', 'namespaces="!git,*"'),
    *("namespaces=git", 'namespaces="git', 'NAMESPACES="g?t"', 'namespaces=""', "cert-authority"),
    *('namespaces="git",namespaces="git"', 'namespaces="a\\"b,git"', "cert-authority,", ",", "x"),
    *('valid-after="20240601"', 'valid-before="20240601"', 'valid-before="20240601z"'),
    *('valid-after="202406011200"', 'valid-after="20240101120000Z"', 'valid-after="20240231"'),
    *('valid-before="20240101120000UTC"', 'valid-after="20240101120001"', 'valid-after="2024060"'),
    *('valid-after="20241301"', 'valid-after="19700101"', 'valid-after="2024-06-01"'),
    *('valid-after="20230101",valid-before="20240601"', 'valid-after=""'),
    *('valid-before="20230101",valid-after="20240601"', 'valid-before="20240601" namespaces="x"'),
)


def test_lines_of_allowed_signers(signing: Signing) -> None:
    keys = {"a": signing.keys.public("a"), "ca": signing.keys.public("ca")}
    lines = [line.format(**keys) for line in LINES]
    lines += [f"ada {option} {keys['a']}" for option in OPTIONS]
    made = {
        "early": with_header(*signing.signed(commit(EARLY))),
        "late": with_header(*signing.signed(commit(LATE))),
        "certificate": with_header(*signing.signed(commit(EARLY), "cu-cert.pub")),
    }

    told = {
        line: "".join(letters(signing.compare(_asked(made, line), f"{line}\n")).values())
        for line in lines
    }

    # That the table has all cases: some lines let one in, some do not, some only at a time.
    assert {"G", "U", "B", "UG", "GU", "UU", "GG"} == set(told.values())


def _asked(made: dict[str, bytes], line: str) -> dict[str, bytes]:
    """Return the commits that a line can be about: each takes git three processes."""
    if "cert-authority" in line and not line.startswith("ada "):
        return {"certificate": made["certificate"]}
    return {name: made[name] for name in ("early", "late") if name == "late" or "valid" in line}


def test_summer_time_is_what_ssh_keygen_takes_it_for(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    # Noon in UTC is 14:00 there, which ssh-keygen reads as if it were winter.
    made = {"it": with_header(*signing.signed(commit(LATE)))}
    try:
        told = [
            signing.compare(made, f'ada {option}="{moment}" {signing.keys.public("a")}\n')["it"][0]
            for option in ("valid-after", "valid-before")
            for moment in ("20250601140000", "20250601140001", "20250601120000Z", "20250601130001Z")
        ]
    finally:
        monkeypatch.undo()
        time.tzset()

    assert told == ["G", "U", "G", "U", "G", "G", "U", "G"]


def test_revoked_keys(signing: Signing) -> None:
    folder, public = signing.folder, signing.keys.public
    (folder / "serials").write_text("serial: 7\nserial: 20-30\n")
    (folder / "bitmap").write_text("".join(f"serial: {number}\n" for number in range(1, 99, 2)))
    (folder / "ids").write_text("id: id\n")
    (folder / "hashes").write_text(f"sha256: {public('a')}\nsha1: {public('b')}\n")
    of_ca = ("-s", str(folder / "ca.pub"))
    lists = {
        "nothing": b"",
        "a": public("a").encode(),
        "the authority": f"# all of them\n\n  {public('ca')} x\n".encode(),
        "what is no key": b"foo bar\n",
        "with options": f"ada {public('a')}\n".encode(),
        "an empty line of Windows": b"\r\n",
        "of another kind": public("a").replace("ed25519", "rsa", 1).encode(),
        "KRL": _krl(folder, "a.pub"),
        "KRL of the authority": _krl(folder, "ca.pub"),
        "KRL of the certificate": _krl(folder, "cu-cert.pub"),
        "KRL of serials": _krl(folder, *of_ca, "serials"),
        "KRL of many": _krl(folder, *of_ca, "bitmap"),
        "KRL of ids": _krl(folder, *of_ca, "ids"),
        "KRL of hashes": _krl(folder, "hashes"),
        "KRL cut short": _krl(folder, "a.pub")[:-3],
    }
    names = ("a", "b", "cu-cert.pub")
    made = {name: with_header(*signing.signed(commit(EARLY), name)) for name in names}

    told = {
        name: "".join(letters(signing.compare(made, None, revoked)).values())
        for name, revoked in lists.items()
    }

    assert told == {
        "nothing": "GGG",
        "a": "BGG",
        "the authority": "GGB",
        "what is no key": "BBB",
        "with options": "BBB",
        "an empty line of Windows": "BBB",
        "of another kind": "BBB",
        "KRL": "BGG",
        "KRL of the authority": "GGB",
        "KRL of the certificate": "GGB",
        "KRL of serials": "GGB",
        "KRL of many": "GGB",
        "KRL of ids": "GGB",
        "KRL of hashes": "BBG",
        "KRL cut short": "BBB",
    }


def _krl(folder: Path, *arguments: str) -> bytes:
    names = [name if name.startswith(("-", "/")) else str(folder / name) for name in arguments]
    file = folder / "krl"
    file.unlink(missing_ok=True)
    keygen("-q", "-k", "-f", str(file), *names)
    return file.read_bytes()


def test_a_tag_is_judged_as_git_does(signing: Signing) -> None:
    oid = store(signing.repository, commit())
    head = f"object {oid}\ntype commit\ntag v1\ntagger Ada <ada@example.org> {LATE} +0000\n\nOne\n"
    raw = head.encode()
    nameless = raw.replace(b"tagger Ada <", b"tagger Ada ")
    tags = {
        "good": raw + signing.keys.sign(raw, "a"),
        "changed": raw.replace(b"One", b"Two") + signing.keys.sign(raw, "a"),
        "of a stranger": raw + signing.keys.sign(raw, "cx"),
        "not signed": raw,
        "two": raw + signing.keys.sign(raw, "a") + signing.keys.sign(raw, "a"),
        "of no name": nameless + signing.keys.sign(nameless, "a"),
    }
    oids = {name: store(signing.repository, tag, "tag") for name, tag in tags.items()}
    allowed = signing.folder / "allowed"
    allowed.write_text(signing.allowed)
    named = ("-c", f"gpg.ssh.allowedSignersFile={allowed}", "verify-tag")
    good = {name: signing.repository.try_git(*named, tag).returncode for name, tag in oids.items()}

    found = of_ours(signing.repository, oids.values(), Trust(signing.allowed.encode()))

    told = {name: one[0] for name, one in zip(oids, found, strict=True)}
    assert told == {
        "good": "G",
        "changed": "B",
        "of a stranger": "U",
        "not signed": "N",
        "two": "B",
        "of no name": "N",
    }
    assert {name: code == 0 for name, code in good.items()} == {
        name: letter == "G" for name, letter in told.items()
    }


@pytest.mark.parametrize("least", ["undefined", "never", "marginal", "fully", "ultimate"])
def test_what_git_refuses_for_its_trust_is_not_good(signing: Signing, least: str) -> None:
    made = {
        "known": with_header(*signing.signed(commit())),
        "stranger": with_header(*signing.signed(commit(), "cx")),
    }
    oids = {name: store(signing.repository, one) for name, one in made.items()}
    allowed = signing.folder / "allowed"
    allowed.write_text(signing.allowed)
    options = ("-c", f"gpg.ssh.allowedSignersFile={allowed}", "-c", f"gpg.minTrustLevel={least}")
    verified = {
        name: signing.repository.try_git(*options, "verify-commit", oid).returncode == 0
        for name, oid in oids.items()
    }

    found = verdicts(
        discover(str(signing.repository.root)),
        oids.values(),
        Trust(signing.allowed.encode(), least=least),
    )

    assert {name: found[oid].word == "good" for name, oid in oids.items()} == verified
    assert verified == {"known": least != "ultimate", "stranger": False}
