"""How reports speak of requests, reviews and complaints: in digits, in words for nothing, or not at all."""

from __future__ import annotations

from sample.labels import form_to_outcome_codes
from sample.prose import Context, Statement, Wording, count_fact, zero_fact


def no_request(c: Context) -> Statement | None:
    """Nothing received, in words."""
    if c.figures.requests:
        return None
    text = c.rng.choice(
        (
            "本年度未收到公民、法人和其他组织提出的政府信息公开申请。",
            f"全年{c.we}没有收到政府信息公开申请。",
            "申请渠道保持畅通，年内未接到政府信息公开申请。",
        )
    )
    return Statement(text, (zero_fact("requests.received", text.split("，")[-1].rstrip("。")),))


def zero_requests(c: Context) -> Statement | None:
    """Nothing received, in a digit."""
    if c.figures.requests:
        return None
    text = f"{c.figures.year}年共收到政府信息公开申请0件。"
    return Statement(text, (count_fact("requests.received", 0, "共收到政府信息公开申请0件"),))


def _requests_by_route(c: Context) -> Statement | None:
    n = c.figures.requests
    if not n:
        return None
    letter = n * c.rng.randint(0, 30) // 100
    online = n - letter
    parts = [("online", "网上申请", online), ("letter", "信函申请", letter)]
    said = [(channel, f"{label}{count}件", count) for channel, label, count in parts if count]
    text = f"全年共收到政府信息公开申请{n}件，其中{'、'.join(raw for _, raw, _ in said)}，均在20个工作日内答复。"
    routes = (count_fact("requests.received", count, raw, channel=channel) for channel, raw, count in said)
    return Statement(text, (count_fact("requests.received", n, f"共收到政府信息公开申请{n}件"), *routes))


def _requests_by_outcome(c: Context) -> Statement | None:
    n, carried_in = c.figures.requests, c.figures.count("requests.carried_in", "total")
    if not n:
        return None
    pieces = [("requests.received", "新收政府信息公开申请", n)]
    if carried_in:
        pieces.append(("requests.carried_in", "上年结转", carried_in))
    outcomes = [(code, label, total) for code, label, total in _outcome_totals(c) if total]
    left = c.figures.count("requests.carried_out", "total")
    tail = [("requests.carried_out", "结转下年度继续办理", left)] if left else []
    said = [f"{label}{count}件" for _, label, count in (*pieces, *outcomes, *tail)]
    head, rest = said[: len(pieces)], said[len(pieces) :]
    text = f"{c.we}{'，'.join(head)}；其中{'、'.join(rest)}。"
    facts = [
        count_fact(code, count, raw) for (code, _, count), raw in zip((*pieces, *outcomes, *tail), said, strict=True)
    ]
    return Statement(text, tuple(facts))


def _outcome_totals(c: Context) -> list[tuple[str, str, int]]:
    """The six kinds of outcome as prose names them, each the sum of its rows in table 3."""
    names = {
        "requests.granted": "予以公开",
        "requests.granted_in_part": "部分公开",
        "requests.denied": "不予公开",
        "requests.unavailable": "无法提供",
        "requests.rejected": "不予处理",
        "requests.other": "其他处理",
    }
    totals = dict.fromkeys(names, 0)
    for code in form_to_outcome_codes(c.figures.form):
        totals[".".join(code.split(".")[:2])] += c.figures.count(code, "total")
    return [(code, names[code], total) for code, total in totals.items()]


def requests_unsaid(c: Context) -> Statement | None:
    """Nothing about their number."""
    if c.rng.random() < 0.6:
        return None
    return Statement(f"{c.we}公布了申请的受理地址和办理流程，逐件登记、逐件审查、按时答复。", ())


REQUESTS: tuple[Wording, ...] = (
    no_request,
    zero_requests,
    _requests_by_route,
    _requests_by_outcome,
    requests_unsaid,
)


def _reviews(c: Context) -> tuple[int, int]:
    lawsuits = ("litigation.total", "litigation.direct.total", "litigation.after_reconsideration.total")
    return c.figures.count("reconsideration.total"), sum(c.figures.counted(code) for code in lawsuits)


def _no_review(c: Context) -> Statement | None:
    if any(_reviews(c)):
        return None
    first, second = c.rng.choice(
        (
            ("本年度未发生因政府信息公开引起的行政复议", "行政诉讼"),
            ("全年没有因政府信息公开申请而引发的行政复议", "行政诉讼案件"),
        )
    )
    text = f"{first}、{second}。"
    return Statement(text, (zero_fact("reconsideration.total", first), zero_fact("litigation.total", second)))


def _reviews_counted(c: Context) -> Statement:
    reconsiderations, lawsuits = _reviews(c)
    first, second = f"涉及政府信息公开的行政复议{reconsiderations}件", f"行政诉讼{lawsuits}件"
    facts = (
        count_fact("reconsideration.total", reconsiderations, first),
        count_fact("litigation.total", lawsuits, second),
    )
    return Statement(f"本年度{first}、{second}。", facts)


def _reviews_unsaid(_c: Context) -> Statement:
    return Statement("依法配合复议机关和人民法院的审理工作。", ())


REVIEWS: tuple[Wording, ...] = (_no_review, _reviews_counted, _reviews_unsaid)


def _complaints(c: Context) -> Statement:
    n = c.figures.complaints
    if n:
        return Statement(
            f"公开监督电话，全年接到政府信息公开方面的举报投诉{n}件，均已办结并回复本人。",
            (count_fact("complaints.received", n, f"接到政府信息公开方面的举报投诉{n}件"),),
        )
    return Statement(
        "公开监督电话，全年未接到关于政府信息公开的举报投诉。",
        (zero_fact("complaints.received", "全年未接到关于政府信息公开的举报投诉"),),
    )


def _complaints_unsaid(_c: Context) -> Statement:
    return Statement("公开监督电话，接受社会各界评议。", ())


COMPLAINTS: tuple[Wording, ...] = (_complaints, _complaints_unsaid, _complaints_unsaid)
