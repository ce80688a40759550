"""Texts of Unfold's that our pages show: Unfold has no German, so our own catalog translates them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

# Never read: they stand here so that `make messages` finds them. Each is to the letter what Unfold's templates say.
TEXTS: Final = (
    # Lists
    _("Select action"),
    _("Select action to run"),
    _("Select all rows"),
    _("Select record"),
    _("Select value"),
    _("Run"),
    _("More actions"),
    _("Expand row"),
    _("Record picture"),
    _("True"),
    _("False"),
    _("No data"),
    _("Not enough data."),
    _("Previous"),
    _("Next"),
    # Filters
    _("Filters"),
    _("Apply Filters"),
    _("Reset filters"),
    _("From"),
    _("To"),
    _("Date from"),
    _("Date to"),
    _("Value"),
    # Search
    _("Type to search"),
    _("Search apps and models..."),
    _("Recent searches"),
    _("No recent searches"),
    _("No results matching your query"),
    _("Loading more results..."),
    ngettext_lazy(
        "\n                Found %(counter)s result in %(time)s seconds\n            ",
        "\n                Found %(counter)s results in %(time)s seconds\n            ",
        "counter",
    ),
    # Forms
    _("General"),
    _("Date"),
    _("Add new item"),
    _("This item will be deleted."),
    _("Click to cancel"),
    _("Image preview"),
    _("Click to download"),
    _("Choose file to upload"),
    _("Current file"),
    _("Toggle password visibility"),
    _("Submit"),
    _("Cancel"),
    # Around every page
    _("All applications"),
    _("Go back"),
    _("Light"),
    _("Dark"),
    _("System"),
    # Signing in and out
    _("Welcome back to"),
    _("Forgotten your password or username?"),
    _("Return to site"),
    _("You have been successfully logged out from the administration"),
)
