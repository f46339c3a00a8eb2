"""The pictures: well-formed, escaped, the same each time, and nothing on top of anything."""

from __future__ import annotations

import re
from random import Random
from xml.dom.minidom import parseString

import pytest

from coalition.example import TEXT
from coalition.oracle import random_model
from willing.coalition.file import read_model
from willing.coalition.graph import condition_graph
from willing.coalition.picture import force_bars, standing_table
from willing.coalition.scenario import read_assumptions

CEASEFIRE = ["ceasefire"]


def test_pictures_are_sound_the_same_each_time_and_lead_to_the_sentences() -> None:
    model = read_model(TEXT.replace("A force that waits for itself", "Force <b>&amp; 'loops'"))
    scenario = read_assumptions(model, CEASEFIRE)
    for draw in (condition_graph, standing_table, force_bars):
        picture = draw(model, scenario)
        assert picture == draw(model, scenario)
        parseString(picture)
        assert "<b>" not in picture
        assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    graph = condition_graph(model, scenario, link=lambda key: f"position?id={key}")
    assert 'href="position?id=gbr-land"' in graph
    assert "London wants a backstop." in graph
    assert "each waits for the next" in graph
    assert "only together" in standing_table(model, scenario)
    assert "11,000" in force_bars(model, scenario)


@pytest.mark.parametrize("seed", range(40))
def test_no_box_lies_on_another(seed: int) -> None:
    model = random_model(Random(seed), most=12)
    for draw in (condition_graph, standing_table, force_bars):
        shape = r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)"'
        boxes = [tuple(map(float, found)) for found in re.findall(shape, draw(model))]
        for one, (x, y, width, height) in enumerate(boxes):
            for left, top, wide, high in boxes[:one]:
                apart = (
                    x >= left + wide or left >= x + width or y >= top + high or top >= y + height
                )
                assert apart or (draw is condition_graph and y < 80), (seed, draw.__name__)
