"""Recurring events: the rule's form, the plan of what an update does, and what becomes of single dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from guestlist import clock, limits
from guestlist.backoffice.events.copying import refuse
from guestlist.backoffice.events.related import address
from guestlist.catalog.choices import Frequency, PublishStatus
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import Event, EventSeries
from guestlist.limits import NAME_LENGTH_MAX
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.planning import series as planning
from guestlist.planning.recurrence import INTERVAL_MAX, Rule, dates
from guestlist.planning.refusals import PlanningRefused
from guestlist.planning.updating import Action, Outdated, SeriesPlan, apply, plan_update
from guestlist.registration.publishing import set_publish_status

_WEEKDAYS: Final = (
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
)
_AFTER: Final = "after"
_ON: Final = "on"


class DateInput(forms.DateInput):
    """The browser's own field for a date."""

    input_type = "date"

    def format_value(self, value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else value


class RuleForm(forms.Form):
    """How an event recurs."""

    frequency = forms.ChoiceField(
        label=gettext_lazy("It repeats"), choices=Frequency.choices, widget=UnfoldAdminSelectWidget
    )
    interval = forms.IntegerField(
        label=gettext_lazy("Interval"),
        min_value=1,
        max_value=INTERVAL_MAX,
        initial=1,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=gettext_lazy("How many days, weeks, months or years lie between two dates."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On these weekdays"),
        choices=_WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only for weekly events. None chosen: that of the first date."),
    )
    ends = forms.ChoiceField(
        label=gettext_lazy("It ends"),
        choices=((_AFTER, gettext_lazy("after a number of dates")), (_ON, gettext_lazy("on a date"))),
        initial=_AFTER,
        widget=UnfoldAdminRadioSelectWidget,
    )
    ends_after = forms.IntegerField(
        label=gettext_lazy("Number of dates"),
        required=False,
        min_value=1,
        max_value=limits.OCCURRENCES_MAX,
        initial=4,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last date"),
        required=False,
        widget=DateInput(attrs={"class": "ev-select"}),
        input_formats=["%Y-%m-%d"],
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        needed = "ends_after" if given.get("ends") == _AFTER else "ends_on"
        if given.get(needed) is None and needed not in self.errors:
            self.add_error(needed, _("When does it end?"))
        return given

    def rule(self) -> Rule:
        """Give the rule of a form that is in order; what does not belong to its kind is left out."""
        given = self.cleaned_data
        is_weekly = given["frequency"] == Frequency.WEEKLY
        return Rule(
            frequency=given["frequency"],
            interval=given["interval"],
            weekdays=tuple(given["weekdays"]) if is_weekly else (),
            ends_after=given["ends_after"] if given["ends"] == _AFTER else None,
            ends_on=given["ends_on"] if given["ends"] == _ON else None,
        )


class NewSeriesForm(RuleForm):
    """How an event recurs, and what all of its dates together are called."""

    name = forms.CharField(
        label=gettext_lazy("Name of the series"), max_length=NAME_LENGTH_MAX, widget=UnfoldAdminTextInputWidget
    )
    field_order = ("name",)


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One date of a plan, in words."""

    day: str
    action: str  # of Action
    text: str
    event: Event
    registrations: int
    affects_people: bool


def initial(rule: Rule) -> dict[str, Any]:
    """Give what the form of a rule shows at first."""
    return {
        "frequency": rule.frequency,
        "interval": rule.interval,
        "weekdays": list(rule.weekdays),
        "ends": _ON if rule.ends_on else _AFTER,
        "ends_after": rule.ends_after,
        "ends_on": rule.ends_on,
    }


def describe(rule: Rule) -> str:
    """Say how something recurs."""
    n = rule.interval
    texts = {
        Frequency.DAILY: ngettext("every day", "every %(n)d days", n),
        Frequency.WEEKLY: ngettext("every week", "every %(n)d weeks", n),
        Frequency.MONTHLY_BY_DATE: ngettext("every month on the same date", "every %(n)d months on the same date", n),
        Frequency.MONTHLY_BY_WEEKDAY: ngettext(
            "every month on the same weekday", "every %(n)d months on the same weekday", n
        ),
        Frequency.YEARLY: ngettext("every year", "every %(n)d years", n),
    }
    text = texts[Frequency(rule.frequency)] % {"n": n}
    if rule.weekdays:
        text += ", " + ", ".join(str(dict(_WEEKDAYS)[each]) for each in rule.weekdays)
    if rule.ends_on:
        return _("%(rule)s, until %(date)s") % {"rule": text, "date": date_format(rule.ends_on, "DATE_FORMAT")}
    times = ngettext("%(n)d time", "%(n)d times", rule.ends_after or 0) % {"n": rule.ends_after or 0}
    return f"{text}, {times}"


def day_text(day: date) -> str:
    """Give a date with its weekday, in the language of the page."""
    return f"{date_format(day, 'D')}, {date_format(day, 'DATE_FORMAT')}"


def repeat(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Ask how an event recurs, show the dates, and make it the first one of a series."""
    first = planning.local_date(event)
    start = {"name": event.name, **initial(Rule(Frequency.WEEKLY, weekdays=(first.weekday(),), ends_after=4))}
    form = NewSeriesForm(request.POST or None, initial=start)
    more: dict[str, Any] = {"form": form, "back": address("catalog_event_change", event.pk)}
    if request.method == "POST" and form.is_valid():
        try:
            if "make" in request.POST:
                made = planning.make_series(event, form.rule(), name=form.cleaned_data["name"])
                messages.success(request, _("The series is stored. Look at its dates, and add them."))
                return redirect("admin:catalog_eventseries_update", made.pk)
            more["dates"] = [day_text(day) for day in dates(form.rule(), first)]
        except PlanningRefused as refused:
            refuse(form, refused)
    return TemplateResponse(request, "backoffice/events/repeat.html", context | more)


def update(request: HttpRequest, series: EventSeries, context: dict[str, Any]) -> HttpResponse:
    """Show what becomes of each date if the series follows its rule, a new one or the present one, and do it."""
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial(planning.rule_of(series)))
    more: dict[str, Any] = {"form": form, "series": series, "back": address("catalog_eventseries_change", series.pk)}
    try:
        if request.method != "POST":
            more |= _shown(plan_update(series))
        elif form.is_valid():
            plan = plan_update(series, form.rule())
            if "apply" not in request.POST:
                more |= _shown(plan)
            elif (changed := _applied(request, plan)) is not None:
                messages.warning(request, _("Something changed meanwhile, so nothing was done. This is how it is now."))
                more |= _shown(changed)
            else:
                return redirect("admin:catalog_eventseries_change", series.pk)
    except OverflowError:
        more["refused"] = [_("Something of a date would lie outside of the years that can be stored.")]
    except PlanningRefused as refused:
        if form.is_bound:
            refuse(form, refused)
        else:
            more["refused"] = [problem.text for problem in refused.problems]
    return TemplateResponse(request, "backoffice/events/update_series.html", context | more)


def publish(request: HttpRequest, series: EventSeries, context: dict[str, Any]) -> HttpResponse:
    """Ask whether all coming drafts of a series shall go live, and publish them."""
    drafts = Event.objects.filter(series=series, publish_status=PublishStatus.DRAFT, ends_at__gt=clock.now())
    if request.method == "POST":
        with writing() as changes:
            lock_events(set(drafts.values_list("pk", flat=True)))
            found = list(drafts)
            for event in found:
                set_publish_status(event, PublishStatus.LIVE, changes)
        text = ngettext("%(number)d date is live now.", "%(number)d dates are live now.", len(found))
        messages.success(request, text % {"number": len(found)})
        return redirect("admin:catalog_eventseries_change", series.pk)
    more = {
        "explanation": _(
            "These dates go live: websites show them, and people can register. Sessions stay as they are."
        ),
        "rows": [_date_text(event) for event in drafts.order_by("starts_at")],
        "button": _("Go live"),
        "back": address("catalog_eventseries_change", series.pk),
    }
    return TemplateResponse(request, "backoffice/events/series_question.html", context | more)


def dissolve(request: HttpRequest, series: EventSeries, context: dict[str, Any]) -> HttpResponse:
    """Ask whether a series shall be no more, and dissolve it; its dates stay."""
    if request.method == "POST":
        with writing() as changes:
            planning.delete_series(series)
            changes.add(series.organization_id, ChangeKind.EVERYTHING)
        messages.success(request, _("“%(name)s” is no series any more. Its events are still there.") % {"name": series})
        return redirect("admin:catalog_eventseries_changelist")
    more = {
        "explanation": _(
            "The series ends: its dates stay as events of their own, with all registrations."
            " The pattern they were made from is deleted."
        ),
        "button": _("Dissolve the series"),
        "back": address("catalog_eventseries_change", series.pk),
        "is_danger": True,
    }
    return TemplateResponse(request, "backoffice/events/series_question.html", context | more)


def detach(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Ask whether a date of a series shall go its own way, and let it."""
    if request.method == "POST":
        try:
            with writing():
                lock_events({event.pk})
                planning.detach(Event.objects.get(pk=event.pk))
        except PlanningRefused as refused:
            messages.error(request, " ".join(problem.text for problem in refused.problems))
        else:
            messages.success(request, _("“%(name)s” goes its own way now.") % {"name": event.name})
        return redirect("admin:catalog_event_change", event.pk)
    more = {
        "explanation": _(
            "The event keeps its place in the series, but changes of the series do not reach it any more."
            " This cannot be taken back."
        ),
        "button": _("Detach"),
        "back": address("catalog_event_change", event.pk),
    }
    return TemplateResponse(request, "backoffice/events/series_question.html", context | more)


def _applied(request: HttpRequest, plan: SeriesPlan) -> SeriesPlan | None:
    """Do what was shown; gives the plan as it is now if that is something else, and nothing was done then."""
    if request.POST.get("shown") != _mark(plan):
        return plan
    done = apply(plan, publish=bool(request.POST.get("publish")))
    if isinstance(done, Outdated):
        return done.plan
    messages.success(request, _("The dates are up to date."))
    return None


def _shown(plan: SeriesPlan) -> dict[str, Any]:
    planned = [_planned(each) for each in plan.occurrences]
    return {
        "plan": plan,
        "rule": describe(plan.rule),
        "planned": planned,
        "touched": [each for each in planned if each.affects_people],
        "has_new": bool(plan.with_action(Action.CREATE)),
        "shown": _mark(plan),
    }


def _planned(each: Any) -> PlannedDate:
    texts = {
        Action.CREATE: _("new"),
        Action.CHANGE: _("changed"),
        Action.KEEP: _("as it is"),
        Action.REMOVE: _("removed: nobody hangs on it"),
        Action.CANCEL: _("cancelled: people depend on it"),
        Action.LEAVE: _("left alone: detached") if each.event.is_detached else _("left alone: over"),
    }
    day = day_text(each.on)
    return PlannedDate(day, each.action, texts[each.action], each.event, each.registrations, each.affects_people)


def _mark(plan: SeriesPlan) -> str:
    """Give what tells a plan from another one: what becomes of which date, and whom it touches."""
    essence: Sequence[Any] = [(each.on.isoformat(), each.action, each.registrations) for each in plan.occurrences]
    return sha256(repr((plan.rule, essence)).encode()).hexdigest()


def _date_text(event: Event) -> str:
    return f"{day_text(planning.local_date(event))} · {event.name}"
