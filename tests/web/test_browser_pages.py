from __future__ import annotations

import pytest

from web.conftest import Server, Watched
from willing.web.pages import NAVIGATION


@pytest.mark.parametrize("path", [path for _key, _name, path in NAVIGATION])
def test_every_view_opens_without_a_murmur(desk: Server, watched: Watched, path: str) -> None:
    watched.page.goto(desk.url + path, wait_until="networkidle")
    assert watched.page.locator("h1").count() == 1
