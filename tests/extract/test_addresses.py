"""Only the catalogue's hosts, only public addresses, whatever a page or a redirect says."""

import datetime

import pytest
import scrapy.resolver
from scrapy.http import Response
from twisted.internet import defer
from twisted.internet.base import ThreadedResolver

from extract.addresses import (
    LOOPBACK_HOSTS_SETTING,
    AddressRefusedError,
    GuardedResolver,
    address_to_refusal,
    url_to_refusal,
)
from extract.crawl import CrawlJob, CrawlOptions
from extract.crawl_settings import job_to_settings
from extract.links import ListedLink, is_wanted, link_to_row, url_to_key, url_to_plain
from extract.middlewares import retry_after_to_seconds
from extract.responses import response_to_trouble
from extract.script_shell import page_to_shell
from extract.source import Source

SOURCE = Source.model_validate(
    {
        "id": "Town",
        "family": "trs",
        "url": "http://www.example.gov.cn:8080/nb/",
        "agency": None,
        "region_code": None,
        "region_name": None,
        "years": {"first": 2019},
        "expected": {"minimum": 1, "maximum": 2},
        "verified": None,
    }
)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://www.example.gov.cn:8080/a", True),
        ("https://www.example.gov.cn/a", True),
        ("http://WWW.EXAMPLE.GOV.CN/a", True),
        ("http://example.gov.cn/a", False),
        ("http://sub.www.example.gov.cn/a", False),
        ("http://www.example.gov.cn.evil.example/a", False),
        ("http://www.example.gov.cn@evil.example/a", False),
        ("http://user:word@www.example.gov.cn/a", False),
        ("http://www.example.gov.cn:22/a", False),
        ("http://www.example.gov.cn:99999/a", False),
        ("ftp://www.example.gov.cn/a", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("http://[bad", False),
        ("http://[::1]:8080/a", False),
        ("http://[::ffff:127.0.0.1]:8080/a", False),
        ("http://2130706433:8080/a", False),
        ("http://0x7f.1:8080/a", False),
        ("http://www.example.gov.cn:8080/" + "a" * 3000, False),
        ("", False),
    ],
)
def test_urls(url, allowed):
    assert (url_to_refusal(url, SOURCE) is None) == allowed


@pytest.mark.parametrize(
    ("address", "public", "loopback"),
    [
        ("93.184.216.34", True, False),
        ("10.0.0.1", False, False),
        ("172.16.3.4", False, False),
        ("192.168.1.1", False, False),
        ("169.254.169.254", False, False),
        ("100.64.0.1", False, False),
        ("0.0.0.0", False, False),  # noqa: S104
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("::ffff:127.0.0.1", False, True),
        ("::ffff:10.0.0.1", False, False),
        ("fe80::1", False, False),
        ("fd00::1", False, False),
        ("fe80::1%eth0", False, False),
        ("2400:3200::1", True, False),
        ("::", False, False),
        ("::7f00:1", False, False),
        ("::ffff:8.8.8.8", True, False),
        ("64:ff9b::a00:1", False, False),
        ("64:ff9b::808:808", True, False),
        ("2002:7f00:1::", False, False),
        ("2002:808:808::", False, False),
        ("2001:0:1::", False, False),
        ("ff02::1", False, False),
        ("not an address", False, False),
    ],
)
def test_addresses(address, public, loopback):
    assert (address_to_refusal(address, loopback_allowed=False) is None) == public
    assert (address_to_refusal(address, loopback_allowed=True) is None) == (public or loopback)


class Names:
    """A reactor of which only the looking up of names is there; each look-up of a name gives its next address."""

    def __init__(self, addresses):
        self.addresses = addresses

    def look_up(self, *_):
        return defer.succeed(next(self.addresses))


@pytest.mark.parametrize("cached", [True, False])
def test_a_name_that_leads_elsewhere_when_it_is_looked_up_again(monkeypatch, cached):
    # DNS rebinding: the guard sees a public address, and the connection would go to this machine.
    names = Names(iter(["93.184.216.34", "127.0.0.1", "10.0.0.8"]))
    monkeypatch.setattr(ThreadedResolver, "getHostByName", names.look_up)
    monkeypatch.setattr(scrapy.resolver, "dnscache", scrapy.resolver.LocalCache(10))
    resolver = GuardedResolver(None, 10 if cached else 0, 1.0)
    found = []
    for _ in range(3):
        resolver.getHostByName("www.example.gov.cn").addBoth(found.append)
    assert found[0] == "93.184.216.34"
    if cached:
        assert set(found) == {"93.184.216.34"}
    else:
        assert [failure.check(AddressRefusedError) for failure in found[1:]] == [AddressRefusedError] * 2


