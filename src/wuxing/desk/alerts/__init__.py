"""Promises in danger: who is told, who takes note, who steps in."""
