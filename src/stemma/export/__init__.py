"""The export room: what a person or another program sees of a result. Everything here is a pure function."""

from stemma.export.files import FORMS, NEEDS_EXTRA, ExportForm, to_files
from stemma.export.page import render_page
from stemma.export.rows import annotate_row, clean_row
from stemma.export.story_file import (
    correction_row,
    dump_story_file,
    report_row,
    run_row,
    story_row,
    to_json_text,
    to_story_file,
    variant_row,
)
from stemma.export.story_reader import given_publication, load_correction, load_story
from stemma.export.terminal import print_summary, print_variants

__all__ = [
    "FORMS",
    "NEEDS_EXTRA",
    "ExportForm",
    "annotate_row",
    "clean_row",
    "correction_row",
    "dump_story_file",
    "given_publication",
    "load_correction",
    "load_story",
    "print_summary",
    "print_variants",
    "render_page",
    "report_row",
    "run_row",
    "story_row",
    "to_files",
    "to_json_text",
    "to_story_file",
    "variant_row",
]
