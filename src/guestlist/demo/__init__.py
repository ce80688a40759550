"""The demo: a made-up organization with a conference and smaller events, always in the months to come."""
