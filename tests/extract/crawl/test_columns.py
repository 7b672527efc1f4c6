"""Columns below a column, and lists that do not say how many pages they have."""

import pytest

MENU = '<ul><li><a href="/{0}/2021n/">2021年</a></li><li><a href="/{0}/2020n/">2020年</a></li></ul>'


def page(links="", *, menu="", full=False):
    count = 10 if full else 1
    shown = "".join(f'<li><a href="/{links}/content/post_{n}.html">年度报告{n}</a></li>' for n in range(count))
    return f"<html><body>{menu}{shown if links else ''}<!-- nfcms --></body></html>".encode()


@pytest.fixture(scope="module")
def crawled(kit, make_portal, tmp_path_factory):
    """All lists in one crawl per choice of years: outcomes by source, the portal, the ledger's links."""
    portal = make_portal()
    pages = portal.pages
    for name in ("tree", "own", "shallow", "flat"):
        menu = MENU.format(name)
        groups = f'<a href="/{name}/2021n/bm/">县直部门</a><a href="/{name}/2021n/jyj/">县教育局</a>'
        # The column shows a report itself that stands below it too.
        pages[f"/{name}/"] = page(f"{name}/2021n/jyj" if name == "tree" else "", menu=menu)
        pages[f"/{name}/2021n/"] = page(f"{name}/2021n", menu=menu + groups)
        pages[f"/{name}/2021n/bm/"] = page(f"{name}/2021n/bm", menu=menu)
        pages[f"/{name}/2021n/jyj/"] = page(f"{name}/2021n/jyj", menu=menu)
        pages[f"/{name}/2020n/"] = page(f"{name}/2020n", menu=menu)
        for folder in ("2021n", "2021n/bm", "2021n/jyj", "2020n"):
            pages[f"/{name}/{folder}/content/post_0.html"] = f"<html><body>{folder} {'文' * 300}</body></html>".encode()
    pages["/torn/"] = page(menu=MENU.format("torn"))
    pages["/torn/2021n/"] = page("torn/2021n")
    pages["/hollow/"] = page(menu=MENU.format("hollow"))
    pages["/hollow/2021n/"] = page("hollow/2021n")
    pages["/hollow/2020n/"] = page()
    pages["/wide/"] = page(menu="".join(f'<a href="/wide/{n}/">{n}年</a>' for n in range(2003, 2027)))
    for name in ("ends", "repeats", "refuses"):
        pages[f"/{name}/"] = page(name, full=True)
    pages["/repeats/index_2.html"] = pages["/repeats/"]
    pages["/refuses/index_2.html"] = kit.status(403)
    special = {"own": {"agency": "某局"}, "shallow": {"subtrees": 1}, "flat": {"subtrees": 0}}
    names = ("tree", "own", "shallow", "flat", "torn", "hollow", "wide", "ends", "repeats", "refuses")
    sources = [
        kit.make_source(name.title(), f"{portal.url}/{name}/", "nfcms", **({"agency": None} | special.get(name, {})))
        for name in names
    ]
    crawls = kit.Crawls(tmp_path_factory.mktemp("columns"))
    outcomes = crawls.crawl(*sources)
    portal.requests_of_all = dict(portal.requests)
    with crawls.ledger() as ledger:
        told = {row.url.removeprefix(portal.url): row for row in ledger.pending_documents("1")}
    portal.requests.clear()
    limited = kit.Crawls(tmp_path_factory.mktemp("limited")).crawl(sources[0], report_years=[2020])
    return outcomes, limited["Tree"], portal, told


@pytest.mark.parametrize(
    ("source_id", "outcome", "reason", "listed"),
    [
        ("Tree", "crawled", None, 4),
        ("Own", "crawled", None, 2),
        ("Shallow", "crawled", None, 2),
        ("Flat", "changed", "the list is empty", 0),
        ("Torn", "changed", "page 1 of the list 2020年: the portal answers HTTP 404", 1),
        ("Hollow", "crawled", "1 columns are empty, the first of them the list 2020年", 1),
        ("Wide", "changed", "more than 6 pages", 0),
        ("Ends", "crawled", None, 10),
        ("Repeats", "crawled", None, 10),
        ("Refuses", "refused", "page 2 of the list: the portal answers HTTP 403", 10),
    ],
)
def test_each_list(crawled, source_id, outcome, reason, listed):
    found = crawled[0][source_id]
    assert (found.outcome, found.listed) == (outcome, listed)
    assert (found.reason is None) if reason is None else (reason in found.reason)


def test_a_column_says_year_and_agency_and_is_read_once(crawled):
    _, _, portal, told = crawled
    assert portal.requests_of_all["/tree/2021n/jyj/"] == portal.requests_of_all["/tree/2020n/"] == 1
    agency = told["/tree/2021n/jyj/content/post_0.html"]
    assert (agency.report_year, agency.agency) == (2021, "县教育局")
    group = told["/tree/2021n/bm/content/post_0.html"]
    assert (group.report_year, group.agency) == (2021, None)


def test_columns_of_other_years_are_left_out_and_that_is_said(crawled):
    _, limited, portal, _ = crawled
    assert (limited.outcome, limited.reason) == ("crawled", "1 columns of other years were left out")
    assert (limited.listed, limited.new) == (2, 2)
    assert "/tree/2021n/" not in portal.requests
