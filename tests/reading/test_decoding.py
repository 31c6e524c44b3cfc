import pytest

from stemma.errors import FormatError
from stemma.reading.dates import parse_published
from stemma.reading.decoding import decode
from stemma.reading.languages import detect_language

TEXT = (
    "Le conseil a décidé lundi de rouvrir le quai nord après onze mois de travaux. « Enfin », a dit le maire.\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_text_comes_out_whole_in_any_encoding(encoding: str):
    data = TEXT.encode(encoding)
    decoded = decode("f", data)
    assert decoded.text == TEXT
    assert data[decoded.skipped :] == TEXT.encode(decoded.encoding)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x00\x01\x02binary\x00" * 50, "binary"),
        (bytes(range(1, 32)) * 30 + b"\xff\xfe\xfd", "binary"),
        (b"\xef\xbb\xbfcaf\xe9", "breaks at byte 3"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, why: str):
    with pytest.raises(FormatError, match=why):
        decode("f", data)


@pytest.mark.parametrize(
    ("given", "iso", "precision"),
    [
        ("2031", "2031", "year"),
        ("2031-03", "2031-03", "month"),
        ("2031-03-04", "2031-03-04", "day"),
        ("2031-03-04T10:30:00Z", "2031-03-04T10:30:00+00:00", "second"),
        (" 2031-03-04 10:30 ", "2031-03-04T10:30:00", "second"),
    ],
)
def test_dates_are_no_more_precise_than_written(given: str, iso: str, precision: str):
    publication = parse_published(given, "option")
    assert publication is not None
    assert (publication.iso(), publication.precision) == (iso, precision)


@pytest.mark.parametrize("given", ["", "0000", "2031-13", "2031-02-30", "yesterday", "04/03/2031"])
def test_no_date_is_none(given: str):
    assert parse_published(given, "option") is None


def test_language_is_told_from_a_few_sentences_and_not_from_a_name():
    assert detect_language(TEXT) == "fr"
    assert (
        detect_language("The harbour council voted on Monday to reopen the northern quay after repairs.") == "en"
    )
    assert detect_language("Port Ellan") is None
    assert detect_language("asdf qwer zxcv uiop hjkl vbnm tyui ghjk dfgh wert sdfg xcvb") is None
