"""How reports say how much they published: by channel, by category, alone, rounded, beside last year's figure."""

from __future__ import annotations

from sample.prose import Context, Statement, Wording, count_fact, published_fact


def _channels_within_total(c: Context) -> Statement:
    n, by = c.figures.disclosed, c.figures.channels
    rest = by["new_media"] + by["press"] + by["notice_board"]
    text = (
        f"{c.figures.year}年，{c.we}共主动公开政府信息{n}条，其中通过政府门户网站公开{by['website']}条，"
        f"通过微信公众号公开{by['wechat']}条，通过政务微博公开{by['weibo']}条，通过其他方式公开{rest}条。"
    )
    facts = (
        published_fact(n, f"共主动公开政府信息{n}条"),
        published_fact(by["website"], f"通过政府门户网站公开{by['website']}条", "website"),
        published_fact(by["wechat"], f"通过微信公众号公开{by['wechat']}条", "wechat"),
        published_fact(by["weibo"], f"通过政务微博公开{by['weibo']}条", "weibo"),
        published_fact(rest, f"通过其他方式公开{rest}条", "other"),
    )
    return Statement(text, facts, n)


def _categories_within_total(c: Context) -> Statement:
    n = c.figures.disclosed
    parts = [f"{label}{count}条" for label, count in c.figures.categories.items()]
    text = f"全年主动公开政府信息{n}条。按内容分，{'、'.join(parts)}。"
    categories = (
        count_fact("disclosure.by_category", count, f"{label}{count}条", label=label)
        for label, count in c.figures.categories.items()
    )
    return Statement(text, (published_fact(n, f"主动公开政府信息{n}条"), *categories), n)


def _channels_alone(c: Context) -> Statement:
    by = c.figures.channels
    site, wechat = by["website"], by["wechat"]
    text = (
        f"本年度，{c.we}在政府网站发布信息{site}条；微信公众号“{c.nickname}”推送信息{wechat}条，"
        "标题、来源和时间均逐条核对。"
    )
    facts = (
        published_fact(site, f"在政府网站发布信息{site}条", "website"),
        published_fact(wechat, f"推送信息{wechat}条", "wechat"),
    )
    return Statement(text, facts)


def _approximate_total(c: Context) -> Statement | None:
    n = c.figures.disclosed // 10 * 10
    if n < 30 or c.is_government:
        return None
    text = f"一年来，{c.we}累计公开各类政府信息{n}余条，群众关心的事项做到应知尽知。"
    return Statement(text, (published_fact(n, f"累计公开各类政府信息{n}余条", approximate=True),))


def _ten_thousands(c: Context) -> Statement | None:
    if not c.is_government or c.figures.channels["website"] < 1000:
        return None
    tenths = c.figures.channels["website"] // 1000
    text = f"全{c.agency.place.name[-1]}通过政府门户网站发布政府信息{tenths / 10}万条，专栏内容每周更新。"
    fact = published_fact(tenths * 1000, f"发布政府信息{tenths / 10}万条", "website", approximate=True)
    return Statement(text, (fact,))


def _one_channel(c: Context) -> Statement:
    n = c.figures.channels["website"]
    text = (
        f"{c.figures.year}年，{c.we}依托政府门户网站主动公开信息{n}条，"
        "涉及机构概况、办事指南、财政资金、年度计划等方面。"
    )
    return Statement(text, (published_fact(n, f"主动公开信息{n}条", "website"),))


def _total_beside_last_year(c: Context) -> Statement:
    n = c.figures.disclosed
    before = n * c.rng.randint(70, 95) // 100
    growth = f"{(n - before) * 100 / max(before, 1):.1f}"
    text = f"全年主动公开政府信息的数量为{n}条，上一年为{before}条，同比增长{growth}%。"
    return Statement(text, (published_fact(n, f"主动公开政府信息的数量为{n}条"),), n)


def _board_and_media(c: Context) -> Statement:
    by = c.figures.channels
    text = (
        f"拓宽公开渠道，政务新媒体发布信息{by['new_media']}条，报刊、电视等媒体刊发信息{by['press']}条，"
        f"政务公开栏张贴信息{by['notice_board']}条，方便不上网的群众查阅。"
    )
    facts = (
        published_fact(by["new_media"], f"政务新媒体发布信息{by['new_media']}条", "new_media"),
        published_fact(by["press"], f"报刊、电视等媒体刊发信息{by['press']}条", "press"),
        published_fact(by["notice_board"], f"政务公开栏张贴信息{by['notice_board']}条", "notice_board"),
    )
    return Statement(text, facts)


DISCLOSURE: tuple[Wording, ...] = (
    _channels_within_total,
    _categories_within_total,
    _channels_alone,
    _approximate_total,
    _ten_thousands,
    _one_channel,
    _total_beside_last_year,
    _board_and_media,
)
EARLY_DISCLOSURE: tuple[Wording, ...] = (
    _categories_within_total,
    _approximate_total,
    _one_channel,
    _total_beside_last_year,
)
"""Those that name no new media."""
