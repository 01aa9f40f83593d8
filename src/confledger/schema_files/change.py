"""One change of a schema that bears on what it accepts, in words."""

from json import dumps

_WORDS = {
    # What is said when less is accepted, and when more is.
    "raise": ("raised from {was} to {now}", "lowered from {now} to {was}"),
    "lower": ("lowered from {was} to {now}", "raised from {now} to {was}"),
    "limit": ("{now} is new", "{now} is gone"),
    "differs": ("changed from {was} to {now}", "changed from {now} to {was}"),
    "required": ("{now} is now required", "{now} is no longer required"),
    "type": ("{now} is no longer allowed", "{now} is now allowed"),
    "value": ("{now} is no longer allowed", "{now} is now allowed"),
    "values": ("only these values are allowed now", "other values are allowed now"),
    "nothing": ("nothing is accepted any more", "something is accepted now"),
    "name": ("{now} is no longer a known name", "{now} is now a known name"),
    "closed": ("undeclared names are no longer allowed", "undeclared names are now allowed"),
    "items": ("no further items are allowed any more", "further items are now allowed"),
    "new name": (
        "{now} is declared now: what stands under that name was not looked at before",
        "{now} is no longer declared: what stands under that name is not looked at any more",
    ),
    "variant": (
        "what variant {now} accepted fits none of the variants any more",
        "there is another variant, {now}",
    ),
    "variants": ("none of the variants fits all that was accepted", "more variants fit"),
    "ambiguous": ("more than one variant may fit now", "fewer variants fit at once"),
    "not": ("more is excluded than before", "less is excluded than before"),
    "condition": ("the condition differs, or asks for more", "the condition asks for less"),
    "contains": ("more items have to be of a kind", "fewer items have to be of a kind"),
    "lost": ("{now} cannot be found, so it cannot be compared",) * 2,
    "opaque": ("it cannot be compared, and it differs",) * 2,
    "too much": ("the schemas are too intricate to be compared in full",) * 2,
}


class Change:
    """What changed at `pointer`: `word` is the keyword, `was` and `now` what it says."""

    __slots__ = ("kind", "now", "pointer", "was", "word")

    def __init__(
        self, kind: str, pointer: str, word: str = "", now: object = None, was: object = None
    ) -> None:
        self.kind = kind
        self.pointer = pointer
        self.word = word
        self.now = now
        self.was = was

    def key(self) -> tuple[str, str, str]:
        """Return what makes two changes the same."""
        return (self.pointer, self.kind, repr(self.now))

    def sentence(self, *, loosened: bool = False) -> str:
        """Say it; `loosened` when the comparison was the other way round."""
        text = _WORDS[self.kind][loosened].format(now=_shown(self.now), was=_shown(self.was))
        return f"{self.word} {text}" if self.word else text


def _shown(value: object) -> str:
    text = dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        text = ", ".join(dumps(one, ensure_ascii=False) for one in value[:5])
        if len(value) > 5:
            text += f" and {len(value) - 5} more"
    return text if len(text) <= 120 else text[:117] + "..."
