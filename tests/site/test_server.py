"""The serving process: it answers, it leaves in time, it refuses what would hold it up."""

import http.client
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from live.pages import Page
from serving import Server, serving, world

pytestmark = pytest.mark.database
IN_TIME = 3.0  # seconds a service manager is kept waiting, at most


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("home"), WUXING_UPLOAD_MB="1") as server:
        yield server


def answer(server: Server, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("localhost", server.port, timeout=10)
    connection.request(method, path, body=body or None, headers=headers)
    return connection.getresponse()


def test_it_is_well_and_says_so(server: Server) -> None:
    found = answer(server, "GET", "/health/")

    assert (found.status, found.read()) == (200, b"ok\n")


def test_pages_and_files_are_served(server: Server) -> None:
    assert answer(server, "GET", "/accounts/login/").status == 200
    assert "javascript" in (answer(server, "GET", "/static/live/live.js").getheader("Content-Type") or "")


def test_the_body_of_an_answer_does_not_wait_until_its_head_is_acknowledged(server: Server) -> None:
    connection, taken = http.client.HTTPConnection("localhost", server.port, timeout=10), []
    for _ in range(20):
        begun = time.monotonic()
        connection.request("GET", "/static/ui/mark.svg")
        connection.getresponse().read()
        taken.append(time.monotonic() - begun)

    assert min(taken[5:]) < 0.03, "a kernel puts an acknowledgement off by 40 ms: every answer took that long"


def test_the_front_door_leads_to_signing_in(server: Server) -> None:
    found = answer(server, "GET", "/")

    assert (found.status, found.getheader("Location")) == (302, "/accounts/login/?next=/")


def test_every_page_carries_its_safety_headers(server: Server) -> None:
    headers = answer(server, "GET", "/accounts/login/").headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Server"] is None
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in headers.get_all("Set-Cookie", []))


def test_another_host_is_refused(server: Server) -> None:
    assert answer(server, "GET", "/accounts/login/", Host="evil.example").status == 400


@pytest.mark.parametrize("path", ["/%00", "/%ff%fe", "/?q=%ff", "/\x80", "/?\x80", "/..%2f..%2fetc/passwd", "//evil/"])
def test_strange_addresses_are_no_fault(server: Server, path: str) -> None:
    with socket.create_connection(("localhost", server.port), timeout=10) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin1"))

        assert raw.recv(100).split()[1] in (b"302", b"301", b"400", b"404")


def test_a_body_above_the_limit_is_refused_before_it_is_sent(server: Server) -> None:
    with socket.create_connection(("localhost", server.port), timeout=10) as raw:
        raw.sendall(b"POST /request/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")

        assert raw.recv(100).split()[1] == b"413"


def test_a_body_that_grows_above_the_limit_is_refused(server: Server) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with socket.create_connection(("localhost", server.port), timeout=10) as raw:
        raw.sendall(b"POST /request/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 90)

        assert raw.recv(100).split()[1] == b"413"


def test_slow_senders_keep_nobody_waiting(server: Server) -> None:
    slow = [socket.create_connection(("localhost", server.port)) for _ in range(20)]
    for each in slow:
        each.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx")

    began = time.monotonic()
    assert answer(server, "GET", "/health/").status == 200
    assert time.monotonic() - began < 2
    for each in slow:
        each.close()


def test_it_leaves_in_time_though_streams_are_open(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        cookie = server.session_of("admin")
        pages = [Page(server.port, cookie) for _ in range(5)]

        assert server.stop() < IN_TIME
        assert [page.block() for page in pages] == [{}] * 5  # ended, not cut off


def test_it_leaves_in_time_though_a_request_hangs(tmp_path: Path) -> None:
    with serving(tmp_path) as server, socket.create_connection(("localhost", server.port)) as slow:
        slow.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx")
        time.sleep(0.2)

        assert server.stop() < IN_TIME


def test_a_taken_port_is_told_before_anything_is_done(server: Server, tmp_path: Path) -> None:
    with world(tmp_path) as environment:
        other = Server(environment, server.port)
        done = other.wuxing("run", "--port", str(server.port), "--lang", "en")

    assert done.returncode == 1
    assert f"--port {server.port + 1}" in done.stderr
