from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.serve.uploads import lay_down, plain_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("report.txt", "report.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\report.html", "report.html"),
        ("..", "upload"),
        ("", "upload"),
        ("/", "upload"),
        (".htaccess", "htaccess"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("evil\u202etxt.exe", "evil_txt.exe"),
        ("Über ‘quotes’.txt", "Über ‘quotes’.txt"),
    ],
)
def test_only_what_names_a_file_is_kept_of_a_name(sent: str, kept: str):
    assert plain_name(sent) == kept


def test_a_long_name_keeps_its_ending():
    assert plain_name("x" * 500 + ".html").endswith("x.html")
    assert plain_name("船" * 100 + ".html") == "船" * 65 + ".html"


@given(st.text(max_size=300))
def test_every_name_stays_in_its_folder(name: str):
    kept = plain_name(name)
    assert Path("folder", kept).parent == Path("folder")
    assert 0 < len(kept.encode()) <= 200
    assert len(kept.encode("utf-8")) <= 120 * 4


def test_two_files_of_one_name_are_both_kept(tmp_path: Path):
    paths = [lay_down(tmp_path, "a.txt", io.BytesIO(x)) for x in (b"one", b"two")]
    assert [Path(p).read_bytes() for p in paths] == [b"one", b"two"]
    assert Path(paths[1]).name == "a (2).txt"
