"""A report as a ZIP archive: its Word file under a Chinese name, as Windows packs it."""

from __future__ import annotations

import io
import zipfile

from sample.model import ReportContent
from sample.render_docx import render_docx

_STAMP = (2020, 1, 1, 0, 0, 0)


def render_zip(content: ReportContent) -> bytes:
    """The archive's bytes; the name in it is stored in GBK without saying so."""
    name = f"{content.title}.docx".encode("gb18030")
    placeholder = "_" * len(name)  # zipfile stores what is not ASCII as UTF-8 alone
    member = zipfile.ZipInfo(placeholder, _STAMP)
    member.compress_type = zipfile.ZIP_DEFLATED
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, render_docx(content))
    return buffer.getvalue().replace(placeholder.encode(), name)
