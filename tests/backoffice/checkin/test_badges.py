"""Badges: who gets one, what stands on it, and that no name is cut."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PageObject, PdfReader
from reportlab.lib.units import mm

from guestlist.accounts.models import Membership
from guestlist.backoffice.checkin.badges.badge import Badge
from guestlist.backoffice.checkin.badges.drawing import draw
from guestlist.backoffice.checkin.badges.lettering import BOLD, fit
from guestlist.backoffice.checkin.badges.sheets import SHEETS
from guestlist.people.models import Contact
from guestlist.registration.models import Registration
from guestlist.registration.rules.commands import Answer, Cancel
from guestlist.registration.store.erasing import blank_people
from tests.backoffice.conftest import signed_in
from tests.backoffice.registrations.visits import address, choose, people_list, registered, said, text_of
from tests.builders import commit, make_event, make_field, make_pass

Role = Membership.Role
LONG = "Wolfeschlegelsteinhausenbergerdorff"


@pytest.fixture
def event(house, clock):
    return make_event(house.organization, "Tidal_Talks")


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def words_on(content: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(pages(content)))


def pdf_of(client, event, **form) -> bytes:
    response = client.post(address("checkin_badges", event.pk), {"sheet": "90x54", "with_code": "on", **form})
    assert response["Content-Type"] == "application/pdf", said(response)
    return bytes(response.content)


def begin_of(page: PageObject, text: str) -> float:
    """Give how far from the left a text begins, in points."""
    found: list[float] = []

    def visit(part: str, current: list[float], matrix: list[float], *_font: object) -> None:
        if text in part:
            found.append(current[4] + matrix[4])

    page.extract_text(visitor_text=visit)
    return found[0]


def code_begins(page: PageObject) -> float:
    """Give how far from the left the QR code's first module is, in points."""
    shapes = re.findall(rb"([\d.]+) [\d.]+ [\d.]+ [\d.]+ re", page.get_contents().get_data())
    return min(float(left) for left in shapes)


def a_badge(name: str = "Mara Oyelaran", **values) -> Badge:
    return Badge(**({"name": name, "lines": (), "event": "Tidal Talks", "code": "GL-7F3K9Q2DXM"} | values))


def test_everybody_with_a_place_gets_a_badge_in_order_of_last_names(owner, event):
    event_pass = make_pass(event, price_minor=0)
    _two, one, three = registered(event, 2, 1, 3, pass_id=str(event_pass.pk))
    commit(event, Cancel(three.pk))
    Contact.objects.filter(pk=one.contact_id).update(company_name="Harbour Office")

    words = words_on(pdf_of(owner, event, line="company", with_pass="on"))

    assert words.index("Oyelaran 1") < words.index("Oyelaran 2")
    assert "Oyelaran 3" not in words
    assert words.count("Two-day pass") == 2
    assert words.count("Harbour Office") == 1


def test_an_erased_person_gets_no_badge(owner, event, clock):
    _here, erased = registered(event, 1, 2)
    blank_people([erased.pk], clock.now())

    words = words_on(pdf_of(owner, event))

    assert "Oyelaran 1" in words
    assert "Erased" not in words


def test_an_answer_may_stand_below_the_name(owner, event):
    field = make_field(event, "Employer")
    registered(event, 1, answers=[Answer(str(field.pk), "Dike Authority")])

    assert "Dike Authority" in words_on(pdf_of(owner, event, line=str(field.pk)))


def test_those_who_were_chosen_in_the_list_get_badges(owner, event):
    one, _two, three = registered(event, 1, 2, 3)
    asked = choose(owner, people_list("registration", event), "print_badges", [one.pk, three.pk])
    chosen = asked.context["form"]["chosen"].value()

    words = words_on(pdf_of(owner, event, chosen=chosen))

    assert "Badges of 2 people" in text_of(asked)
    assert [number for number in (1, 2, 3) if f"Oyelaran {number}" in words] == [1, 3]


def test_people_of_two_events_are_not_printed_together(owner, event, house):
    (one,) = registered(event, 1)
    (two,) = registered(make_event(house.organization, "Night_Tours"), 2)

    response = choose(owner, people_list("registration"), "print_badges", [one.pk, two.pk])

    assert said(response) == ["Please print the badges of one event at a time."]


def test_one_person_may_get_a_badge_alone(owner, event):
    one, _two = registered(event, 1, 2)

    asked = owner.get(address("checkin_badges", event.pk, registration=one.pk))

    assert "Badge of 1 person" in text_of(asked)
    assert asked.context["form"]["chosen"].value() == str(one.pk)


def test_ids_of_another_event_or_organization_print_nothing(event, house, other_house):
    registered(event, 1)
    theirs = other_house.pk(Registration)

    response = signed_in(house.users[Role.OWNER]).post(
        address("checkin_badges", event.pk), {"sheet": "90x54", "chosen": str(theirs)}
    )

    assert response.status_code == 302
    assert said(response) == ["None of these people has a place at the event."]


