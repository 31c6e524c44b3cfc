"""Stemma: family trees of news reports."""
