"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"


@pytest.fixture(scope="session")
def seeds() -> list[Path]:
    """The real reports that the project exists for; they are not part of the repository."""
    files = sorted(SEEDS.glob("*.txt"))
    if not files:
        pytest.skip("the real reports (shared/seeds, beside the repository) are absent")
    return files
