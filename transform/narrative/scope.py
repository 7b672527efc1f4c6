"""What the words read so far say about the next count: subject, list, period, heading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from transform.narrative.channels import text_to_channel
from transform.narrative.clauses import Clause, Frame
from transform.narrative.setting import Setting
from transform.narrative.statement import Statement
from transform.narrative.subjects import continues_list, opens_parts, text_to_subject, text_to_topic
from transform.narrative.words import load_lexicon

_HEADING = re.compile(r"^(?:（?[一二三四五六七八九十]{1,3}[）、.是]|（?\d{1,2}[）、.](?!\d))")
# A line of its own that only names what follows: 答复情况：
_LABEL = re.compile(r"[^，；：。\d]{2,20}：")
_NEGATED = re.compile(r"[未没无零]")
_CHAPTER = re.compile(r"^[一二三四五六七八九十]{1,3}[、.]")
_AHEAD = re.compile(r"存在.{0,6}(?:问题|不足)|改进|下一步|今后|打算|工作计划|努力方向|年(?:度)?(?:工作)?目标")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)年")
_COMPARED = re.compile(
    r"(?:与|较|比|同)[^，；]{0,4}(?:上一?年度?|去年|前一?年|往年|20\d\d年)(?:同期)?"
    r"|(?:上一?|去|前一?|20\d\d)年度?[^，；]{0,8}结转|结转[^，；]{0,4}(?:20\d\d|上一?)年"
    r"|自?20\d\d年[^，；]{0,14}(?:以来|至今)"
)
_NOW = re.compile(r"全年|本年|今年|年内|当年|本报告期")


@cache
def _label_year() -> re.Pattern[str]:
    """A year that belongs to a label: 2020年预算."""
    return re.compile(rf"(?:20\d\d|上一?){load_lexicon().patterns['not_this_year.label_year'].pattern}")


@dataclass(slots=True)
class Scope:
    """The running state of the reader; one object a document, told of each sentence and clause."""

    report_year: int | None
    agency: str = ""
    heading: str = ""
    heading_topic: str = ""
    heading_channel: str = "all"
    ahead: bool = False
    """True in a chapter on shortcomings and plans."""
    topic: str = ""
    lead: str = ""
    listing: bool = False
    inside: bool = False
    measure: str = ""
    other_year: bool = False
    planned: bool = False
    """True behind 下一步 and its like, to the end of the sentence."""
    stock_label: str = ""
    last: Statement | None = None
    last_top: Statement | None = None
    parents: list[Statement] = field(default_factory=list)
    listed: list[Statement] = field(default_factory=list)
    """Items published by channel or category since the last total, which a sum may follow."""
    closed: bool = False
    """True behind a count of something foreign, to the end of the passage."""
    shelf: list[tuple[bool, bool, bool, list[Statement], Statement | None, str]] = field(default_factory=list)

    def start_passage(self, text: str) -> None:
        """Forget what the last passage counted, unless this one goes on with its list."""
        if not continues_list(text):
            self.last_top = None
        self.topic, self.closed = self.heading_topic, False

    def start_sentence(self, text: str) -> None:
        """Forget the last sentence's clauses; 其中 at the start goes on with its total."""
        self.lead = self.stock_label = ""
        self.listing = self.inside = self.other_year = self.planned = False
        self.shelf = []
        self.parents = []
        if self.topic == "foreign" and not self.closed:
            self.topic = self.heading_topic
        self.closed = False
        if self.last_top is not None and continues_list(text):
            self.parents, self.inside, self.last = [self.last_top], True, self.last_top
            self.topic = text_to_subject(self.last_top.code)
            self.listing = self.last_top.code.startswith("disclosure.")
        else:
            self.last = None

    def pass_sentence(self, text: str, *, alone: bool) -> None:
        """A sentence that states nothing: a heading, or words that set the subject."""
        if not self.note_heading(text, alone=alone):
            self.topic = text_to_topic(text) or self.topic
            self.last_top = None

    def note_heading(self, text: str, *, alone: bool) -> bool:
        """Take a short numbered sentence without a count as a heading; True if it is one."""
        if len(text) > (45 if alone else 26) or not (_HEADING.match(text) or (alone and _LABEL.fullmatch(text))):
            return False
        text, _, said = text.partition("：")
        topic = text_to_topic(text)
        if _CHAPTER.match(text):
            self.ahead = _AHEAD.search(text) is not None
            self.heading_topic = topic
        elif topic:
            self.heading_topic = topic
            self.ahead = False
        self.heading, self.topic, self.listed = text, self.heading_topic, []
        self.heading_channel = text_to_channel(text) if len(text) <= 16 else "all"
        return not said and not _NEGATED.search(text)

    def start_clause(self, clause: Clause) -> None:
        """Open and close brackets and nested lists, and follow the period."""
        if clause.opener == "（":
            self.shelf.append((self.listing, self.inside, self.other_year, list(self.parents), self.last, self.lead))
            if self.last is not None and clause.quantities:
                self._open_parts()
        elif clause.opener == "）" and self.shelf:
            self.listing, self.inside, self.other_year, self.parents, self.last, self.lead = self.shelf.pop()
        elif clause.opener == "；" and len(self.parents) > 1:
            self.parents = self.parents[:1]
        if opens_parts(clause.text):
            self._open_parts()
        self._follow_period(clause.text)
        self.planned = self.planned or load_lexicon().patterns["not_this_year.plan"].search(clause.text) is not None

    def _open_parts(self) -> None:
        if self.last is None:
            return
        self.inside = True
        if not self.parents or self.parents[-1] is not self.last:
            self.parents.append(self.last)
        self.listing = self.last.code.startswith("disclosure.")

    def _follow_period(self, text: str) -> None:
        if "年" not in text and "今" not in text and "同期" not in text:
            return
        patterns = load_lexicon().patterns
        plain = _COMPARED.sub("", text)
        plain = _label_year().sub("", plain)
        years = [int(year) for year in _YEAR.findall(plain)]
        if patterns["not_this_year.pattern"].search(plain):
            self.other_year = True
        elif years and self.report_year is not None:
            self.other_year = years[-1] != self.report_year
        elif _NOW.search(plain):
            self.other_year = False

    def pass_clause(self, clause: Clause) -> None:
        """A clause without a count: its subject, and its words for the count that follows."""
        self.lead = f"{self.lead}，{clause.text}" if self.lead else clause.text
        topic = text_to_topic(clause.text)
        if topic:
            self.topic = topic

    def is_out_of_period(self, frame: Frame) -> bool:
        """Last year's figures, differences from them, and plans."""
        patterns = load_lexicon().patterns
        joint = "" if self.shelf else "，"
        text = f"{self.lead}{joint}{frame.left}" if frame.first else frame.left
        if patterns["not_this_year.difference"].search(frame.left) and "新增" not in frame.left[-4:]:
            return True
        if patterns["not_this_year.compared"].search(text):
            return True
        return self.other_year or self.planned

    def setting(self, frame: Frame) -> Setting:
        """What the disclosure reader must know."""
        lead = self.lead if frame.first else ""
        return Setting(
            self.listing,
            self.measure,
            self.topic,
            lead,
            self.heading_channel,
            self.report_year,
            disclosing=self.heading_topic == "disclosure",
            inside=self.inside,
            agency=self.agency,
        )

    def add(self, statement: Statement, *, top: bool) -> None:
        """Take a statement in: it may open a list, or be a part of one."""
        disclosed = statement.code.startswith(("disclosure.", "response.interpretations"))
        if self.parents and not top and statement is not self.parents[-1]:
            statement.parent = self.parents[-1]
        else:
            self.parents, self.inside = [statement], False
            self.last_top = statement
        self.last, self.lead = statement, ""
        self.topic = text_to_subject(statement.code)
        self.listing = disclosed and (self.listing or statement.code.startswith("disclosure."))
        if disclosed:
            self.measure = statement.measure
            summed = statement.code == "disclosure.total" and statement.channel == "all"
            self.listed = [] if summed else [*self.listed, statement]

    def skip(self, frame: Frame, *, closes: bool) -> None:
        """A count that is no fact; one with a subject of its own ends the list.

        Messages received are no metric, but what is said of them next (回复20件) is.
        """
        # 公报出刊12期，登载文件146件: the issues are no items, but tell where these stood.
        self.lead = frame.left if frame.quantity.measure == "期" else ""
        topic = text_to_topic(frame.left + frame.right)
        if topic == "messages":
            self.topic = topic
        if closes and not (topic and self.last and topic == text_to_subject(self.last.code)):
            self.listing = self.inside = False
            self.parents, self.last, self.last_top = [], None, None
            self.topic = "messages" if topic == "messages" else "foreign"
            self.closed = True
