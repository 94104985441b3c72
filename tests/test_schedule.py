"""What ``kzplans schedule`` prints for cron and systemd, and that both would take it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kzplans.cli import schedule
from kzplans.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    Print = Callable[..., str]

#: 2026-11-23: the year to come has both of Berlin's clocks.
EPOCH = "1795392000"
ANALYZE = shutil.which("systemd-analyze")
ODD = '100% of "the" city\'s $HOME'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration and an installed kzplans, on a machine whose zone is UTC."""
    folder = tmp_path / "our plans 100%"
    folder.mkdir()
    (folder / "kzplans.yaml").write_text("sources: [news]\n", encoding="utf-8")
    (folder / "kzplans").write_text("#!/bin/sh\n", encoding="utf-8")
    (folder / "kzplans").chmod(0o755)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["./kzplans"])
    monkeypatch.setenv("TZ", "Etc/UTC")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    return folder


@pytest.fixture
def bare(home: Path, capsys: pytest.CaptureFixture[str]) -> Print:
    """Run the command with these arguments alone; gives stdout."""
    assert home.is_dir()

    def call(*arguments: str) -> str:
        assert not schedule.command(list(arguments), prog_name="kzplans schedule", standalone_mode=False)
        return capsys.readouterr().out

    return call


@pytest.fixture
def printed(bare: Print) -> Print:
    """Run the command with a library and a folder of briefs; gives stdout."""
    return lambda *arguments: bare(*arguments, "--library", "data/plans.db", "--briefs", "briefs")


def job_of(text: str) -> str:
    """The one line of a crontab that is a job, what cron makes of ``\\%`` made of it."""
    lines = [line for line in text.splitlines() if line[0] in "0123456789*"]
    assert len(lines) == 1
    assert "%" not in lines[0].replace(r"\%", "")
    return lines[0].replace(r"\%", "%")


def words_of(text: str, columns: int = 5) -> list[str]:
    return shlex.split(job_of(text))[columns:]


def value_of(text: str, key: str) -> str:
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)[0]  # type: ignore[no-any-return]


# cron


def test_a_crontab(printed: Print, home: Path) -> None:
    place = str(home).replace("%", r"\%")
    assert (
        printed("cron")
        == rf"""# Makes the brief: Mon 07:00, Almaty time. Printed by `kzplans schedule cron`, which installs nothing.
# Paste it at the end of what `crontab -e` shows: the settings hold for all lines below them.
# A run that goes well says nothing. For errors and unread texts by mail, take the # from the next line.
#MAILTO=you@example.org
SHELL=/bin/sh
PATH=/usr/local/bin:/usr/bin:/bin
# Debian's and Ubuntu's cron ignores CRON_TZ and goes by the machine's zone, which `timedatectl` shows.
# Taken for it, by TZ: Etc/UTC. There Mon 07:00 in Almaty is Mon 02:00.
# If cron's zone is another or changes, print this anew with --machine-zone ZONE; for cronie, with --cron cronie.
# If the run before has not ended, flock gives up in silence; its lock is not the library's own.
0 2 * * 1 /usr/bin/flock -n -E 75 '{place}/data/plans.db.cron.lock' '{place}/kzplans' brief -q """
        rf"""--config '{place}/kzplans.yaml' --wait 600 --library '{place}/data/plans.db' --briefs '{place}/briefs'
"""
    )


