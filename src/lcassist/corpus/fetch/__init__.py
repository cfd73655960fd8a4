"""Gets the linked sources that sources.yaml names, and addresses that are given, into the corpus folder.

``planned`` says what would be asked, and of which hosts; ``fetch`` does it.
"""

from lcassist.corpus.fetch.http import Limits
from lcassist.corpus.fetch.plan import Plan, Wanted, planned
from lcassist.corpus.fetch.run import Fetched, FetchReport, Outcome, fetch

__all__ = ["FetchReport", "Fetched", "Limits", "Outcome", "Plan", "Wanted", "fetch", "planned"]
