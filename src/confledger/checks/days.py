"""Days as people write them in comments, waivers and options: `2027-01-31`, and nothing else.

So that two of them can be compared as texts.
"""


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, in the one form that there is."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def days_between(first: str, last: str) -> int:
    """Return how many days lie between two days."""
    from datetime import date

    return (date.fromisoformat(last) - date.fromisoformat(first)).days