@pytest.mark.parametrize(
    ("at", "zone", "fields"),
    [
        ("Mon 07:00", "Asia/Almaty", "0 7 * * 1"),
        ("sun 7:05", "Asia/Almaty", "5 7 * * 0"),
        ("* 07:00", "Asia/Almaty", "0 7 * * *"),
        ("Mon 04:30", "Etc/UTC", "30 23 * * 0"),
        ("Sun 04:30", "Etc/UTC", "30 23 * * 6"),
        ("Sun 23:30", "Asia/Tokyo", "30 3 * * 1"),
        ("* 02:00", "Etc/UTC", "0 21 * * *"),
        ("Mon 07:00", "Asia/Kathmandu", "45 7 * * 1"),
        ("Mon 07:00", "Europe/Berlin", "0 3,4 * * 1"),
        ("Mon 04:00", "Europe/Berlin", "0 0,1 * * 1"),
        ("Mon 03:30", "Europe/Berlin", "30 0,23 * * 0,1"),
        ("Mon 07:00", "Australia/Lord_Howe", "0,30 12,13 * * 1"),
    ],
)
def test_the_time_of_a_machine_elsewhere(printed: Print, at: str, zone: str, fields: str) -> None:
    assert job_of(printed("cron", "--at", at, "--machine-zone", zone)).startswith(f"{fields} ")


@pytest.mark.parametrize(
    ("at", "zone", "guard"),
    [
        ("Mon 07:00", "Etc/UTC", None),
        ("Mon 03:30", "Europe/Berlin", "test \"$(TZ=Asia/Almaty date '+%u %H')\" = '1 03' || exit 0; "),
        ("* 07:00", "Europe/Berlin", "test \"$(TZ=Asia/Almaty date '+%H')\" = '07' || exit 0; "),
        ("Mon 07:00", "Australia/Lord_Howe", "test \"$(TZ=Asia/Almaty date '+%u %H:%M')\" = '1 07:00' || exit 0; "),
    ],
)
def test_with_summer_time_only_one_of_two_calls_goes_on(printed: Print, at: str, zone: str, guard: str | None) -> None:
    text = printed("cron", "--at", at, "--machine-zone", zone)
    command = job_of(text).split(" ", 5)[5]
    assert command.startswith(f"{guard or ''}/usr/bin/flock ")
    assert ("The clock there changes" in text) == (guard is not None)


@pytest.mark.skipif(not Path("/usr/share/zoneinfo/Asia/Almaty").exists(), reason="date knows no zones here")
@pytest.mark.parametrize(("now", "goes_on"), [(True, True), (False, False)])
def test_the_guard_asks_the_clock_in_almaty(printed: Print, now: bool, goes_on: bool) -> None:  # noqa: FBT001
    """The shell takes it: with a ``date`` that says the hour asked for it goes on, with another it ends in silence."""
    command = job_of(printed("cron", "--machine-zone", "Europe/Berlin")).split(" ", 5)[5]
    guard = command.partition("/usr/bin/flock")[0]
    said = "1 07" if now else "1 08"
    script = f"date() {{ test \"$TZ $1\" = 'Asia/Almaty +%u %H' && echo '{said}'; }}; {guard}echo goes on"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("goes on\n" if goes_on else "", "")


def test_cronie_is_told_the_zone(printed: Print) -> None:
    text = printed("cron", "--cron", "cronie", "--machine-zone", "Europe/Berlin")
    assert "\nCRON_TZ=Asia/Almaty\n" in text
    assert job_of(text).startswith("0 7 * * 1 /usr/bin/flock ")


def test_debians_cron_is_not_told_a_zone_that_it_would_ignore(printed: Print) -> None:
    assert "\nCRON_TZ=" not in printed("cron")


def test_a_line_for_the_whole_machine_names_the_user(printed: Print) -> None:
    text = printed("cron", "--user", "kz")
    assert "/etc/cron.d/kzplans" in text
    assert job_of(text).startswith("0 2 * * 1 kz /usr/bin/flock ")


def test_the_zone_is_that_of_etc_localtime(printed: Print, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = home / "localtime"
    monkeypatch.setattr(schedule, "LOCALTIME", link)
    for empty in ("", None):
        monkeypatch.delenv("TZ") if empty is None else monkeypatch.setenv("TZ", empty)
        assert job_of(printed("cron")).startswith("0 2 ")  # no such file: UTC, as the C library has it
    zone = home / "zoneinfo" / "Asia" / "Tokyo"
    zone.parent.mkdir(parents=True)
    zone.write_bytes(resources.files("tzdata").joinpath("zoneinfo/Asia/Tokyo").read_bytes())
    link.symlink_to(zone)
    text = printed("cron")
    assert "localtime: Asia/Tokyo. There Mon 07:00 in Almaty is Mon 11:00.\n" in text
    assert job_of(text).startswith("0 11 ")
    link.unlink()
    shutil.copy(zone, link)
    assert job_of(printed("cron")).startswith("0 11 ")
    link.write_text("no zone", encoding="utf-8")
    with pytest.raises(UsageError, match="--machine-zone"):
        printed("cron")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "/etc/passwd", "../../etc/passwd", "Asia"])
