"""The website's pages: each reads what it shows and names its template."""
