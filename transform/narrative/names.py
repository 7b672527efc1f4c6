"""Names of private persons, which some reports print, kept out of what is stored (spec: variety, Privacy)."""

from __future__ import annotations

import re

MASK = "某某"

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NAME = rf"(?:欧阳|上官|司马|诸葛|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}"
# A word that is no given name, though a surname's character stands before it: 方面, 张贴, 向本, 任何, 高校.
_WORD = (
    r"(?!方[面式便法案]|张[贴榜]|向[本我区县市镇乡]|任[何意务]|高[校中新]|金[融额]|石[化油]|江[苏西]|马[上路]|万[元人]"
    r"|余[条件人]|龙头)"
)
_ROLE = r"申请人|申请者|投诉人|举报人|信访人|当事人|起诉人|原告|联系人|经办人|(?:村|居|市|公)民|职工|业主|律师"
_ACT = r"申请|提出|要求|提交|递交|来信|来电|来访|起诉|投诉|举报|诉|等人|等\d|的|不服|因|向|就|于|、|，|$"
_PERSON = re.compile(
    rf"(?P<role>(?:{_ROLE})(?:为|是|系|：|:)?){_WORD}{_NAME}(?={_ACT})|{_WORD}{_NAME}(?=先生|女士|小姐|同志)"
)


def without_names(text: str) -> str:
    """The text with the names of private persons masked.

    >>> without_names("收到村民张三丰申请1件"), without_names("王五先生来信1件"), without_names("申请人向本机关申请3件")
    ('收到村民某某申请1件', '某某先生来信1件', '申请人向本机关申请3件')
    """
    return _PERSON.sub(lambda found: f"{found['role'] or ''}{MASK}", text)
