"""The Django store tells the same random stories as the store in memory."""

from __future__ import annotations

import pytest

from pymdm.service import Store
from pymdm.stores import MemoryStore
from tests.property.test_stores_agree import EVERYBODY, STEPS, Story
from tests.unit.adapters.django_database import fresh_store


def tell(seed: int, store: Store) -> None:
    """One story, told by the store in memory and this one."""
    story = Story(seed, [MemoryStore(), store])
    for who in EVERYBODY:
        if who.parent_id is None:
            story.enroll(who)
        story.update(who)
    for _ in range(STEPS):
        story.step()
    story.look()


@pytest.mark.parametrize("seed", [*range(10), 1023])
def test_two_stores_tell_one_story(seed: int) -> None:
    tell(seed, fresh_store())
