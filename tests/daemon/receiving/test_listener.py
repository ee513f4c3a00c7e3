"""The sockets on which we take mail: opening, filling up, closing."""

import asyncio
import socket
import stat
from functools import partial
from pathlib import Path

import pytest

from daemon.receiving.acceptance import ListenerSettings
from daemon.receiving.listener import Listeners, Listening
from daemon.receiving.session import SmtpSession
from daemon.receiving.socket_file import CannotListen
from tests.daemon.receiving.peers import MAIL, Client, MemoryStore, receiving


def listeners(**settings: object) -> Listeners:
    """Return listeners that are not started."""
    store = MemoryStore()
    return Listeners(
        ListenerSettings(hostname="desk.example", **settings),  # type: ignore[arg-type]
        store.accept,
        is_ours=lambda _addr: True,
        has_room=lambda _size: True,
    )


class TestOpening:
    """Every socket, or none."""

    async def test_the_bound_addresses_are_told(self, tmp_path: Path) -> None:
        """Each listening address is reported with the port that was free, and written as people write it."""
        path = tmp_path / "lmtp"
        places = (("127.0.0.1", 0), ("127.0.0.1", 0))
        async with receiving(listen=places, lmtp=path) as place:
            found = place.listeners.listening
            assert [each.protocol for each in found] == ["smtp", "smtp", "lmtp"]
            assert found[0].port != found[1].port
            assert str(found[0]) == f"smtp 127.0.0.1:{found[0].port}"
            assert str(found[2]) == f"lmtp {path}"
            assert str(Listening("smtp", "::1", 25)) == "smtp [::1]:25"

    async def test_a_taken_port_is_named(self) -> None:
        """Where another listens the text says which address, and the sockets opened before are closed."""
        with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
            port, other = taken.getsockname()[1], free.getsockname()[1]
            free.close()
            ours = listeners(listen=(("127.0.0.1", other), ("127.0.0.1", port)))
            with pytest.raises(CannotListen, match=rf"127\.0\.0\.1:{port}"):
                await ours.start()
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", other)) != 0

    @pytest.mark.parametrize("setting", [{"listen_tls": (("127.0.0.1", 0),)}, {"require_tls": True}])
    async def test_tls_needs_a_certificate(self, setting: dict[str, object]) -> None:
        """Implicit or required TLS without a certificate is a fault; mail in clear is no way out."""
        with pytest.raises(CannotListen, match="certificate"):
            await listeners(**setting).start()

    async def test_replies_are_not_delayed(self) -> None:
        """TCP_NODELAY is set even where asyncio does not: else each reply waits for an acknowledgement."""
        loop = asyncio.get_running_loop()
        async with receiving() as place:
            with socket.create_server(("127.0.0.1", 0)) as made_without_protocol_number:
                streams = await asyncio.open_connection(*made_without_protocol_number.getsockname())
                ours, _ = made_without_protocol_number.accept()
            await loop.connect_accepted_socket(partial(SmtpSession, place.listeners._reception), ours)
            place.clients.append(Client(*streams))
            assert ours.proto == 0
            assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


class TestSocketFile:
    """The unix socket as a file."""

    @pytest.mark.parametrize("mode", [0o600, 0o660, 0o666])
    async def test_it_has_its_mode(self, mode: int, tmp_path: Path) -> None:
        """The socket has the mode that was asked for, whatever the umask, and goes with the daemon."""
        path = tmp_path / "lmtp"
        async with receiving(lmtp=path, lmtp_mode=mode):
            found = path.stat().st_mode
            assert stat.S_ISSOCK(found)
            assert stat.S_IMODE(found) == mode
        assert not path.exists()

    async def test_a_dead_socket_is_replaced(self, tmp_path: Path) -> None:
        """A file left by a daemon that was killed does not hinder the next one."""
        path = tmp_path / "lmtp"
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(path))
        async with receiving(lmtp=path) as place:
            assert (await (await place.lmtp()).deliver()).startswith("250")

    async def test_a_living_socket_is_left_alone(self, tmp_path: Path) -> None:
        """Where another daemon listens, ours does not start, and the other goes on."""
        path = tmp_path / "lmtp"
        async with receiving(lmtp=path) as place:
            with pytest.raises(CannotListen, match="Another process listens"):
                await listeners(lmtp_path=path).start()
            assert (await (await place.lmtp()).deliver()).startswith("250")

    async def test_a_file_is_left_alone(self, tmp_path: Path) -> None:
        """Something that is no socket is never removed."""
        path = tmp_path / "lmtp"
        path.write_text("precious")
        with pytest.raises(CannotListen, match="is not a socket"):
            await listeners(lmtp_path=path).start()
        assert path.read_text() == "precious"

    @pytest.mark.parametrize("name", ["missing/lmtp", "x" * 120])
    async def test_an_impossible_path_is_named(self, name: str, tmp_path: Path) -> None:
        """A folder that does not exist, or too long a path, is told with the path."""
        with pytest.raises(CannotListen, match=name):
            await listeners(lmtp_path=tmp_path / name).start()

    async def test_a_successor_keeps_its_socket(self, tmp_path: Path) -> None:
        """On stopping, a socket that another daemon has put in place meanwhile is not removed."""
        path = tmp_path / "lmtp"
        first = listeners(lmtp_path=path)
        await first.start()
        path.unlink()
        async with receiving(lmtp=path) as place:
            await first.stop(1)
            assert (await (await place.lmtp()).deliver()).startswith("250")


