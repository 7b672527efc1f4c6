"""What can go wrong between a portal and a fact, named after who must act."""


class GongkaiError(Exception):
    """Base of every error a user may see: the message says what, where and what to do."""

    #: The outcome that the ledger records for the document or source.
    outcome = "failed"
    #: Whether trying again later, unchanged, may succeed.
    retryable = False


class ConfigurationError(GongkaiError):
    """The operator must mend a setting, a catalogue entry or a form."""


class PortalChanged(GongkaiError):
    """A maintainer must look at the source: its list is empty or no longer of its family."""


class PortalRefused(GongkaiError):
    """The portal does not want this crawler (robots.txt, 401, 403, a script challenge): ask, or fetch by hand."""

    outcome = "refused"


class NetworkFailed(GongkaiError):
    """Nobody must act: the network or the portal failed for now, and the next run tries again."""

    retryable = True


class UnreadableFile(GongkaiError):
    """The bytes are no document that a reader understands: damaged, empty, locked or of an unknown format."""

    outcome = "unreadable"


class RefusedFile(GongkaiError):
    """The document exceeds a limit of time, memory, size, pages, depth or decompression."""

    outcome = "refused"


class NotAReport(GongkaiError):
    """The document can be read, and it is no yearly disclosure report."""

    outcome = "not_a_report"
