"""Numbers of reports can be read out, and are never a word."""

from assessment.core.numbering import LETTERS, draft_number, is_report_number, report_number


def test_a_number_has_no_vowels_and_nothing_that_looks_like_another():
    assert not set(LETTERS) & set("AEIOUYL01S")
    numbers = {report_number(2026, str(secret)) for secret in range(2000)}
    assert len(numbers) == 2000
    assert all(is_report_number(number) and len(number) == 17 for number in numbers)


def test_the_same_secret_gives_the_same_number():
    assert report_number(2026, "a") == report_number(2026, "a") != report_number(2027, "a")


def test_the_name_of_a_draft_is_no_number_of_a_report():
    assert not is_report_number(draft_number(b"a"))
    assert draft_number(b"a") != draft_number(b"b")
