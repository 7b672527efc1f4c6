"""Content to bytes: one row a format."""

from __future__ import annotations

import random
from collections.abc import Callable

from sample.model import DocumentPlan, ReportContent
from sample.render_docx import render_docx
from sample.render_html import draw_html_style, render_html
from sample.render_pdf import draw_pdf_style, render_pdf
from sample.render_picture import render_docx_picture, render_html_picture, render_picture
from sample.render_scan import draw_scan_style, render_scan
from sample.render_text import render_text

Renderer = Callable[[ReportContent, DocumentPlan, random.Random], bytes]

RENDERERS: dict[str, Renderer] = {
    "html": lambda content, plan, rng: render_html(content, plan, draw_html_style(rng, gb=False)),
    "html_gb": lambda content, plan, rng: render_html(content, plan, draw_html_style(rng, gb=True)),
    "pdf": lambda content, _plan, rng: render_pdf(content, draw_pdf_style(rng)),
    "docx": lambda content, _plan, _rng: render_docx(content),
    "text_cells": lambda content, _plan, _rng: render_text(content, "cells"),
    "text_tabs": lambda content, _plan, _rng: render_text(content, "tabs"),
    "text_ragged": lambda content, _plan, _rng: render_text(content, "ragged"),
    "scan_pdf": lambda content, _plan, rng: render_scan(content, draw_scan_style(rng), rng),
    "scan_pdf_200": lambda content, _plan, rng: render_scan(content, draw_scan_style(rng, dpi=200), rng),
    "picture": lambda content, _plan, rng: render_picture(content, rng),
    "html_picture": render_html_picture,
    "docx_picture": lambda content, _plan, rng: render_docx_picture(content, rng),
}

MEDIA_TYPES = {
    "html": "text/html",
    "html_gb": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text_cells": "text/plain",
    "text_tabs": "text/plain",
    "text_ragged": "text/plain",
    "scan_pdf": "application/pdf",
    "scan_pdf_200": "application/pdf",
    "picture": "image/png",
    "html_picture": "text/html",
    "docx_picture": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""As the portal sends them: without a charset, as many real ones do."""
