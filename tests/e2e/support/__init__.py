"""Shared by the end-to-end and browser tests."""
