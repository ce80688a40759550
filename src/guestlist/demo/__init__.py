"""The demo: a made-up organization with a conference and smaller events, always in the months to come."""

from guestlist.demo.filling import Demo, NotEmpty, fill_demo

__all__ = ["Demo", "NotEmpty", "fill_demo"]
