"""What pages show, ready to print: rows of the catalog as a visitor reads them."""
