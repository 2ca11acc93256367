"""Checks of one county's archive."""
