"""A store's file lies on a local disk, or is refused with a sentence."""

from pathlib import Path

import pytest

from storage.faults import StoreUnavailable
from storage.local_disk import NETWORK, require_local

pytestmark = pytest.mark.sqlite

LOCAL = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
"""


def mounted(folder: Path, *lines: str) -> Path:
    """Write a list of mounts as the kernel does."""
    path = folder / "mountinfo"
    path.write_text(LOCAL + "".join(f"{line}\n" for line in lines))
    return path


@pytest.mark.parametrize("kind", sorted(NETWORK))
def test_a_network_file_system_is_refused(tmp_path: Path, kind: str) -> None:
    """The sentence names its type, and the two ways out."""
    mounts = mounted(tmp_path, f"30 27 0:50 / {tmp_path} rw,relatime - {kind} server:/export rw")
    with pytest.raises(StoreUnavailable, match=rf"\({kind}\).*local disk, or use PostgreSQL"):
        require_local(tmp_path / "postdesk.sqlite3", mounts)


def test_a_folder_that_is_not_there_yet_counts_as_its_parent(tmp_path: Path) -> None:
    """The daemon would make the folder on the same disk."""
    mounts = mounted(tmp_path, f"30 27 0:50 / {tmp_path} rw,relatime - nfs4 server:/export rw")
    with pytest.raises(StoreUnavailable):
        require_local(tmp_path / "not" / "yet" / "postdesk.sqlite3", mounts)


def test_only_what_the_file_itself_lies_on_counts(tmp_path: Path) -> None:
    """Another folder may be on the network, and a local disk may be mounted within such a folder."""
    mounts = mounted(
        tmp_path,
        f"30 27 0:50 / {tmp_path} rw - nfs4 server:/export rw",
        f"31 30 254:1 / {tmp_path}/local rw - ext4 /dev/vdb rw",
    )
    require_local(tmp_path / "local" / "postdesk.sqlite3", mounts)
    require_local(Path("/var/lib/postdesk/postdesk.sqlite3"), mounts)
    require_local(tmp_path.with_name(f"{tmp_path.name}2") / "postdesk.sqlite3", mounts)


def test_the_last_mount_at_a_place_counts(tmp_path: Path) -> None:
    """It hides the one below."""
    lines = [f"30 27 0:{n} / {tmp_path} rw - {kind} x rw" for n, kind in enumerate(("ext4", "cifs"))]
    with pytest.raises(StoreUnavailable, match="cifs"):
        require_local(tmp_path / "store", mounted(tmp_path, *lines))
    require_local(tmp_path / "store", mounted(tmp_path, *reversed(lines)))


def test_a_link_is_followed(tmp_path: Path) -> None:
    """What counts is where the file is, not what it is called; a space in the name changes nothing."""
    far = tmp_path / "far away"
    far.mkdir()
    (tmp_path / "near").symlink_to(far)
    escaped = str(far).replace(" ", r"\040")
    mounts = mounted(tmp_path, f"30 27 0:50 / {escaped} rw - fuse.sshfs me@there: rw")
    with pytest.raises(StoreUnavailable, match=r"fuse\.sshfs"):
        require_local(tmp_path / "near" / "store", mounts)


def test_where_the_mounts_cannot_be_told_nothing_is_refused(tmp_path: Path) -> None:
    """Without /proc, or with lines of another form, a store works as before."""
    require_local(tmp_path / "store", tmp_path / "none")
    require_local(tmp_path / "store", mounted(tmp_path, "half a line", "30 27 0:50 / /"))


def test_the_disk_of_this_machine_is_taken(tmp_path: Path) -> None:
    """The kernel's own list is understood."""
    require_local(tmp_path / "store")
