"""Are ports replaced when they are taken, and said?"""

import socket

from exibidos.platform.engines import Ports


def test_a_taken_port_is_replaced_by_the_next_club_s_and_said() -> None:
    said: list[tuple[str, str]] = []
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        port = Ports(lambda name, text: said.append((name, text))).near("web", taken)
    assert port > taken
    assert (port - taken) % 10 == 0
    assert said == [("web", f"port {taken} is taken, so {port} it is")]


def test_a_port_that_only_ipv6_holds_is_taken_too() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        taken = other.getsockname()[1]
        assert Ports(lambda *_: None).near("web", taken) != taken


def test_no_port_is_given_twice() -> None:
    ports = Ports(lambda *_: None)
    first, further = ports.pair_anywhere("seaweed")
    assert further == first + 10_000
    assert ports.near("web", first) != first
