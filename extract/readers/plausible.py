"""Whether what a file calls its title may be one."""

from __future__ import annotations

import re

_TITLE = re.compile(r"报告|年报|年度报表")
_LENGTHS = range(4, 121)


def is_plausible_title(title: str) -> bool:
    """Whether a stated title names a report: programs also leave `文档1`, `Microsoft Word - …` or a site's name there.

    >>> is_plausible_title("某某区2020年政府信息公开工作年度报告"), is_plausible_title("PowerPoint 演示文稿")
    (True, False)
    """
    return len(title) in _LENGTHS and _TITLE.search(title) is not None and not title.startswith("Microsoft")
