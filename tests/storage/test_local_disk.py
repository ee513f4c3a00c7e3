"""A store's file lies on a local disk, or is refused with a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storage import local_disk
from storage.faults import StoreUnavailable
from storage.local_disk import NETWORK, require_local

pytestmark = pytest.mark.sqlite

Mount = Callable[..., None]

LOCAL = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
"""


@pytest.fixture
def mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mount:
    """Return what writes a list of mounts as the kernel does."""
    path = tmp_path.with_name("mountinfo")
    monkeypatch.setattr(local_disk, "MOUNTS", path)

    def write(*lines: str) -> None:
        path.write_text(LOCAL + "".join(f"{line}\n" for line in lines))

    return write


@pytest.mark.parametrize("kind", sorted(NETWORK))
def test_a_network_file_system_is_refused(tmp_path: Path, mount: Mount, kind: str) -> None:
    """The sentence names its type, and the two ways out."""
    mount(f"30 27 0:50 / {tmp_path} rw,relatime - {kind} server:/export rw")
    with pytest.raises(StoreUnavailable, match=rf"\({kind}\).*local disk, or use PostgreSQL"):
        require_local(tmp_path / "postdesk.sqlite3")


def test_a_folder_that_is_not_there_yet_counts_as_its_parent(tmp_path: Path, mount: Mount) -> None:
    """The daemon would make the folder on the same disk."""
    mount(f"30 27 0:50 / {tmp_path} rw,relatime - nfs4 server:/export rw")
    with pytest.raises(StoreUnavailable):
        require_local(tmp_path / "not" / "yet" / "postdesk.sqlite3")


def test_only_what_the_file_itself_lies_on_counts(tmp_path: Path, mount: Mount) -> None:
    """Another folder may be on the network, and a local disk may be mounted within such a folder."""
    mount(
        f"30 27 0:50 / {tmp_path} rw - nfs4 server:/export rw",
        f"31 30 254:1 / {tmp_path}/local rw - ext4 /dev/vdb rw",
    )
    require_local(tmp_path / "local" / "postdesk.sqlite3")
    require_local(Path("/var/lib/postdesk/postdesk.sqlite3"))
    require_local(tmp_path.with_name(f"{tmp_path.name}2") / "postdesk.sqlite3")


def test_the_last_mount_at_a_place_counts(tmp_path: Path, mount: Mount) -> None:
    """It hides the one below."""
    lines = [f"30 27 0:{n} / {tmp_path} rw - {kind} x rw" for n, kind in enumerate(("ext4", "cifs"))]
    mount(*lines)
    with pytest.raises(StoreUnavailable, match="cifs"):
        require_local(tmp_path / "store")
    mount(*reversed(lines))
    require_local(tmp_path / "store")


def test_a_link_is_followed(tmp_path: Path, mount: Mount) -> None:
    """What counts is where the file is, not what it is called; a space in the name changes nothing."""
    far = tmp_path / "far away"
    far.mkdir()
    (tmp_path / "near").symlink_to(far)
    escaped = str(far).replace(" ", r"\040")
    mount(f"30 27 0:50 / {escaped} rw - fuse.sshfs me@there: rw")
    with pytest.raises(StoreUnavailable, match=r"fuse\.sshfs"):
        require_local(tmp_path / "near" / "store")


def test_where_the_mounts_cannot_be_told_nothing_is_refused(
    tmp_path: Path, mount: Mount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without /proc, or with lines of another form, a store works as before."""
    mount("half a line", "30 27 0:50 / /")
    require_local(tmp_path / "store")
    monkeypatch.setattr(local_disk, "MOUNTS", tmp_path / "none")
    require_local(tmp_path / "store")


def test_the_disk_of_this_machine_is_taken(tmp_path: Path) -> None:
    """The kernel's own list is understood."""
    require_local(tmp_path / "store")
