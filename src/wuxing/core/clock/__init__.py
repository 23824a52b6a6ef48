"""Clocks: where each promise of a case stands at an instant, and why."""
