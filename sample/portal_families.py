"""The CMS families that the sample portal serves: a row each."""

from __future__ import annotations

from sample import portal_hanweb, portal_trs
from sample.portal_pages import PortalFamily

FAMILIES: dict[str, PortalFamily] = {
    "trs": portal_trs.FAMILY,
    "hanweb": portal_hanweb.FAMILY,
}
