from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from willing.web.pages import NAVIGATION

PATHS = [path for _key, _name, path in NAVIGATION]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("suffix", ["", ".json", ".csv"])
def test_every_view_answers_in_three_skins(client: TestClient, path: str, suffix: str) -> None:
    answer = client.get(path + suffix)
    assert answer.status_code == 200, answer.text
    kind = {"": "text/html", ".json": "application/json", ".csv": "text/csv"}[suffix]
    assert answer.headers["content-type"].startswith(kind)
