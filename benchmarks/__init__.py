"""Measures the server: reads beside a bare application, writes beside one transaction for each request."""
