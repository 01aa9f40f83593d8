"""The step `post`: one comment on the merge request, not written again where it is the same."""

from confledger.cli.ci.context import Context
from confledger.cli.ci.posting import post
from confledger.cli.ci.step import Outcome
from confledger.reports.ci.comment import Comment


def step(context: Context) -> Outcome:
    """Hand the comment to the forge."""
    value = context.results["comment"]
    assert isinstance(value, dict)
    comment = Comment(str(value["body"]), nothing=bool(value["nothing"]), marker=value["marker"])
    posted = post(comment, context.environ)
    return Outcome(
        value={"action": posted.action, "url": posted.url},
        said=" ".join(filter(None, (posted.action, posted.url))),
    )