def test_a_viewer_prints_nothing(client_of, event):
    viewer = client_of(Role.VIEWER)

    assert viewer.get(address("checkin_badges", event.pk)).status_code == 403
    assert viewer.post(address("checkin_badges", event.pk), {"sheet": "90x54"}).status_code == 403


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_labels_lie_within_the_page_and_beside_each_other(sheet):
    corners = [sheet.corner(place) for place in range(sheet.labels)]

    assert all(left >= 0 and left + sheet.label[0] <= sheet.page[0] + 1e-9 for left, _top in corners)
    assert all(top >= 0 and top + sheet.label[1] <= sheet.page[1] + 1e-9 for _left, top in corners)
    assert all(
        abs(one[0] - other[0]) >= sheet.label[0] - 1e-9 or abs(one[1] - other[1]) >= sheet.label[1] - 1e-9
        for one in corners
        for other in corners
        if one != other
    )


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_a_full_sheet_is_followed_by_the_next(sheet):
    content = draw([a_badge(f"Person {number}") for number in range(sheet.labels + 1)], sheet, title="Badges")

    assert [text.count("Person") for text in pages(content)] == [sheet.labels, 1]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
@pytest.mark.parametrize(
    "name",
    [LONG, f"Adolph Blaine {LONG} Senior", "W" * 500, "Ὀδυσσεὺς Ἰθακήσιος", "Łucja Đặng Ñandú", "Дмитрий Щербаков"],
    ids=["one-long-word", "several", "endless", "greek", "latin", "cyrillic"],
)
def test_every_letter_of_a_name_is_printed(sheet, name):
    content = draw([a_badge(name)], sheet, title="Badges")

    assert "".join(name.split()) in "".join(words_on(content).split())


@pytest.mark.parametrize(
    "name",
    ["Al", "Mara Oyelaran", LONG, "W" * 500, "山田 太郎", "김민준", "محمد العربي", "م" * 500, "Dr. דוד כהן", "สมชาย"],
    ids=[
        "short",
        "usual",
        "one-long-word",
        "endless",
        "japanese",
        "korean",
        "arabic",
        "endless-arabic",
        "mixed",
        "thai",
    ],
)
def test_a_name_stays_within_its_box(name):
    block = fit(name, BOLD, width=150, height=80, size_max=26, lines_max=3)

    assert block.width <= 150
    assert block.height <= 80


def test_short_names_are_larger_than_long_ones():
    sizes = [fit(name, BOLD, width=150, height=80, size_max=26, lines_max=3).size for name in ("Al Bo", LONG, LONG * 3)]

    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 26


@pytest.mark.parametrize(
    ("name", "font"), [("山田 たろう", "HeiseiKakuGo-W5"), ("김민준", "HYGothic-Medium"), ("王小明", "STSong-Light")]
)
def test_eastern_names_are_set_in_fonts_that_have_their_letters(name, font):
    content = draw([a_badge(name, code="")], SHEETS["90x54"], title="Badges")

    fonts = PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"]
    assert any(font in str(each.get_object()["/BaseFont"]) for each in fonts.values())


def test_a_name_that_runs_from_right_to_left_begins_at_the_right_with_the_code_at_the_left():
    left, right = (
        PdfReader(io.BytesIO(draw([a_badge(name)], SHEETS["roll-90x54"], title="Badges"))).pages[0]
        for name in ("Mara", "דוד")
    )

    assert 0 < begin_of(left, "Mara") < 20 * mm
    assert begin_of(right, "דוד") > 45 * mm
    assert code_begins(left) > 45 * mm
    assert code_begins(right) < 20 * mm


def test_who_prints_badges_is_told_of_names_that_come_out_as_boxes(owner, event):
    one, _two = registered(event, 1, 2)
    Registration.objects.filter(pk=one.pk).update(first_name="สมชาย")

    page = text_of(owner.get(address("checkin_badges", event.pk)))

    assert "lack some letters" in page
    assert page.count("สมชาย") == 1
    assert "Oyelaran 2" not in page


def test_usual_names_come_without_a_warning(owner, event):
    registered(event, 1)

    assert "lack some letters" not in text_of(owner.get(address("checkin_badges", event.pk)))


@pytest.mark.parametrize(
    "name", ["प्रिया", "ܡܪܝ", "𠮷田", "\u202e", "\u200d", "😀👩\u200d🔬", "\ufe0f", "א\u05b8 (", "\u0301a"]
)
@pytest.mark.parametrize("sheet", ["90x54", "105x148"])
def test_no_name_keeps_a_badge_from_being_drawn(sheet, name):
    assert len(pages(draw([a_badge(name, lines=(name,))], SHEETS[sheet], title=name))) == 1
