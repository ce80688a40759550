"""Registration on the website: the form, what comes of it, and the page that confirms it."""
