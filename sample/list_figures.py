"""Invented numbers for the years before 2019 that satisfy the identities of their forms."""

from __future__ import annotations

import random
from decimal import Decimal

from sample.figures import draw_disclosure, split
from sample.lists import year_to_list_form
from sample.model import Agency, Figures, Key

_ROUTES = {"in_person": 20, "fax": 2, "online": 45, "letter": 28}
_ROUTES_2008 = {"in_person": 40, "fax": 3, "email": 12, "online": 25, "letter": 15, "other": 2}
_REPLIES = {
    "already_public": 22,
    "granted": 38,
    "granted_in_part": 8,
    "denied": 12,
    "not_this_agency": 10,
    "not_exist": 8,
    "to_be_amended": 2,
    "other_route": 3,
}
_DENIALS = {
    "state_secret": 1,
    "trade_secret": 2,
    "privacy": 4,
    "security_and_stability": 1,
    "not_government_information": 5,
    "other": 3,
}
_RESULTS = {"upheld": 6, "corrected": 2, "other": 3}


def agency_to_list_figures(agency: Agency, year: int, seed: int) -> Figures:
    """The figures of an agency for one year: nothing in these forms goes on into the next."""
    rng = random.Random(f"list figures:{seed}:{agency.slug}:{year}")
    form = year_to_list_form(year)
    received = rng.randint(agency.volume * 6 // 10, agency.volume * 14 // 10)
    channels, categories = draw_disclosure(rng, agency)
    draw = _draw_2008 if form == "2008" else _draw_2014
    cells = {"requests.received": received, **draw(rng, received, channels)}
    complaints = cells.get("complaints.received", 0)
    keys: dict[Key, Decimal] = {(code, "all"): Decimal(value) for code, value in cells.items()}
    return Figures(year, form, keys, channels, categories, complaints)


def _draw_2014(rng: random.Random, received: int, channels: dict[str, int]) -> dict[str, int]:
    concluded = received - rng.randint(0, received // 12)
    cells = {
        **_draw_published(rng, channels),
        **_draw_responses(rng),
        **_deal(rng, received, "requests.received@", _ROUTES),
        "requests.concluded": concluded,
        **_deal(rng, concluded, "requests.concluded.", {"on_time": 95, "extended": 5}),
        "requests.replies": concluded,
        **_deal(rng, concluded, "requests.", _REPLIES),
    }
    cells |= _deal(rng, cells["requests.denied"], "requests.denied.", _DENIALS)
    for block in ("reconsideration", "litigation"):
        total = rng.randint(0, received // 15)
        cells |= {f"{block}.total": total, **_deal(rng, total, f"{block}.", _RESULTS)}
    cells["complaints.received"] = rng.choice((0, 0, 0, rng.randint(1, 12)))
    cells["fees.collected"] = rng.choice((0, 0, 0, 100 * rng.randint(1, 300)))
    return cells | _draw_staff(rng)


def _draw_published(rng: random.Random, channels: dict[str, int]) -> dict[str, int]:
    """What stands in the gazette stands on another channel too: the channels add up to more than the total."""
    issued = rng.randint(0, 40)
    other = channels["new_media"] + channels["press"] + channels["notice_board"]
    return {
        "disclosure.total": sum(channels.values()),
        "normative_documents.issued": issued,
        "normative_documents.disclosed": rng.randint(0, issued),
        "disclosure.total@gazette": rng.choice((0, rng.randint(0, 60))),
        "disclosure.total@other": other,
        **{f"disclosure.total@{name}": channels[name] for name in ("website", "weibo", "wechat")},
    }


def _draw_responses(rng: random.Random) -> dict[str, int]:
    held, talks = rng.choice((0, rng.randint(1, 9))), rng.choice((0, rng.randint(1, 12)))
    return {
        "response.hot_topics": rng.choice((0, rng.randint(1, 30))),
        "response.press_conferences": held,
        "response.press_conferences.led_by_head": rng.randint(0, held),
        "response.online_interviews": talks,
        "response.online_interviews.led_by_head": rng.randint(0, talks),
        "response.interpretations": rng.choice((0, rng.randint(1, 80))),
        "response.weibo_wechat": rng.choice((0, rng.randint(1, 400))),
        "response.other": rng.choice((0, rng.randint(1, 50))),
    }


def _draw_staff(rng: random.Random) -> dict[str, int]:
    full_time, part_time = rng.randint(0, 4), rng.randint(1, 25)
    sessions = rng.choice((0, rng.randint(1, 6)))
    return {
        "staffing.offices": rng.randint(0, 3),
        "staffing.reading_points": rng.randint(0, 5),
        "staffing.staff": full_time + part_time,
        "staffing.full_time": full_time,
        "staffing.part_time": part_time,
        "funding.amount": rng.choice((0, 1000 * rng.randint(1, 200), 12_500)),
        "meetings.held": rng.randint(0, 6),
        "training.sessions": sessions,
        "training.attendees": sessions * rng.randint(8, 60),
    }


def _draw_2008(rng: random.Random, received: int, channels: dict[str, int]) -> dict[str, int]:
    replied = received - rng.randint(0, received // 12)
    return {
        "disclosure.total": sum(channels.values()),
        **_deal(rng, received, "requests.received@", _ROUTES_2008),
        "requests.replies": replied,
        **_deal(rng, replied, "requests.", {"granted": 60, "granted_in_part": 10, "denied": 30}),
        "reconsideration.total": rng.randint(0, received // 15),
        "litigation.total": rng.randint(0, received // 25),
    }


def _deal(rng: random.Random, total: int, prefix: str, weights: dict[str, int]) -> dict[str, int]:
    """`total` dealt to parts by weight, each under its code."""
    return dict(zip((prefix + name for name in weights), split(rng, total, tuple(weights.values())), strict=True))
