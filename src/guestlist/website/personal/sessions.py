"""Choosing other sessions: taking, giving back, exchanging and waiting, all with one form, all of it or nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from guestlist import ids
from guestlist.registration.personal import self_service
from guestlist.website.personal.about import about
from guestlist.website.personal.choosing import HAD, offers_automatic, sessions_form
from guestlist.website.personal.opening import Opened, personal_view
from guestlist.website.personal.page import may_choose, show_page
from guestlist.website.personal.telling import NOT_DONE, Told, answer
from guestlist.website.registration.given import read


@personal_view
def change(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show the sessions to choose from; take what was chosen."""
    if request.method != "POST":
        return _show(request, opened)
    given = read(request.POST, (), people_max=1).attendees[0]
    ticked = {each.id: each.waits for each in given.sessions if each.id}
    # What the form showed as chosen: what came or went meanwhile is not meant by it.
    had = {key for text in request.POST.getlist(HAD) if (key := ids.parse_guid(text))}
    answered = self_service.change_choices(
        opened.organization,
        opened.key,
        joins=[key for key, waits in ticked.items() if not waits and key not in had],
        waits_for=[key for key, waits in ticked.items() if waits and key not in had],
        leaves=[key for key in had if key not in ticked],
        auto_register=given.automatic,
    )
    return answer(request, opened, answered, Told.SESSIONS, repeated=Told.NOTHING, show=_show)


def _show(request: HttpRequest, opened: Opened, problem: str = "") -> HttpResponse:
    if not may_choose(opened.personal):
        return show_page(request, opened, problem) if problem else HttpResponseRedirect(opened.address())
    question, had = sessions_form(opened.personal)
    context = about(opened) | {
        "question": question,
        "had": had,
        "problem": problem,
        "offers_automatic": offers_automatic(opened.personal),
    }
    return render(request, "website/personal/sessions.html", context, status=NOT_DONE if problem else 200)
