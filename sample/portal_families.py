"""The CMS families that the sample portal serves: a row each."""

from __future__ import annotations

from sample import (
    portal_gkmlpt,
    portal_hanweb,
    portal_lonsun,
    portal_nfcms,
    portal_openness,
    portal_plain,
    portal_shandong,
    portal_trs,
    portal_ucap,
    portal_vsb,
)
from sample.portal_pages import PortalFamily

FAMILIES: dict[str, PortalFamily] = {
    "trs": portal_trs.FAMILY,
    "hanweb": portal_hanweb.FAMILY,
    "vsb": portal_vsb.FAMILY,
    "nfcms": portal_nfcms.FAMILY,
    "openness": portal_openness.FAMILY,
    "lonsun": portal_lonsun.FAMILY,
    "shandong": portal_shandong.FAMILY,
    "ucap": portal_ucap.FAMILY,
    "gkmlpt": portal_gkmlpt.FAMILY,
    "plain": portal_plain.FAMILY,
}
