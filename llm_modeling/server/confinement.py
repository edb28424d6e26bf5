"""Confinement: what a worker loses before it sees a byte of anyone's model, as far as this machine lets it.

Always: its environment, core dumps, limits of memory, time, files and their size, and no way to new privileges. Where
the kernel lets us: no network and no sight of other processes (namespaces of its own), no capabilities, and no files
but the program's own and a directory for its scratch (Landlock). What was achieved is said, never assumed.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import sysconfig
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import llm_modeling
import metasolve
from llm_modeling.server.landlock import restrict_files

_NEW_USER, _NEW_PID, _NEW_NET, _NEW_IPC, _NEW_UTS = 0x10000000, 0x20000000, 0x40000000, 0x08000000, 0x04000000
_NAMESPACES = {"pid": _NEW_PID, "network": _NEW_NET, "ipc": _NEW_IPC, "uts": _NEW_UTS}
_PDEATHSIG, _CAPBSET_DROP, _NO_NEW_PRIVS = 1, 24, 38
_CAPABILITY_VERSION = 0x20080522
_LAST_CAPABILITY = 63
OPEN_FILES = 256

_libc = ctypes.CDLL(None, use_errno=True)
_PACKAGES = tuple(Path(module.__file__).resolve().parent for module in (metasolve, llm_modeling) if module.__file__)


@dataclass(frozen=True)
class Achieved:
    """What a worker is held to; namespaces are those it has of its own, landlock the version that holds, 0 for none."""

    namespaces: tuple[str, ...] = ()
    landlock: int = 0
    no_capabilities: bool = False
    no_new_privileges: bool = False

    @property
    def level(self) -> str:
        """`full`: no network, no foreign files, no capabilities; `limits`: only limits; else `partial`.

        Landlock alone leaves UDP open.
        """
        parts = ("network" in self.namespaces, self.landlock > 0, self.no_capabilities)
        return "full" if all(parts) else "partial" if any(parts) else "limits"

    def to_json(self) -> dict[str, Any]:
        """Return it as data of JSON, with its level."""
        return {"level": self.level, **asdict(self), "namespaces": list(self.namespaces)}


@dataclass(frozen=True)
class Ceilings:
    """The limits of each process of a worker."""

    memory_bytes: int
    cpu_s: int
    file_bytes: int

    def impose(self) -> None:
        """Hold this process and its children to the limits; lower ones that are in force stay."""
        for which, most in (
            (resource.RLIMIT_AS, self.memory_bytes),
            (resource.RLIMIT_CPU, self.cpu_s),
            (resource.RLIMIT_FSIZE, self.file_bytes),
            (resource.RLIMIT_NOFILE, OPEN_FILES),
            (resource.RLIMIT_CORE, 0),
        ):
            hard = resource.getrlimit(which)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(which, (most, most))


def die_with_parent(parent: int) -> None:
    """Have the kernel end this process when its parent does."""
    _libc.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def enter_namespaces() -> tuple[str, ...]:
    """Return the namespaces that are now this process's own; that of processes counts from its next child on."""
    if _unshared(sum(_NAMESPACES.values())):
        return tuple(_NAMESPACES)
    user, group = os.getuid(), os.getgid()
    if not _unshared(_NEW_USER | sum(_NAMESPACES.values())):
        return ()
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        try:
            Path(f"/proc/self/{name}").write_text(text)
        except OSError:
            break  # the ids look foreign then, which takes nothing away
    return ("user", *_NAMESPACES)


def confine(scratch: Path, namespaces: tuple[str, ...]) -> Achieved:
    """Return what this process and its children are now held to, besides the namespaces that it is in."""
    no_capabilities = _drop_capabilities()
    privileges = _libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    try:
        landlock = restrict_files(_program_paths(), _search_paths(), [scratch, Path("/dev/null")]) if privileges else 0
    except OSError:
        landlock = 0
    return Achieved(namespaces, landlock, no_capabilities, privileges)


def environment(scratch: Path) -> dict[str, str]:
    """Return all of the environment that a worker has."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "NUMBA_CACHE_DIR": str(scratch / "numba"),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def _program_paths() -> list[Path]:
    """What a worker must read to be Python with its libraries, and little else."""
    python = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
    python |= {str(path) for path in _PACKAGES} | {path for path in sys.path if "site-packages" in path}
    system = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime", "/dev/urandom")
    facts = ("/dev/null", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu")
    found = {Path(os.path.realpath(path)) for path in (*python, *system, *facts) if path}
    interpreter = Path(sys.executable)
    links = {interpreter.parent, Path(os.path.realpath(interpreter)).parent}
    return sorted((found | links) - {Path("/")})


def _search_paths() -> list[Path]:
    """Where Python looks for packages: it lists these folders, but reads only what _program_paths has of them."""
    return sorted({path.parent for path in _PACKAGES} | {Path(os.path.realpath(path)) for path in sys.path if path})


def _drop_capabilities() -> bool:
    for capability in range(_LAST_CAPABILITY):
        _libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    return bool(_libc.capset(header, nothing) == 0)


def _unshared(flags: int) -> bool:
    return bool(_libc.unshare(flags) == 0)