def test_only_the_names_of_sample_portals_lead_to_this_machine(monkeypatch):
    names = Names(iter(["127.0.0.1", "127.0.0.1", "10.0.0.8"]))
    monkeypatch.setattr(ThreadedResolver, "getHostByName", names.look_up)
    resolver = GuardedResolver(None, 0, 1.0)
    resolver.loopback_hosts = frozenset({"sample.localhost"})
    found = []
    for name in ("sample.localhost", "www.example.gov.cn", "sample.localhost"):
        resolver.getHostByName(name).addBoth(found.append)
    assert found[0] == "127.0.0.1"
    assert [str(failure.value) for failure in found[1:]] == [
        "www.example.gov.cn: 127.0.0.1 is no public address",
        "sample.localhost: 10.0.0.8 is no public address",
    ]


def test_the_reactor_connects_by_no_resolver_but_this_one():
    job = CrawlJob(
        sources=(SOURCE,), archive_url="a", ledger_url="b", run_id=1, report_years=None, options=CrawlOptions()
    )
    settings = job_to_settings(job)
    assert settings["TWISTED_DNS_RESOLVER"] == "extract.addresses.GuardedResolver"
    assert settings.getlist(LOOPBACK_HOSTS_SETTING) == []


def test_twins_have_one_key():
    assert url_to_key("http://a.example/1_wap.html?isMobile=false") == url_to_key("https://a.example/1.html")
    assert url_to_key("http://a.example/1.html") != url_to_key("http://a.example/1.html?page=2")
    assert (
        url_to_plain("http://a.example/年报.html?x=%E4&isMobile=1")
        == "http://a.example/%E5%B9%B4%E6%8A%A5.html?x=%EF%BF%BD"
    )


def test_which_links_are_wanted():
    def wanted(title, date, years):
        return is_wanted(link_to_row("Town", ListedLink("http://a.example/1.html", title, date)), years)

    assert wanted("2020年政府信息公开年报", None, None)
    assert wanted("2020年政府信息公开年报", None, {2020})
    assert not wanted("2020年政府信息公开年报", None, {2021})
    assert wanted("政府信息公开年报", None, {2021})
    assert wanted("政府信息公开年报", datetime.date(2021, 12, 25), {2021})
    assert not wanted("政府信息公开年报", datetime.date(2021, 11, 25), {2021})


def test_retry_after():
    def seconds(value):
        return retry_after_to_seconds(Response("http://a.example", headers={"Retry-After": value} if value else {}))

    assert [seconds(value) for value in (None, "", "x", "-5", "30")] == [0.0, 0.0, 0.0, 0.0, 30.0]
    assert seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert seconds("Wed, 21 Oct 2099 07:28:00 GMT") > 1e9


@pytest.mark.parametrize(
    ("body", "shell"),
    [
        (b"<html><head><script>setTimeout(reload, 1)</script></head><body></body></html>", True),
        (b"<html><body><div id='app'></div><script src='/app.js'></script></body></html>", True),
        (b"<script>var __jsl_clearance='x'</script><body>" + b"please wait " * 9 + b"</body>", True),
        (b"<html><body><script>var x</script><img src='report.png'></body></html>", False),
        (b"<html><body><script>var x</script><iframe src='report.pdf'></iframe></body></html>", False),
        ("<html><body><script>var x</script><p>{}</p></body></html>".format("正文" * 40).encode(), False),
        ("<html><script>$_ts=window['$_ts'];</script><p>{}</p></html>".format("正文" * 400).encode(), False),
        ("<html><script>$_ts=window['$_ts'];</script><p>{}</p></html>".format("请稍候" * 9).encode(), True),
        (b"<html><body></body></html>", False),
        (b"%PDF-1.7 <script>", False),
    ],
)
def test_script_shells(body, shell):
    assert (page_to_shell(body) is not None) == shell


def test_statuses():
    outcomes = {}
    for status in (200, 304, 401, 403, 404, 410, 412, 429, 500, 503, 521):
        trouble = response_to_trouble(Response("http://a.example", status=status, body=b"text"))
        outcomes.setdefault(trouble.outcome if trouble else None, []).append(status)
    assert outcomes == {
        None: [200],
        "failed": [304, 500, 503],
        "refused": [401, 403, 412, 429, 521],
        "gone": [404, 410],
    }
