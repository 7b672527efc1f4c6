"""A night is wide: two hundred hosts at once, each asked one thing at a time."""

import collections
import threading
import time

HOSTS = 200


def test_two_hundred_hosts_at_once_each_asked_one_thing_at_a_time(kit, make_portal, crawls):
    # One server for all: the hosts are the addresses of this machine, told apart by their Host header.
    portal = make_portal("0.0.0.0")  # noqa: S104
    port = portal.server.server_port
    busy, busiest, lock = collections.Counter(), collections.Counter(), threading.Lock()
    together = []

    def counted(body):
        def answer(handler):
            host = handler.headers["Host"]
            with lock:
                busy[host] += 1
                busiest[host] = max(busiest[host], busy[host])
                together.append(sum(busy.values()))
            time.sleep(0.02)
            with lock:
                busy[host] -= 1
            handler.answer(200, body)

        return answer

    for path, body in (
        ("/robots.txt", b""),
        ("/nb/", kit.trs_page([kit.trs_link(1)])),
        ("/nb/202101/t20210120_1.html", f"<html><body>{'正文' * 200}"),
    ):
        portal.pages[path] = counted(body)
    sources = [
        kit.make_source(f"Host{n}", f"http://127.0.{n // 100 + 1}.{n % 100 + 1}:{port}/nb/") for n in range(HOSTS)
    ]
    found = crawls.crawl(
        *sources, options=kit.OPTIONS.model_copy(update={"hosts_at_once": HOSTS, "timeout_seconds": 30})
    )
    assert {(entry.outcome, entry.new) for entry in found.values()} == {("crawled", 1)}
    assert len(busiest) == HOSTS
    assert set(busiest.values()) == {1}
    assert max(together) > 10
