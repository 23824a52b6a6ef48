"""Published standards."""

from __future__ import annotations

from django.db import models


class Publication(models.Model):
    """One version of a standard, its text byte for byte. It never changes: a correction is a new version.

    It carries the texts it extends, so that what it says depends on nothing outside its row.
    """

    name = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    text = models.BinaryField(help_text="UTF-8, as published")
    sha256 = models.CharField(max_length=64, help_text="of the text")
    bases = models.JSONField(default=dict, help_text="texts it extends, by name@version, as they were")
    meaning = models.CharField(max_length=64, help_text="sha256 over the text and those it extends")
    title = models.JSONField(help_text="zh and en")
    applies_to = models.CharField(max_length=10, default="new_cases", help_text="new_cases, or open_cases too")
    effective_at = models.DateTimeField(help_text="in force from here on, until a later one takes over")
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=64, help_text="an actor")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="publication_once")]
        indexes = [models.Index(fields=["-effective_at", "-id"], name="publication_in_force")]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """`name@version`, the first half of every citation."""
        return f"{self.name}@{self.version}"
