"""Builds the extension and puts libhasbench.so, which it calls, beside it.

The library is built from the project around this folder, which needs Swift, unless HASBENCH_LIBRARY names one.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext
from setuptools.command.sdist import sdist

PROJECT = Path(__file__).resolve().parent.parent
INTERFACE = PROJECT / "Sources/CHasbench/include"
MADE = PROJECT / ".build/release/libhasbench.so"


def version():
    """The version that the library says it has."""
    path = PROJECT / "Sources/BenchC/Calls.swift"
    if not path.exists():
        sys.exit(f"hasbench: {path} isn't there; this folder is built inside its project, whose sources are around it")
    source = path.read_text()
    return re.search(r'strdup\("([0-9.]+)"\)', source).group(1)


def library():
    """The library: that which was named, or one that is built now."""
    named = os.environ.get("HASBENCH_LIBRARY")
    if named:
        path = Path(named).resolve()
        if not path.is_file():
            sys.exit(f"hasbench: HASBENCH_LIBRARY is {path}, which is no file; give the whole path of libhasbench.so")
        return path
    if shutil.which("swiftc") is None:
        sys.exit(
            "hasbench: no swift on the path, which the library is built by; install Swift 6.3 from "
            "https://www.swift.org/install/linux/, or name a libhasbench.so that is built already by HASBENCH_LIBRARY"
        )
    if subprocess.run([PROJECT / "Scripts/library.sh"]).returncode != 0:
        sys.exit(
            "hasbench: the library can't be built, for the reason above; what it needs is installed by "
            f"{PROJECT / 'Scripts/setup.sh'} build python"
        )
    return MADE


class BuildWithLibrary(build_ext):
    """Links the extension to the library that lies beside it."""

    def run(self):
        package = Path(self.get_ext_fullpath("hasbench._native")).parent
        package.mkdir(parents=True, exist_ok=True)
        copy = package / "libhasbench.so"
        copy.unlink(missing_ok=True)
        shutil.copy(library(), copy)
        for extension in self.extensions:
            extension.library_dirs.append(str(package))
        super().run()


class NoSources(sdist):
    """Refused, for the sources of the library are outside of this folder."""

    def run(self):
        sys.exit("hasbench: there is no source distribution; build a wheel: pip wheel --no-deps ./Python")


class StableWheel(bdist_wheel):
    """One wheel for all Pythons from 3.10."""

    def get_tag(self):
        return "cp310", "abi3", super().get_tag()[2]


setup(
    version=version(),
    ext_modules=[
        Extension(
            "hasbench._native",
            sources=[f"native/{name}.c" for name in ("module", "file", "run", "arrow", "writer")],
            depends=["native/native.h"],
            include_dirs=[os.path.relpath(INTERFACE, Path(__file__).resolve().parent)],
            define_macros=[("Py_LIMITED_API", "0x030A0000")],
            libraries=["hasbench"],
            runtime_library_dirs=["$ORIGIN"],
            extra_compile_args=["-std=c11", "-O2", "-fvisibility=hidden"],
            py_limited_api=True,
        )
    ],
    cmdclass={"build_ext": BuildWithLibrary, "bdist_wheel": StableWheel, "sdist": NoSources},
)
