"""What must be set before the libraries that recognition needs are loaded."""

from __future__ import annotations

import os
from functools import lru_cache


@lru_cache(maxsize=1)
def load_libraries() -> None:
    """Load them, kept small: each reserves address space for every core it may use, and a reader's is limited."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    import cv2  # noqa: PLC0415 - most documents hold no picture

    cv2.setNumThreads(1)