class TestCrowds:
    """More clients than places."""

    async def test_a_crowd_of_idle_ones_leaves_room(self) -> None:
        """Of 500 idle connections of one peer only its share stays; a good client gets its 250."""
        async with receiving(connections=60, connections_per_peer=50) as place:
            crowd = [await place.connect() for _ in range(500)]
            banners = [(await client.reply())[:9] for client in crowd]
            assert banners.count("421 4.7.0") == 450
            assert place.listeners.connections == 50
            for client in crowd[:5]:
                await client.close()
            good = await self.comes_in(await place.connect())
            assert (await good.deliver()).startswith("250")
            assert place.listeners._reception.admission._inside <= 50
        assert place.listeners.connections == 0

    async def comes_in(self, client: Client) -> Client:
        """Greet."""
        await client.hello()
        return client

    async def test_lmtp_counts_in_all_only(self, tmp_path: Path) -> None:
        """The unix socket's clients are no one peer, but have no more places than there are."""
        async with receiving(connections=3, connections_per_peer=1, lmtp=tmp_path / "lmtp") as place:
            for _ in range(3):
                await place.lmtp()
            fourth = Client(*await asyncio.open_unix_connection(tmp_path / "lmtp"))
            assert (await fourth.reply()).startswith("421 4.7.0")
            await fourth.close()


class TestStopping:
    """A graceful stop."""

    async def test_the_idle_are_sent_away(self, tmp_path: Path) -> None:
        """Who waits between mails gets 421, and nobody can connect any more."""
        async with receiving(lmtp=tmp_path / "lmtp") as place:
            idle = [await place.greeted(), await place.lmtp(), await place.greeted()]
            await idle[2].ask("MAIL FROM:<a@x>")
            port = place.port()
            await place.listeners.stop(5)
            assert [(await client.reply())[:9] for client in idle] == ["421 4.3.2"] * 3
            with pytest.raises(OSError, match=r"refused|Connect call failed"):
                await asyncio.open_connection("127.0.0.1", port)

    async def test_mails_in_flight_end_with_their_true_answer(self) -> None:
        """Of 20 open contents those that end in time get 250, the rest 421; nothing acked is missing."""
        store = MemoryStore(before=lambda: asyncio.sleep(0.01))
        async with receiving(store=store) as place:
            clients = [await place.greeted() for _ in range(20)]
            for client in clients:
                await client.begin()
                await client.send(b"Subject: half\r\n")
            stopping = asyncio.create_task(place.listeners.stop(1.5))
            await asyncio.sleep(0)
            for number, client in enumerate(clients[:12]):
                await client.send(b"X-Number: %d\r\n\r\n.\r\nMAIL FROM:<a@x>\r\n" % number)
            said = [await client.rest() for client in clients]
            await stopping
        assert all(text.startswith("250 ") for text in said[:12])
        assert all(text.startswith("421 4.3.2") for text in said[12:])
        assert all(text.endswith("421 4.3.2 Service is going down, try again later\r\n") for text in said)
        assert len(store.kept) == 12

    async def test_a_store_that_hangs_does_not_stop_the_stop(self) -> None:
        """A mail whose commit does not come back in time gets no 250."""
        store = MemoryStore(before=lambda: asyncio.sleep(3600))
        async with receiving(store=store) as place:
            client = await place.greeted()
            await client.begin()
            await client.send(MAIL + b".\r\n")
            await place.listeners.stop(0.05)
            assert place.listeners.connections == 0
            assert not (await client.rest()).startswith("250")
        assert store.kept == []

    async def test_who_does_not_read_does_not_stop_the_stop(self) -> None:
        """A client that never reads is cut off after the grace."""
        async with receiving(recipients=10**6) as place:
            client = await place.connect()
            client.writer.transport.pause_reading()  # type: ignore[attr-defined]
            client.writer.write(b"EHLO x\r\n" * 500_000)
            await place.greeted()
            await place.listeners.stop(0.05)
            assert place.listeners.connections == 0
            client.writer.transport.abort()

    async def test_stopping_twice_is_no_fault(self) -> None:
        """A second stop finds nothing to do."""
        async with receiving() as place:
            await place.greeted()
            await place.listeners.stop(1)
            await place.listeners.stop(1)

    async def test_a_connection_made_in_the_last_moment_is_sent_away(self) -> None:
        """Who was being let in while the stop went on is told to come back."""
        async with receiving() as place:
            await place.listeners.stop(1)
            ours, theirs = socket.socketpair()
            loop = asyncio.get_running_loop()
            await loop.connect_accepted_socket(partial(SmtpSession, place.listeners._reception), ours)
            client = Client(*await asyncio.open_connection(sock=theirs))
            assert (await client.rest()).startswith("421 4.3.2")
            await client.close()
