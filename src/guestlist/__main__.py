"""`python -m guestlist` is the command `guestlist`."""

from guestlist.cli.app import main

if __name__ == "__main__":
    main()
