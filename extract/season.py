"""How often a column is asked: daily while reports appear, weekly while the last ones do, otherwise monthly.

Reports are due by 31 January, a government's summary by 31 March (Articles 49–50 of the regulation of 2019; by 31 March
under that of 2007), and some appear before the year is over. Re-publications and silent edits happen all year, so
every column is asked anew in July and in October.
"""

from __future__ import annotations

import datetime

from extract.source import Source

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8), "Asia/Shanghai")
_DAILY = ((12, 25), (2, 10))
_WEEKLY_UNTIL = (4, 10)
_RESWEEPS = (7, 10)
_DAYS_BETWEEN, _DAYS_BETWEEN_IF_CLOSED = 30, 90


def is_due(source: Source, last_good_at: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Whether a column is to be asked tonight; `last_good_at` is when its whole list was last read, None for never.

    A column that holds no report younger than two years is closed, and asked about every three months. The times are
    timezone-aware; what counts is the day in Shanghai.
    """
    if last_good_at is None:
        return True
    today = now.astimezone(SHANGHAI).date()
    last = last_good_at.astimezone(SHANGHAI).date()
    closed = source.years.last is not None and source.years.last < today.year - 2
    days = _DAYS_BETWEEN_IF_CLOSED if closed else date_to_interval_days(today)
    resweep = today.month in _RESWEEPS and last < today.replace(day=1)
    return resweep or (today - last).days >= days


def date_to_interval_days(day: datetime.date) -> int:
    """The days between two crawls of a column at this time of the year.

    >>> [date_to_interval_days(datetime.date(2026, *day)) for day in ((12, 25), (1, 31), (2, 11), (4, 10), (4, 11))]
    [1, 1, 7, 7, 30]
    """
    at = (day.month, day.day)
    if at >= _DAILY[0] or at <= _DAILY[1]:
        return 1
    return 7 if at <= _WEEKLY_UNTIL else _DAYS_BETWEEN
