"""When two printed names are one agency's: within a document, and across documents by a folded key."""

from __future__ import annotations

from transform.agencies import LEVEL_WORD, is_township, leading_places, printed_to_agency
from transform.gazetteer import Gazetteer

_JOINING = str.maketrans("", "", "和与及暨、·")


def without_parent_body(agency: str) -> str:
    """A vertical agency's name without that of its head office.

    >>> without_parent_body("国家税务总局平湖市税务局"), without_parent_body("国家税务总局")
    ('平湖市税务局', '国家税务总局')
    """
    return agency.removeprefix("国家税务总局") or agency


def agency_to_body(agency: str, gazetteer: Gazetteer) -> str:
    """A name without its places and level words and without joining words, for comparison.

    >>> from transform.gazetteer import load_gazetteer
    >>> agency_to_body("安庆市迎江区住房和城乡建设局", load_gazetteer(2016))
    '住房城乡建设局'
    """
    agency = without_parent_body(agency)
    end = leading_places(agency, gazetteer)
    rest = agency[end:] if end < len(agency) else agency
    return (LEVEL_WORD.sub("", rest) if end == 0 else rest).translate(_JOINING)


def fuller_agency(first: str, second: str, gazetteer: Gazetteer) -> str | None:
    """The fuller of two names of one agency in one document; None where they are not one agency's names.

    >>> from transform.gazetteer import load_gazetteer
    >>> places = load_gazetteer(2016)
    >>> fuller_agency("迎江区民政局", "安庆市迎江区民政局", places)
    '安庆市迎江区民政局'
    >>> fuller_agency("迎江区文旅局", "迎江区文化和旅游局", places)
    '迎江区文化和旅游局'
    >>> fuller_agency("迎江区民政局", "迎江区财政局", places) is None, fuller_agency("市教育局", "鹰潭市教育局", places)
    (True, '鹰潭市教育局')
    """
    short, long = sorted((first, second), key=len)
    short_end, long_end = (leading_places(without_parent_body(name), gazetteer) for name in (short, long))
    if short_end and long_end and not without_parent_body(long)[:long_end].endswith(short[:short_end]):
        return None
    if is_township(short) != is_township(long) or (short_end > long_end):
        return None
    short_body, long_body = agency_to_body(short, gazetteer), agency_to_body(long, gazetteer)
    return long if short_body[-1:] == long_body[-1:] and _is_subsequence(short_body, long_body) else None


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def agency_key(agency: str, region_code: str | None, gazetteer: Gazetteer) -> str:
    """What makes two printed names one agency: region code and folded name; without a region the whole name.

    >>> from transform.gazetteer import load_gazetteer
    >>> places = load_gazetteer(2016)
    >>> agency_key("迎江区应急局", "340802", places) == agency_key("安庆市迎江区应急管理局", "340802", places)
    True
    """
    official = printed_to_agency(agency, gazetteer) or agency
    return f"{region_code}:{agency_to_body(official, gazetteer)}" if region_code else official.translate(_JOINING)
