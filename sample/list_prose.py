"""What reports of before 2019 say in prose: the numbers of their table, by the routes and words of their time."""

from __future__ import annotations

from sample.prose import Context, Statement, Wording, count_fact
from sample.prose_disclosure import DISCLOSURE, EARLY_DISCLOSURE
from sample.prose_requests import no_request, requests_unsaid, zero_requests

_ROUTES = {
    "in_person": "当面申请",
    "fax": "传真申请",
    "email": "电子邮件申请",
    "online": "网上申请",
    "letter": "信函申请",
}


def form_to_disclosure(form: str) -> tuple[Wording, ...]:
    """The wordings about what was published; the first years knew no new media."""
    return EARLY_DISCLOSURE if form == "2008" else DISCLOSURE


def _requests_by_route(c: Context) -> Statement | None:
    n = c.figures.requests
    by = {route: c.figures.counted(f"requests.received@{route}") for route in _ROUTES}
    if not n:
        return None
    said = [(route, f"{_ROUTES[route]}{count}件", count) for route, count in by.items() if count]
    if sum(by.values()) != n:
        said = []
    head = f"共受理政府信息公开申请{n}件"
    text = f"{c.figures.year}年{head}，其中{'、'.join(raw for _, raw, _ in said)}，申请内容多与群众切身利益有关。"
    if not said:
        text = f"{c.figures.year}年{head}，申请内容多与群众切身利益有关。"
    routes = (count_fact("requests.received", count, raw, channel=route) for route, raw, count in said)
    return Statement(text, (count_fact("requests.received", n, head), *routes))


def _requests_by_reply(c: Context) -> Statement | None:
    codes = {"granted": "同意公开", "granted_in_part": "同意部分公开", "denied": "不同意公开"}
    counts = {code: c.figures.counted(f"requests.{code}") for code in codes}
    if not all(counts.values()):
        return None
    said = {code: f"{codes[code]}{count}件" for code, count in counts.items()}
    text = f"对已答复的申请，按结果分，{'、'.join(said.values())}，其余依法作了说明。"
    return Statement(text, tuple(count_fact(f"requests.{code}", counts[code], raw) for code, raw in said.items()))


REQUESTS_BY_ROUTE: tuple[Wording, ...] = (
    no_request,
    zero_requests,
    _requests_by_route,
    _requests_by_reply,
    requests_unsaid,
)


def _staff_and_training(c: Context) -> Statement | None:
    if c.figures.form == "2008":
        return None
    codes = ("staffing.full_time", "staffing.part_time", "training.sessions", "training.attendees")
    full_time, part_time, sessions, attendees = (c.figures.counted(code) for code in codes)
    staff = f"配备专职人员{full_time}名、兼职人员{part_time}名" if full_time else f"配备兼职人员{part_time}名"
    facts = [count_fact(codes[1], part_time, f"兼职人员{part_time}名")]
    if full_time:
        facts.insert(0, count_fact(codes[0], full_time, f"专职人员{full_time}名"))
    text = f"{c.we}{staff}，负责日常工作。"
    if sessions:
        text += f"举办信息公开培训班{sessions}期，培训人员{attendees}人次。"
        facts.append(count_fact(codes[2], sessions, f"培训班{sessions}期"))
        facts.append(count_fact(codes[3], attendees, f"培训人员{attendees}人次"))
    return Statement(text, tuple(facts))


def _work_unsaid(c: Context) -> Statement:
    return Statement(f"{c.we}明确了分管领导和承办科室，信息公开工作有人抓、有人管。", ())


WORK: tuple[Wording, ...] = (_staff_and_training, _work_unsaid)
