"""Which comment is ours, and that there is one at the most."""

from dataclasses import replace

import pytest

from confledger.forge.exchange import ForgeUnusable
from confledger.forge.note import CREATED, LEFT, UPDATED, Kept, Note, keep

MARKER = "<!-- ours -->"
BODY = f"{MARKER}\ntext\n"


class Talk:
    """The comments of one change request, on a forge that may fail after it has written."""

    def __init__(self, *held: Note, fails: int | None = None) -> None:
        self.held = list(held)
        self.fails = fails

    def us(self) -> str:
        return "Bot"

    def notes(self) -> list[Note]:
        return self.held

    def create(self, body: str) -> Note:
        note = Note(len(self.held), "bot", body, "new")
        if self.fails != 422:
            self.held.append(note)
        if self.fails is not None:
            raise ForgeUnusable("no", status=self.fails)
        return note

    def update(self, note: Note, body: str) -> Note:
        self.held[note.id] = replace(note, body=body)
        return self.held[note.id]


@pytest.mark.parametrize("status", [0, 500, 502])
def test_what_was_written_though_the_forge_failed_is_ours(status: int) -> None:
    talk = Talk(fails=status)

    assert keep(talk, MARKER, BODY) == Kept(CREATED, "new")
    assert len(talk.held) == 1


def test_what_a_forge_refuses_is_an_error() -> None:
    with pytest.raises(ForgeUnusable):
        keep(Talk(Note(0, "bot", "other"), fails=422), MARKER, BODY)


def test_blanks_before_the_marker_do_not_hide_a_comment() -> None:
    talk = Talk(Note(0, "BOT", f"\r\n{BODY}"), Note(1, "bot", BODY), Note(2, "eve", BODY))

    assert keep(talk, MARKER, BODY) == Kept(LEFT, "", 1)
    assert keep(talk, MARKER, f"{BODY}more") == Kept(UPDATED, "", 1)
    assert [one.body for one in talk.held] == [f"{BODY}more", BODY, BODY]
