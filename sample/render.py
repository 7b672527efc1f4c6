"""Content to bytes: one row a format."""

from __future__ import annotations

import random
from collections.abc import Callable

from sample.model import DocumentPlan, ReportContent
from sample.render_docx import render_docx
from sample.render_html import draw_html_style, render_html
from sample.render_ofd import draw_ofd_style, render_ofd
from sample.render_pdf import draw_pdf_style, render_pdf
from sample.render_picture import render_docx_picture, render_html_picture, render_picture
from sample.render_rtf import draw_rtf_style, render_rtf
from sample.render_scan import draw_scan_style, render_scan
from sample.render_sheet import draw_sheet_style, render_xls, render_xlsx
from sample.render_text import render_text
from sample.render_zip import render_zip

Renderer = Callable[[ReportContent, DocumentPlan, random.Random], bytes]

RENDERERS: dict[str, Renderer] = {
    "html": lambda content, plan, rng: render_html(content, plan, draw_html_style(rng, gb=False, varied=plan.varied)),
    "html_gb": lambda content, plan, rng: render_html(content, plan, draw_html_style(rng, gb=True, varied=plan.varied)),
    "pdf": lambda content, _plan, rng: render_pdf(content, draw_pdf_style(rng)),
    "docx": lambda content, _plan, _rng: render_docx(content),
    "text_cells": lambda content, _plan, _rng: render_text(content, "cells"),
    "text_tabs": lambda content, _plan, _rng: render_text(content, "tabs"),
    "text_ragged": lambda content, _plan, _rng: render_text(content, "ragged"),
    "text_spaces": lambda content, _plan, _rng: render_text(content, "spaces"),
    "text_lines": lambda content, _plan, _rng: render_text(content, "lines"),
    "xlsx": lambda content, _plan, rng: render_xlsx(content, draw_sheet_style(rng)),
    "xls": lambda content, _plan, rng: render_xls(content, draw_sheet_style(rng)),
    "ofd": lambda content, _plan, rng: render_ofd(content, draw_ofd_style(rng)),
    "rtf": lambda content, _plan, rng: render_rtf(content, draw_rtf_style(rng)),
    "zip": lambda content, _plan, _rng: render_zip(content),
    "doc": lambda content, _plan, _rng: render_docx(content),
    "wps": lambda content, _plan, _rng: render_docx(content),
    "rtf_office": lambda content, _plan, _rng: render_docx(content),
    "scan_pdf": lambda content, _plan, rng: render_scan(content, draw_scan_style(rng), rng),
    "scan_pdf_200": lambda content, _plan, rng: render_scan(content, draw_scan_style(rng, dpi=200), rng),
    "picture": lambda content, _plan, rng: render_picture(content, rng),
    "html_picture": render_html_picture,
    "docx_picture": lambda content, _plan, rng: render_docx_picture(content, rng),
}
"""The last three are what LibreOffice converts (`office.OFFICE_TARGETS`)."""

MEDIA_TYPES = {
    "html": "text/html",
    "html_gb": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text_cells": "text/plain",
    "text_tabs": "text/plain",
    "text_ragged": "text/plain",
    "text_spaces": "text/plain",
    "text_lines": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ofd": "application/ofd",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "doc": "application/msword",
    "wps": "application/msword",
    "rtf_office": "application/rtf",
    "scan_pdf": "application/pdf",
    "scan_pdf_200": "application/pdf",
    "picture": "image/png",
    "html_picture": "text/html",
    "docx_picture": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""As the portal sends them: without a charset, as many real ones do."""
