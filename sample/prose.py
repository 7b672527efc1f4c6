"""What the sentences that state numbers are made of: each statement carries exactly the facts it states.

Every topic has several wordings; a wording gives None where the figures do not suit it. Numbers that look like facts
and are none (last year's, percentages, article numbers) stand beside the real ones on purpose.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sample.model import Agency, FactAnswer, Figures, State


@dataclass(frozen=True, slots=True)
class Context:
    """What a wording may speak of."""

    agency: Agency
    figures: Figures
    rng: random.Random

    @property
    def we(self) -> str:
        """How the office calls itself."""
        return f"我{self.agency.place.name[-1]}" if self.is_government else "我局"

    @property
    def is_government(self) -> bool:
        """Whether the report is a whole government's."""
        return self.agency.name.endswith("人民政府")

    @property
    def nickname(self) -> str:
        """The name of its WeChat account."""
        return f"{self.agency.place.name[:2]}{'发布' if self.is_government else '视窗'}"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and its facts; `total` is the number of items published that a table note may repeat."""

    text: str
    facts: tuple[FactAnswer, ...]
    total: int | None = None


Wording = Callable[[Context], Statement | None]


def state_topic(wordings: tuple[Wording, ...], context: Context) -> Statement:
    """One of the topic's wordings that suit the figures."""
    fitting = [statement for wording in wordings if (statement := wording(context)) is not None]
    return context.rng.choice(fitting)


def count_fact(code: str, value: int, raw: str, *, channel: str = "all", label: str = "") -> FactAnswer:
    """A count printed in digits."""
    return FactAnswer(code, Decimal(value), raw, channel=channel, label=label)


def zero_fact(code: str, raw: str) -> FactAnswer:
    """Nothing, said in words (未收到 …)."""
    state: State = "zero_stated"
    return FactAnswer(code, Decimal(0), raw, state)


def published_fact(value: int, raw: str, channel: str = "all", *, approximate: bool = False) -> FactAnswer:
    """A number of items published."""
    return FactAnswer("disclosure.total", Decimal(value), raw, channel=channel, approximate=approximate)
