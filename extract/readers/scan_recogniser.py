"""Pictures of single text lines → texts, by rapidocr's recognition model, offline and on this machine alone."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from extract.errors import ConfigurationError

if TYPE_CHECKING:
    import onnxruntime

Grey = NDArray[np.uint8]

_MODEL = "models/PP-OCRv6_rec_small.onnx"
_HEIGHT = 48  # pixels, as the model was trained
_STEP = 8  # columns that the model makes one prediction of
_LONG, _SQUEEZE = 8, 0.7  # a line of prose is read as well, and a quarter faster, somewhat narrower than it is
_WIDEST = 2048  # columns; a longer line is squeezed
_BATCH = 2560  # columns of one run, which bounds its memory
_ROUND = 32
_THREADS = 2
_CHOICES = 8
_CLEAR = 0.995
_WIDER = 1.5


Choice = tuple[tuple[str, float], ...]
"""The characters that one place may hold, with their probabilities, the most probable first."""


@dataclass(frozen=True, slots=True)
class LineReading:
    """What the model reads in one line: for each character the few that it may be."""

    choices: tuple[Choice, ...]

    @property
    def text(self) -> str:
        """The most probable characters."""
        return "".join(choice[0][0] for choice in self.choices)


def recognise(lines: Sequence[Grey]) -> list[LineReading]:
    """Read pictures of one line each (dark on white, any height); those of like width are read together."""
    session, alphabet = _load()
    prepared = [_to_input(line) for line in lines]
    readings: dict[int, LineReading] = {}
    for batch in _batches([image.shape[1] for image in prepared]):
        width = max(prepared[at].shape[1] for at in batch)
        pixels = np.zeros((len(batch), 3, _HEIGHT, width), np.float32)
        for row, at in enumerate(batch):
            pixels[row, :, :, : prepared[at].shape[1]] = prepared[at]
        (scores,) = session.run(None, {session.get_inputs()[0].name: pixels})
        for row, at in enumerate(batch):
            readings[at] = _decode(scores[row], alphabet)
    return [readings[at] for at in range(len(lines))]


def line_to_columns(line: Grey) -> int:
    """What a line costs to read, in columns of the model's input."""
    ratio = int(line.shape[1]) / int(line.shape[0])
    squeezed = ratio if ratio <= _LONG else _LONG + (ratio - _LONG) * _SQUEEZE
    return min(_WIDEST, max(_HEIGHT, round(_HEIGHT * squeezed)))


def line_to_wider(line: Grey) -> Grey:
    """The same line half as wide again and with more white around it, for a second look."""
    import cv2  # noqa: PLC0415 - only scans need it

    height, width = line.shape[:2]
    wider = cv2.resize(line, (round(width * _WIDER), height), interpolation=cv2.INTER_CUBIC)
    margin = max(1, height // 8)
    return np.asarray(np.pad(wider, margin, constant_values=255), np.uint8)


@lru_cache(maxsize=1)
def _load() -> tuple[onnxruntime.InferenceSession, list[str]]:
    """The model of this process, loaded when the first line is read."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime  # noqa: PLC0415 - 40 MB that only scans need

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _threads()
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # other readers want the cores too
    options.enable_cpu_mem_arena = False  # the arena keeps the largest batch's memory for good
    session = onnxruntime.InferenceSession(str(_model_path()), options, providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, ["", *characters, " "]


def _threads() -> int:
    """As many as the environment says (1 where several readers run), else as there are cores, at most two."""
    wanted = os.environ.get("GONGKAI_OCR_THREADS", "")
    if not wanted:
        return min(_THREADS, len(os.sched_getaffinity(0)))
    if not wanted.isdecimal() or not int(wanted):
        raise ConfigurationError(f"GONGKAI_OCR_THREADS is {wanted!r}: set it to a number from 1 on, or unset it")
    return int(wanted)


def _model_path() -> Path:
    """In the installed package, found without importing it: that would load everything it can do."""
    package = importlib.util.find_spec("rapidocr")
    if package is None or package.origin is None:
        raise ImportError("rapidocr is not installed; it brings the model that reads scans")
    return Path(package.origin).parent / _MODEL


def _to_input(line: Grey) -> NDArray[np.float32]:
    import cv2  # noqa: PLC0415 - only scans need it

    scaled = cv2.resize(line, (line_to_columns(line), _HEIGHT), interpolation=cv2.INTER_LINEAR)
    return np.asarray(scaled, np.float32) / np.float32(127.5) - np.float32(1.0)


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Indices of lines of like width, as many as fit into one run."""
    batches: list[list[int]] = []
    for at in sorted(range(len(widths)), key=lambda at: widths[at]):
        width = -(-widths[at] // _ROUND) * _ROUND
        if batches and width * (len(batches[-1]) + 1) <= _BATCH and width <= 1.3 * widths[batches[-1][0]] + _ROUND:
            batches[-1].append(at)
        else:
            batches.append([at])
    return batches


def _decode(scores: NDArray[np.float32], alphabet: Sequence[str]) -> LineReading:
    """The most probable character of each step, repeats joined and gaps left out (CTC)."""
    best = scores.argmax(axis=1)
    steps: list[int] = []
    for step, code in enumerate(best.tolist()):
        if code == 0:
            continue
        if step and best[step - 1] == code:
            if scores[step, code] > scores[steps[-1], code]:
                steps[-1] = step
            continue
        steps.append(step)
    return LineReading(tuple(_choice(scores[step], alphabet) for step in steps))


def _choice(scores: NDArray[np.float32], alphabet: Sequence[str]) -> Choice:
    """The likeliest characters of one step, the gap left out; a certain one stands alone."""
    first = int(scores.argmax())
    if scores[first] >= _CLEAR:
        return ((alphabet[first], float(scores[first])),)
    likeliest = np.argpartition(scores, -_CHOICES)[-_CHOICES:]
    ranked = sorted(likeliest.tolist(), key=lambda code: -float(scores[code]))
    return tuple((alphabet[code], float(scores[code])) for code in ranked if code)
