"""Rules of the repository's own for one state of it: its policies, and the plug-ins it names."""

from confledger.documents.limits import Limits
from confledger.git.snapshot import Snapshot
from confledger.settings import FILE, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.plugins import Plugins
    from confledger.checks.policy.policies import Policies


def policies(
    settings: Settings, snapshot: Snapshot, trusted: object, limits: Limits
) -> "Policies | None":
    """Return the policies that judge a snapshot; None when its settings name none.

    Of a change that nobody has reviewed, those of the base, `trusted`, and its own: it may ask
    for more, not for less.
    """
    if not settings.policies:
        return None
    from confledger.checks.policy.policies import Policies, Source

    sources = [Source(snapshot.find, snapshot.entries)]
    if isinstance(trusted, Snapshot) and trusted is not snapshot:
        sources.insert(0, Source(trusted.find, trusted.entries))
    return Policies(
        *(settings.policies, sources, settings.environments, limits),
        settings=settings.file or FILE,
    )


def plugins(settings: Settings) -> "Plugins | None":
    """Return the plug-ins that the settings name; None when they name none."""
    named = settings.plugins
    if not named:
        return None
    from confledger.checks.plugins import Plugins, installed

    severities = {one["name"]: one["severity"] for one in named if "severity" in one}
    return Plugins(installed([one["name"] for one in named]), severities)
