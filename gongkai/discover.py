"""What a column's first page says of it, as an entry for the catalogue: `gongkai sources discover URL`."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml
from parsel import Selector

from extract.errors import ConfigurationError, GongkaiError, NetworkFailed, PortalChanged, PortalRefused
from extract.ledger_rows import Failure
from extract.recognise import page_to_family
from extract.source import SAMPLE_PORTAL, Source, families
from gongkai.looking import Looker, Sight, open_looker
from transform.gazetteer import LAST_YEAR, Region
from transform.places import find_region

FALLBACK_FAMILY = "plain"
FIRST_YEAR = 2008
"""When the regulation under which every agency reports came into force."""
_UNSEEN = {"minimum": 1, "maximum": 1000}
_SITE_ENDING = re.compile(r"(?:人民)?政府?(?:门户)?网站?$|(?:官方|门户)?网站?$|信息公开.*$")
_CODES = {name: re.compile(rf"\b{name}['\"]?\s*[:=]\s*['\"](\w+)['\"]") for name in ("channelCode", "websiteCodeName")}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry for the catalogue, and what somebody has to see to before it is one."""

    yaml: str
    notes: tuple[str, ...]


def discover(url: str, contact: str, sample_portal: str | None = None) -> Proposal:
    """Ask for the page at `url`, recognise its family, and read the beginning of its list.

    Raises `ConfigurationError` for an address that no source may have, `PortalRefused`, `PortalChanged` or
    `NetworkFailed` where the page cannot be had, and `PortalChanged` where it is of no family that is known.
    """
    # Its family is what is asked: until it is known, no spider has a say.
    visited = _url_to_source(url, families()[0], sample_portal)
    with open_looker(contact) as looker:
        (sight,) = looker.look([visited], ("visit",))
        if sight.page is None:
            raise _failure_to_error(url, sight.trouble)
        family = page_to_family(sight.page, url)
        if family is None:
            raise PortalChanged(
                f"{url}: no CMS family is recognised; if it lists reports, try the family {FALLBACK_FAMILY!r}"
            )
        source = visited.model_copy(update={"family": family, **_address_to_changes(family, url, sight.page)})
        listed = _look_at_list(looker, source) if family in families() else None
    return _to_proposal(source, sight.page, listed)


def _url_to_source(url: str, family: str, sample_portal: str | None) -> Source:
    is_sample = sample_portal is not None and url.startswith(f"{sample_portal.rstrip('/')}/")
    entry: dict[str, Any] = {
        "id": _host_to_id(urlsplit(url).hostname or ""),
        "family": family,
        "url": url,
        "agency": None,
        "region_code": None,
        "region_name": None,
        "years": {"first": FIRST_YEAR},
        "expected": _UNSEEN,
        "verified": None,
    }
    if is_sample:
        entry |= {"delay_seconds": 0, "sample": True}
    try:
        return Source.model_validate(entry)
    except ValueError as error:
        raise ConfigurationError(f"{url}: {error}") from error


def _failure_to_error(url: str, failure: Failure | None) -> GongkaiError:
    kinds = {"refused": PortalRefused, "gone": PortalChanged}
    kind = kinds.get(failure.outcome, NetworkFailed) if failure else NetworkFailed
    return kind(f"{url}: {failure.reason if failure else 'the visit was broken off'}")


def _look_at_list(looker: Looker, source: Source) -> Sight:
    (sight,) = looker.look([source], ("list",))
    return sight


def _host_to_id(host: str) -> str:
    """A name to begin with: the host's labels, the widest first.

    >>> _host_to_id("czj.km.gov.cn"), _host_to_id("127.0.0.1")
    ('KmCzj', 'Portal')
    """
    labels = [label for label in host.split(".") if label not in {"www", "gov", "cn", "com", "org"}]
    name = "".join(re.sub(r"\W", "", label).title() for label in reversed(labels))
    return name if re.fullmatch(r"[A-Z][A-Za-z0-9]{2,63}", name) else "Portal"


def _address_to_changes(family: str, url: str, page: str) -> dict[str, Any]:
    """What the family's spider needs beyond the address, as far as address and page tell it."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if family == "hanweb" and "area" in query:
        return {"url": parts._replace(query="").geturl(), "params": {"areas": dict.fromkeys(query["area"])}}
    codes = {name: pattern.search(page) for name, pattern in _CODES.items()}
    if family == "ucap" and all(codes.values()):
        names = {"channel": codes["channelCode"], "site": codes["websiteCodeName"]}
        return {"params": {name: found[1] for name, found in names.items() if found}}
    return {}


def _to_proposal(source: Source, page: str, listed: Sight | None) -> Proposal:
    notes = []
    agency, region = _page_to_publisher(page)
    if listed is None:
        notes.append(f"the family {source.family} has no spider yet: years and counts are guesses")
    elif not listed.links:
        notes.append(f"nothing was listed ({listed.listing.reason}): years and counts are guesses")
    if agency is None:
        notes.append("the page does not say which agency publishes; null is right where several do")
    if region is None:
        notes.append("the page does not say which region it is of; null is right for ministries")
    entry: dict[str, Any] = {
        "id": source.id,
        "family": source.family,
        "url": source.url,
        "agency": agency,
        "region_code": region and region.code,
        "region_name": region and region.own_name,
        "years": _links_to_years(listed),
        "expected": _links_to_expected(listed),
        "verified": None,
    }
    if source.sample:
        parts = urlsplit(source.url)
        entry["url"] = source.url.replace(f"{parts.scheme}://{parts.netloc}", SAMPLE_PORTAL, 1)
        entry |= {"delay_seconds": 0, "sample": True}
    if source.params:
        entry["params"] = dict(source.params)
    text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1000)
    return Proposal(text, tuple(notes))


def _page_to_publisher(page: str) -> tuple[str | None, Region | None]:
    """The agency and the region of a page by the name of its site; no agency where that is a government's portal.

    >>> agency, region = _page_to_publisher('<meta name="SiteName" content="昆明市财政局">')
    >>> agency, region.code
    ('昆明市财政局', '530100')
    """
    selector = Selector(page)
    name = selector.xpath("//meta[translate(@name,'SN','sn')='sitename']/@content").get("").strip()
    agency = _SITE_ENDING.sub("", name)
    region = find_region(name, LAST_YEAR) if name else None
    found = region if isinstance(region, Region) else None
    is_portal = not agency or (found is not None and agency in {found.own_name, found.name})
    return None if is_portal else agency, found


def _links_to_years(listed: Sight | None) -> dict[str, int | None]:
    years = [link.report_year for link in listed.links if link.report_year] if listed else []
    if not years:
        return {"first": FIRST_YEAR, "last": None}
    this_year = datetime.datetime.now(datetime.UTC).year
    # A column whose last report is older than the last two seasons is taken for closed.
    return {"first": min(years), "last": None if max(years) >= this_year - 2 else max(years)}


def _links_to_expected(listed: Sight | None) -> dict[str, int]:
    count = listed.listing.listed if listed else 0
    if listed is None or not count:
        return _UNSEEN
    return {"minimum": max(1, count // 2), "maximum": count * (10 if listed.is_cut_off else 3)}