def test_a_zone_that_is_none_is_refused(printed: Print, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    with pytest.raises(UsageError, match=r"^--machine-zone .*there is no such zone"):
        printed("cron", "--machine-zone", zone)
    monkeypatch.setenv("TZ", zone)
    with pytest.raises(UsageError, match=r"^TZ .*there is no such zone.*--machine-zone names it"):
        printed("cron")


def test_cron_gets_no_command_that_it_would_cut_or_read_otherwise(bare: Print) -> None:
    with pytest.raises(UsageError, match="too long"):
        bare("cron", "--briefs", "briefs", "--library", f"{'long/' * 200}plans.db")
    with pytest.raises(UsageError, match="backslash"):
        bare("cron", "--briefs", "briefs", "--library", "plans\\1.db")


# Both


@pytest.mark.parametrize("kind", ["cron", "systemd"])
@pytest.mark.parametrize(
    "at",
    ["", "07:00", "Monday 07:00", "Mon", "Mon 24:00", "Mon 07:60", "Mon 7", "xyz 07:00", "Mon 07:00\n*", "Mon ٠٧:٠٠"],
)
def test_a_time_that_is_none_is_refused(printed: Print, kind: str, at: str) -> None:
    with pytest.raises(UsageError, match=r"^--at .* must be a day \(Mon, .*Sun or \*\) and a time"):
        printed(kind, "--at", at)


def test_sources_on_the_web_are_fetched_before(bare: Print, home: Path) -> None:
    text = f"sources: [news, {{url: 'https://a.kz/rss'}}]\nlibrary: plans.db\nbriefs: {home.parent}/made/briefs\n"
    (home / "kzplans.yaml").write_text(text, encoding="utf-8")
    rest = ["-q", "--config", f"{home}/kzplans.yaml", "--wait", "600"]
    lock = ["/usr/bin/flock", "-n", "-E", "75", f"{home}/plans.db.cron.lock", f"{home}/kzplans"]
    assert words_of(bare("cron")) == [*lock, "fetch", *rest[:-1], "600;", *lock, "brief", *rest]
    service = bare("systemd")
    assert unquoted(value_of(service, "ExecStartPre")) == [f"-{home}/kzplans", "fetch", *rest]
    assert unquoted(value_of(service, "ExecStart")) == [f"{home}/kzplans", "brief", *rest]
    assert value_of(service, "RestrictAddressFamilies") == "AF_UNIX AF_INET AF_INET6"
    assert "IPAddressDeny" not in service
    assert "After=network-online.target" in service


@pytest.mark.parametrize("kind", ["cron", "systemd"])
def test_without_a_configuration_it_says_what_to_do(printed: Print, kind: str, home: Path) -> None:
    (home / "kzplans.yaml").unlink()
    with pytest.raises(UsageError, match=r"no kzplans.yaml here or above(.|\n)*--config FILE"):
        printed(kind)
    with pytest.raises(ConfigError):
        printed(kind, "--config", "none.yaml")


@pytest.mark.parametrize("kind", ["cron", "systemd"])
def test_it_must_be_known_what_is_written(bare: Print, kind: str) -> None:
    with pytest.raises(UsageError, match="where the library is; add library: to it, or --library FILE"):
        bare(kind, "--briefs", "briefs")
    with pytest.raises(UsageError, match="where the briefs are; add briefs: to it, or --briefs FOLDER"):
        bare(kind, "--library", "plans.db")


def test_what_the_configuration_says_is_not_repeated(bare: Print, home: Path) -> None:
    text = f"sources: [news]\nlibrary: data/../plans.db\nbriefs: {home.parent}/made/briefs\n"
    (home / "kzplans.yaml").write_text(text, encoding="utf-8")
    brief = [f"{home}/kzplans", "brief", "-q", "--config", f"{home}/kzplans.yaml", "--wait", "600"]
    assert words_of(bare("cron")) == ["/usr/bin/flock", "-n", "-E", "75", f"{home}/plans.db.cron.lock", *brief]
    service = bare("systemd")
    assert unquoted(value_of(service, "ExecStart")) == brief
    assert unquoted(value_of(service, "ReadWritePaths")) == [str(home), str(home.parent / "made" / "briefs")]


@pytest.mark.parametrize("kind", ["cron", "systemd"])
@pytest.mark.parametrize("user", ["", "a b", "root\n*", "kz;id", "-x"])
def test_a_user_that_can_be_none_is_refused(printed: Print, kind: str, user: str) -> None:
    with pytest.raises(UsageError, match="--user"):
        printed(kind, "--user", user)


@pytest.mark.parametrize("kind", ["cron", "systemd"])
@pytest.mark.parametrize("name", ["a\nb.db", "a\rb.db", "a\udcffb.db", "a\x1bb.db"])
def test_a_path_that_would_begin_a_line_is_refused(bare: Print, kind: str, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be printed"):
        bare(kind, "--briefs", "briefs", "--library", name)


@pytest.mark.parametrize("called", ["/usr/bin/python3", "kzplans/__main__.py", "gone/kzplans"])
def test_called_by_another_name_python_runs_the_module(
    printed: Print, monkeypatch: pytest.MonkeyPatch, called: str
) -> None:
    monkeypatch.setattr(sys, "argv", [called])
    assert words_of(printed("cron"))[5:9] == [sys.executable, "-m", "kzplans", "brief"]


def test_a_link_to_the_program_stays_a_link(printed: Print, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "bin").mkdir()
    (home / "bin" / "kzplans").symlink_to(home / "kzplans")
    monkeypatch.setattr(sys, "argv", ["bin/kzplans"])
    assert words_of(printed("cron"))[5] == f"{home}/bin/kzplans"


@pytest.mark.parametrize("name", ["plans.db", "our plans.db", "100%.db", ODD, "қала жоспары.db", ";&|<>*?#~`!.db"])
def test_odd_names_come_out_whole(bare: Print, home: Path, name: str) -> None:
    arguments = ("--library", name, "--briefs", f"{name}.d")
    tail = ["--library", f"{home}/{name}", "--briefs", f"{home}/{name}.d"]
    assert words_of(bare("cron", *arguments))[-4:] == tail
    assert words_of(bare("cron", *arguments))[4] == f"{home}/{name}.cron.lock"
    service = bare("systemd", *arguments)
    assert [word.replace("$$", "$") for word in unquoted(value_of(service, "ExecStart"))][-4:] == tail
    assert unquoted(value_of(service, "ReadWritePaths")) == [str(home), f"{home}/{name}.d"]


def unquoted(value: str) -> list[str]:
    """The words of a setting as systemd splits them; of its rules only those that we use."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)', value)
    return [re.sub(r"\\(.)", r"\1", quoted or plain).replace("%%", "%") for quoted, plain in words]


# systemd


def test_the_units(printed: Print, home: Path) -> None:
    text = printed("systemd", "--at", "Fri 16:30", "--user", "kz")
    service, _, timer = text.partition("\n# kzplans.timer\n")
    assert service.startswith("# kzplans.service\n")
    place = str(home).replace("%", "%%")
    assert (
        value_of(service, "ExecStart") == f'"{place}/kzplans" brief -q --config "{place}/kzplans.yaml" --wait 600'
        f' --library "{place}/data/plans.db" --briefs "{place}/briefs"'
    )
    assert value_of(service, "ReadWritePaths") == f'"{place}/data" "{place}/briefs"'
    settings = [line for line in service.splitlines() if "=" in line and not line.startswith("#")]
    assert [line for line in settings if not line.startswith(("ExecStart", "ReadWritePaths"))] == [
        "Description=kzplans: make the brief of city plans",
        "Type=oneshot",
        "User=kz",
        "TimeoutStartSec=45min",
        "SuccessExitStatus=75",
        "Nice=10",
        "MemoryMax=2G",
        "UMask=0027",
        "IPAddressDeny=any",
        "RestrictAddressFamilies=AF_UNIX",
        "ProtectSystem=strict",
        "ProtectHome=read-only",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "ProtectKernelTunables=yes",
        "ProtectKernelModules=yes",
        "ProtectControlGroups=yes",
        "NoNewPrivileges=yes",
        "RestrictSUIDSGID=yes",
        "LockPersonality=yes",
    ]
    assert (
        timer
        == """\
[Unit]
Description=kzplans: make the brief Fri 16:30, Almaty time

[Timer]
OnCalendar=Fri *-*-* 16:30:00 Asia/Almaty
# A machine that was off then makes the brief once it is on.
Persistent=true
RandomizedDelaySec=300

[Install]
WantedBy=timers.target
"""
    )


def test_every_day(printed: Print) -> None:
    assert value_of(printed("systemd", "--at", "* 07:00"), "OnCalendar") == "*-*-* 07:00:00 Asia/Almaty"


def test_the_units_are_written_where_asked(printed: Print, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed("systemd", "--unit", "weekly.timer")
    (home / "units").mkdir()
    assert printed("systemd", "--unit", "weekly", "--output-dir", "units", "-q") == ""
    parts = [(home / "units" / f"weekly.{kind}").read_text(encoding="utf-8") for kind in ("service", "timer")]
    assert "\n".join(parts) == text
    assert sorted(path.name for path in (home / "units").iterdir()) == ["weekly.service", "weekly.timer"]
    schedule.command(
        ["systemd", "--output-dir", "units", "--library", "/srv/plans.db", "--briefs", "/tmp/briefs"],  # noqa: S108
        prog_name="kzplans schedule",
        standalone_mode=False,
    )
    err = capsys.readouterr().err
    assert "/tmp/briefs" in err  # noqa: S108
    assert "/srv/plans.db" not in err
    assert "systemctl enable --now kzplans.timer" in err


def test_what_is_no_folder_or_no_unit_name_is_refused(printed: Print) -> None:
    with pytest.raises(UsageError, match="--output-dir 'none'"):
        printed("systemd", "--output-dir", "none")
    for name in ("", "a/b", "a b", "../x", "-x"):
        with pytest.raises(UsageError, match="--unit"):
            printed("systemd", "--unit", name)


@pytest.mark.parametrize("mark", ['"', "'", "\\"])
def test_a_program_that_systemd_would_not_start_is_refused(
    printed: Print, home: Path, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    (home / mark).mkdir()
    shutil.copy(home / "kzplans", home / mark)
    monkeypatch.setattr(sys, "argv", [f"{mark}/kzplans"])
    with pytest.raises(UsageError, match="systemd starts no program"):
        printed("systemd")


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd here")
@pytest.mark.parametrize("name", ["plans", ODD, "plans\\1"])
def test_systemd_takes_the_units(bare: Print, home: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    folder = home / "%h of $HOME; %%"
    folder.mkdir()
    shutil.copy(home / "kzplans", folder)  # systemd looks whether the program is there: its name must come out whole
    monkeypatch.setattr(sys, "argv", [str(folder / "kzplans")])
    bare("systemd", "-q", "--output-dir", ".", "--library", f"{name}/plans.db", "--briefs", f"{name}/briefs")
    verified = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", "./kzplans.service", "./kzplans.timer"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )
    # other units of the machine may have faults of their own
    assert [line for line in verified.stderr.splitlines() if "kzplans" in line] == []
    assert verified.returncode == 0
