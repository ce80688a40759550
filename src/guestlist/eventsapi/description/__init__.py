"""The API described from its own structs and table: OpenAPI, and a page for people."""
