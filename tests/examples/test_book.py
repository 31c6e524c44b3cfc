"""The book and the README lead somewhere, and say what the program says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import stemma
from stemma.export.story_file import load_schema
from stemma.pipeline import add
from stemma.store import Library, parse_query

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "examples/README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_of_page_lead_to_files(page: Path):
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [t for t in targets if not (page.parent / t).exists()] == []


def test_every_decision_is_in_the_contents():
    contents = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    notes = sorted(p.name for p in (ROOT / "docs/decisions").glob("*.md"))
    assert notes
    assert [n for n in notes if f"decisions/{n}" not in contents] == []


def test_every_field_of_a_story_file_is_described():
    said = (ROOT / "docs/data-model.md").read_text(encoding="utf-8").partition("## The story file")[2]
    schema = load_schema()
    fields = {
        *schema["properties"],
        *schema["$defs"]["report"]["properties"],
        *schema["$defs"]["story"]["properties"],
    }
    assert sorted(f for f in fields if f not in said) == []


def test_reference_says_what_the_command_line_says():
    done = subprocess.run(
        [sys.executable, ROOT / "docs/make_reference.py", "--check"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_check_fails_where_the_page_is_out_of_date(tmp_path: Path):
    script = tmp_path / "make_reference.py"
    script.write_text((ROOT / "docs/make_reference.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "command-line.md").write_text("old", encoding="utf-8")
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"out of date" in done.stderr
    assert (tmp_path / "command-line.md").read_text(encoding="utf-8") == "old"


def test_every_search_of_the_book_finds_something_in_the_example(tmp_path: Path):
    asked = [
        query
        for page in PAGES
        for query in re.findall(r"^stemma search '(.*?)'", page.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(asked) > 1
    with Library(tmp_path / "stemma.db", create=True) as library:
        add(library, [ROOT / "examples" / "visit"])
        assert [q for q in asked if not library.search(parse_query(q))[0]] == []


def test_readme_code_in_python_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    code = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    for block in code:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - the README is ours
    result = names["result"]
    assert isinstance(result, stemma.ReadResult)
    assert len(result.reports) == 10
    assert " from " in capsys.readouterr().out
