"""Willing: who would do what, how firmly, on which conditions, on whose word."""
