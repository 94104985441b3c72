"""What leaves the checkout: the wheel works by itself, the source archive holds what it is built from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WHERE = "import kzplans.resources as r; print(r.__file__); print(r.lang_folder()); print(r.templates_folder())"


def build(target: str, folder: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (archive,) = folder.iterdir()
    return archive


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site-packages")
    shutil.unpack_archive(wheel, folder, "zip")
    return folder


def run(installed: Path, cwd: Path, *arguments: str) -> str:
    """Run Python with the unpacked wheel before the checkout; its standard output."""
    done = subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def files_below(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


def test_the_wheel_holds_the_package_with_words_and_templates(installed: Path) -> None:
    ours = files_below(ROOT / "kzplans")
    templates = {f"templates/{name}" for name in files_below(ROOT / "templates")}
    assert files_below(installed / "kzplans") == ours | templates
    assert {name for name in templates if name.endswith(".j2")}
    assert {name for name in ours if name.startswith("lang/kk/")}


def test_the_wheel_puts_only_the_package_into_site_packages(installed: Path) -> None:
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"kzplans"}


def test_the_wheel_brings_the_command(installed: Path) -> None:
    (declared,) = installed.glob("*.dist-info/entry_points.txt")
    assert "kzplans = kzplans.cli:main" in declared.read_text(encoding="utf-8")


def test_the_wheel_finds_its_own_words_and_templates(installed: Path, tmp_path: Path) -> None:
    package = installed / "kzplans"
    expected = [package / "resources.py", package / "lang", package / "templates"]
    assert run(installed, tmp_path, "-c", WHERE).splitlines() == [str(path.resolve()) for path in expected]


@pytest.mark.parametrize("form", ["md", "html"])
def test_the_wheel_renders_what_the_checkout_renders(installed: Path, tmp_path: Path, form: str) -> None:
    command = ["-m", "kzplans", "digest", str(ROOT / "seeds"), "-O", form, "--today", "2026-01-05"]
    rendered = run(installed, tmp_path, *command)
    assert rendered.strip()
    assert rendered == run(ROOT, tmp_path, *command)


def test_the_source_archive_holds_what_it_is_built_and_tested_from(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {name.partition("/")[0] for name in names} <= {
        *("kzplans", "templates", "seeds", "tests", "pyproject.toml", "constraints.txt", "Makefile"),
        *("README.md", "CHANGELOG.md", "LICENSE", "PKG-INFO", ".gitignore"),
    }
    for folder in ("kzplans", "templates", "seeds"):
        assert {f"{folder}/{name}" for name in files_below(ROOT / folder)} <= names
