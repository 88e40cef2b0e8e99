"""Running numbers: handed out once each, in order, never again."""

from __future__ import annotations

from django.db import models, transaction
from django.db.models import F


class RunningNumber(models.Model):
    """The last number given out under a name.

    A row of its own rather than the largest number in use, so that deleting the latest post does
    not free its number.
    """

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"

    @classmethod
    def take(cls, name: str, *, count: int = 1) -> int:
        """Return the next number under `name`; part of the caller's transaction, if there is one.

        Of a `count` of numbers, which follow each other, the last is returned. The
        update takes the row's lock, so that two savers never get the same number.
        """
        counter = cls.objects.filter(name=name)
        with transaction.atomic():
            if not counter.update(last=F("last") + count):
                cls.objects.get_or_create(name=name)
                counter.update(last=F("last") + count)
            return counter.values_list("last", flat=True).get()
