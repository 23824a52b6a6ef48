"""Wuxing: a service standard that runs."""

__version__ = "0.1.0"
