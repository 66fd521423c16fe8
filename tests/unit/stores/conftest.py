"""The checks of the contract explain their failures as tests do."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("pymdm.testing")
