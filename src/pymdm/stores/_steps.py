"""Named steps of a store, so that a test can end the process, fail or wait exactly there.

``pymdm.testing.failpoints`` sets the hook; nothing else does, and no setting or variable of the
environment can.  Without it a step costs one call and one comparison.
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["hook", "reach"]

#: What happens at a step; None outside of tests of crashes.
hook: Callable[[str], None] | None = None


def reach(name: str) -> None:
    """Say that the step ``name`` is reached, such as ``enqueue.before-commit``.

    Every commit of a verb passes ``<verb>.before-commit`` and ``<verb>.after-commit``; steps inside a
    transaction, such as ``report.picked``, have names of their own.
    """
    if hook is not None:
        hook(name)
