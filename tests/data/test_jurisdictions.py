"""Jurisdictions: the country, its provinces, and their tiles on the map."""

import re
from collections import Counter

import pytest

from tests.data.files import (
    JURISDICTIONS,
    TILES,
    words,
)

PROVINCES = [unit for unit in JURISDICTIONS if unit["level"] == "province"]


def test_the_country_stands_first_without_parent_and_tile():
    assert JURISDICTIONS[0]["code"] == "CN"
    assert JURISDICTIONS[0]["level"] == "nation"
    assert JURISDICTIONS[0]["parent"] is None
    assert JURISDICTIONS[0]["tile"] is None


def test_there_are_31_provinces_and_the_corps_in_the_order_of_the_standard():
    codes = [unit["code"] for unit in PROVINCES]

    assert len(codes) == 32
    assert codes == sorted(codes)
    assert codes[-1] == "660000"
    assert all(re.fullmatch(r"[1-6]\d0000", code) for code in codes)


def test_every_jurisdiction_carries_the_same_keys_and_an_existing_parent():
    codes = {unit["code"] for unit in JURISDICTIONS}

    for unit in JURISDICTIONS:
        assert list(unit) == ["code", "level", "parent", "name_en", "name_zh", "short_en", "short_zh", "tile"]
    for unit in JURISDICTIONS[1:]:
        assert unit["level"] in ("province", "prefecture")
        assert unit["parent"] in codes


def test_a_prefecture_follows_its_province_and_has_no_tile():
    prefectures = [unit for unit in JURISDICTIONS if unit["level"] == "prefecture"]

    assert [(unit["code"], unit["name_zh"], unit["parent"]) for unit in prefectures] == [
        ("130300", "秦皇岛市", "130000")
    ]
    for unit in prefectures:
        assert (unit["code"][:2], unit["tile"]) == (unit["parent"][:2], None)
    assert [unit["code"] for unit in JURISDICTIONS[1:]] == sorted(unit["code"] for unit in JURISDICTIONS[1:])


@pytest.mark.parametrize("key", ["code", "name_en", "name_zh", "short_en", "short_zh"])
def test_no_two_jurisdictions_share_a(key):
    assert [v for v, n in Counter(unit[key] for unit in JURISDICTIONS).items() if n > 1] == []


def test_the_abbreviations_are_the_customary_ones():
    customary = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵"

    assert "".join(unit["short_zh"] for unit in PROVINCES) == customary


def test_all_tiles_are_distinct_and_inside_the_grid():
    tiles = [tuple(tile) for tile in TILES.values()]

    assert len(set(tiles)) == 32
    assert all(0 <= column <= 7 and 0 <= row <= 8 for column, row in tiles)


def touch(one, other):
    (column, row), (other_column, other_row) = TILES[one], TILES[other]
    return max(abs(column - other_column), abs(row - other_row)) == 1


NEIGHBOURS = [
    *words("京津 京冀 津冀"),
    *words("冀晋 冀鲁 冀豫 冀蒙 冀辽"),
    *words("晋蒙 晋陕 晋豫 辽吉 吉黑"),
    *words("宁蒙 宁甘 宁陕 甘陕 甘青 甘川 甘新"),
    *words("青新 青藏 青川 藏川 藏云 新兵"),
    *words("川渝 川贵 川云 川陕 云贵 云桂"),
    *words("渝鄂 渝湘 渝贵 渝陕 贵桂 贵湘"),
    *words("桂粤 桂湘 粤琼 粤湘 粤赣 粤闽"),
    *words("闽赣 闽浙 赣浙 赣皖 赣鄂 赣湘"),
    *words("鄂湘 鄂豫 鄂皖 鄂陕 豫鲁 豫皖 豫陕"),
    *words("鲁苏 鲁皖 皖苏 皖浙 苏沪 苏浙 沪浙"),
]


@pytest.mark.parametrize("pair", NEIGHBOURS)
def test_known_neighbours_touch_on_the_tile_map(pair):
    assert touch(*pair)


def test_the_tile_map_keeps_the_compass():
    assert TILES["琼"] == [TILES["粤"][0], TILES["粤"][1] + 1]
    assert max(row for _, row in TILES.values()) == TILES["琼"][1]
    assert max(column for column, _ in TILES.values()) == TILES["沪"][0]
    assert min(row for _, row in TILES.values()) == TILES["黑"][1]
    assert TILES["兵"] == [TILES["新"][0] - 1, TILES["新"][1]]


@pytest.mark.parametrize(
    "row", ["新甘陕豫鲁", "藏川渝鄂皖苏沪", "云贵湘赣浙", "桂粤闽", "青甘陕", "宁晋冀津"]
)
def test_from_west_to_east(row):
    columns = [TILES[short][0] for short in row]

    assert columns == sorted(set(columns))


@pytest.mark.parametrize("column", ["黑吉辽津", "蒙晋豫鄂湘粤琼", "京冀鲁皖赣闽", "新青藏", "宁陕渝贵桂"])
def test_from_north_to_south(column):
    rows = [TILES[short][1] for short in column]

    assert rows == sorted(set(rows))
