"""``kzplans schedule``: what has the brief made every week, by cron or by systemd. It is printed, never installed."""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from kzplans.cli.messages import say
from kzplans.cli.options import Common, Output, group
from kzplans.cli.output import choice, open_output
from kzplans.cli.session import ZONE, load_nearest_config, parse_today
from kzplans.errors import UsageError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: ``vixie`` stands for every cron that goes by the machine's zone alone, ``cronie`` for those that honour CRON_TZ.
CRONS = ("vixie", "cronie")
#: Seconds that a run waits for another one, begun by hand, before it gives up with 75.
WAIT = "600"
LOCALTIME = Path("/etc/localtime")
#: What a service with PrivateTmp= sees an empty folder of its own in place of.
TEMPORARY = ("/tmp", "/var/tmp")  # noqa: S108  they are looked for, not used
#: Vixie cron takes 999 bytes of a command; of a longer one it refuses the crontab, or drops the file in /etc/cron.d.
_COMMAND_BYTES = 990
_YEAR = 366
_AT = re.compile(r"([a-z]{3}|\*) {1,9}([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII | re.IGNORECASE)
_USER = re.compile(r"[a-z_][a-z0-9_.-]{0,63}", re.ASCII | re.IGNORECASE)
_UNIT = re.compile(r"[a-z0-9][a-z0-9_.-]{0,199}", re.ASCII | re.IGNORECASE)
#: What systemd has in no path of a program, however it is quoted.
_NO_PROGRAM = frozenset("\"'\\")
#: What systemd takes as it stands; ``%`` is doubled all the same.
_PLAIN = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Weekly:
    """When and with what the brief is made."""

    at: Annotated[
        str, typer.Option("--at", metavar="WHEN", help='Day and time in Almaty: "Mon 07:00", or "* 07:00" for daily.')
    ] = "Mon 07:00"
    library: Annotated[
        str | None, typer.Option("--library", metavar="FILE", help="The library, if not that of kzplans.yaml.")
    ] = None
    briefs: Annotated[
        str | None, typer.Option("--briefs", metavar="FOLDER", help="Where briefs go, if not as in kzplans.yaml.")
    ] = None


def cron(
    *,
    weekly: Weekly = Weekly(),
    kind: Annotated[
        str,
        typer.Option("--cron", metavar="KIND", help="vixie: Debian's and Ubuntu's; cronie: Fedora's, RHEL's, Arch's."),
    ] = "vixie",
    zone: Annotated[
        str | None,
        typer.Option("--machine-zone", metavar="ZONE", help="Zone that cron runs in, if not TZ or /etc/localtime."),
    ] = None,
    user: Annotated[
        str | None, typer.Option("--user", metavar="NAME", help="Add the user, as lines in /etc/cron.d need it.")
    ] = None,
    common: Common = Common(),  # noqa: B008  frozen
) -> int:
    """Print the lines that have cron make the brief every week.

    \b
    kzplans schedule cron                                  to paste at the end of crontab -e
    kzplans schedule cron --at "Fri 16:30"                 another day and time, in Almaty's
    kzplans schedule cron --user kz > /etc/cron.d/kzplans  for the whole machine, run as kz
    kzplans schedule cron --machine-zone Europe/Berlin     for a machine elsewhere
    kzplans schedule cron --cron cronie                    for a cron that honours CRON_TZ

    Nothing is installed. The nearest kzplans.yaml is taken, and all paths are made absolute.
    """  # noqa: D301  the mark that keeps lines apart in help
    when = _When.parse(weekly.at)
    honours_zone = choice(kind, CRONS, "--cron") == "cronie"
    _check_name(user, _USER, "--user")
    job = _Job.of(common, weekly)
    if any("\\" in word for word in (*job.command, job.library)):
        message = "a path has a backslash, which crons read in different ways; use: kzplans schedule systemd"
        raise UsageError(message)
    timing = _CronTiming.in_almaty(when) if honours_zone else _CronTiming.on_machine(when, *_machine_zone(zone))
    lock = ["/usr/bin/flock", "-n", "-E", "75", f"{job.library}.cron.lock"]
    locked = "; ".join(shlex.join([*lock, *words]) for words in (job.fetch, job.command) if words)
    command = (timing.guard + locked).replace("%", r"\%")
    if len(command.encode()) > _COMMAND_BYTES:
        message = "the paths are too long: cron takes commands of 999 bytes; use: kzplans schedule systemd"
        raise UsageError(message)
    columns = [timing.fields, user, command] if user else [timing.fields, command]
    place = (
        "# Save it as /etc/cron.d/kzplans: owned by root, writable for root alone, and no dot in the name."
        if user
        else "# Paste it at the end of what `crontab -e` shows: the settings hold for all lines below them."
    )
    with open_output(Output()) as sink:
        sink.write(
            f"""\
# Makes the brief: {when}, Almaty time. Printed by `kzplans schedule cron`, which installs nothing.
{place}
# A run that goes well says nothing. For errors and unread texts by mail, take the # from the next line.
#MAILTO=you@example.org
SHELL=/bin/sh
PATH=/usr/local/bin:/usr/bin:/bin
{timing.about}
# If the run before has not ended, flock gives up in silence; its lock is not the library's own.
{" ".join(columns)}
"""
        )
    return 0


def systemd(
    *,
    weekly: Weekly = Weekly(),
    unit: Annotated[
        str, typer.Option("--unit", metavar="NAME", help="Name of the two units, if not kzplans.")
    ] = "kzplans",
    user: Annotated[str | None, typer.Option("--user", metavar="NAME", help="Run as this user, not as root.")] = None,
    folder: Annotated[
        str | None,
        typer.Option("--output-dir", metavar="FOLDER", help="Write the two files there instead of printing them."),
    ] = None,
    common: Common = Common(),  # noqa: B008  frozen
) -> int:
    """Print the service and the timer that have systemd make the brief every week.

    \b
    kzplans schedule systemd                               to read first
    kzplans schedule systemd --at "Fri 16:30" --user kz    another day and time, in Almaty's, and run as kz
    kzplans schedule systemd --output-dir /etc/systemd/system
    systemctl daemon-reload
    systemctl enable --now kzplans.timer

    Nothing is installed: --output-dir writes kzplans.service and kzplans.timer, and systemctl stays yours to call.
    The nearest kzplans.yaml is taken, and all paths are made absolute.
    """  # noqa: D301  as above
    when = _When.parse(weekly.at)
    name = unit.removesuffix(".timer").removesuffix(".service")
    _check_name(name, _UNIT, "--unit")
    _check_name(user, _USER, "--user")
    if folder is not None and not Path(folder).is_dir():
        message = f"--output-dir {folder!r}: there is no such folder; make it first"
        raise UsageError(message)
    job = _Job.of(common, weekly)
    if not _NO_PROGRAM.isdisjoint(job.command[0]):
        message = f"{job.command[0]}: systemd starts no program with a quotation mark or backslash in its path"
        raise UsageError(message)
    files = {
        f"{name}.service": f"# {name}.service\n{_service(job, name, user)}",
        f"{name}.timer": f"# {name}.timer\n{_timer(when)}",
    }
    if folder is None:
        with open_output(Output()) as sink:
            sink.write("\n".join(files.values()))
    else:
        for file_name, text in files.items():
            with open_output(Output(output=str(Path(folder) / file_name))) as sink:
                sink.write(text)
    if common.quiet:
        return 0
    if unseen := job.unseen():
        say(f"PrivateTmp= hides /tmp and /var/tmp, so the service will not see {', '.join(unseen)}")
    if folder is not None:
        say(
            f"wrote {name}.service and {name}.timer; next: systemctl daemon-reload; systemctl enable --now {name}.timer"
        )
    return 0


ABOUT = """Print what has the brief made every week; nothing is installed.

\b
kzplans schedule cron
kzplans schedule systemd
kzplans schedule cron --at "Fri 16:30"
"""

command = group("schedule", ABOUT, {"cron": cron, "systemd": systemd})


@dataclass(frozen=True, slots=True)
class _When:
    """A time in Almaty, on one day of the week (1 is Monday) or on each."""

    day: int | None
    time: dt.time

    @classmethod
    def parse(cls, given: str) -> _When:
        """What --at says.

        Raises:
            UsageError: it is no day and time.
        """
        found = _AT.fullmatch(given.strip())
        day = found[1].capitalize() if found else ""
        if found is None or day not in {*DAYS, "*"}:
            message = f'--at {given!r}: must be a day ({", ".join(DAYS)} or *) and a time, like "Mon 07:00"'
            raise UsageError(message)
        return cls(None if day == "*" else DAYS.index(day) + 1, dt.time(int(found[2]), int(found[3])))

    def __str__(self) -> str:
        return _told(self.day, self.time)


def _told(day: int | None, time: dt.time) -> str:
    return f"{'every day' if day is None else DAYS[day - 1]} {time:%H:%M}"


@dataclass(frozen=True, slots=True)
class _Job:
    """The command that is run, every path of it absolute, and the places it writes to."""

    command: tuple[str, ...]
    config: str
    library: str
    briefs: str
    #: What fetches the sources on the web before; empty without any.
    fetch: tuple[str, ...] = ()

    @classmethod
    def of(cls, common: Common, weekly: Weekly) -> _Job:
        """The job by the options and the configuration.

        Raises:
            ConfigError: the configuration is wrong.
            UsageError: there is none, or it leaves open where the library or the briefs are.
        """
        config = load_nearest_config(common)
        if config.path is None:
            message = (
                "no kzplans.yaml here or above, and cron and systemd start in another folder\n"
                "write one that lists sources:, library: and briefs:, or name it with --config FILE"
            )
            raise UsageError(message)
        library = _place(weekly.library, config.library, "library", "FILE")
        briefs = _place(weekly.briefs, config.briefs, "briefs", "FOLDER")
        file = _absolute(config.path)
        words = [*_this_program(), "brief", "-q", "--config", file, "--wait", WAIT]
        words += ["--library", library] if weekly.library else []
        words += ["--briefs", briefs] if weekly.briefs else []
        fetch = [*_this_program(), "fetch", "-q", "--config", file, "--wait", WAIT] if config.web_sources else []
        fetch += ["--library", library] if fetch and weekly.library else []
        return cls(tuple(words), file, library, briefs, tuple(fetch))

    def unseen(self) -> list[str]:
        """The paths that a service with a /tmp of its own does not see."""
        paths = dict.fromkeys((self.command[0], self.config, self.library, self.briefs))
        return [path for path in paths if any(Path(path).is_relative_to(folder) for folder in TEMPORARY)]


def _place(given: str | None, configured: Path | None, key: str, metavar: str) -> str:
    if given or configured:
        return _absolute(given or str(configured))
    message = f"kzplans.yaml does not say where the {key} {'is' if key == 'library' else 'are'}"
    message += f"; add {key}: to it, or --{key} {metavar}"
    raise UsageError(message)


def _absolute(path: str | Path) -> str:
    """The path from the root. Links stay: ``~/.local/bin/kzplans`` goes on working when what it points to is renewed.

    Raises:
        UsageError: it has a character that no line of a crontab or unit can hold.
    """
    made = os.path.abspath(path)  # noqa: PTH100  Path.absolute keeps a/../b
    if not made.isprintable():
        message = f"{made!r}: has characters that cannot be printed; rename it"
        raise UsageError(message)
    return made


def _this_program() -> list[str]:
    """The words that start this kzplans from any folder."""
    called = Path(sys.argv[0])
    if called.name == "kzplans" and called.is_file() and os.access(called, os.X_OK):
        return [_absolute(called)]
    return [_absolute(sys.executable), "-m", "kzplans"]


def _check_name(given: str | None, allowed: re.Pattern[str], option: str) -> None:
    if given is not None and not allowed.fullmatch(given):
        message = f"{option} {given!r}: must be a name of Latin letters, digits, _, - and ."
        raise UsageError(message)


# cron


@dataclass(frozen=True, slots=True)
class _CronTiming:
    """The five columns of time, what goes before the command, and why."""

    fields: str
    guard: str
    about: str

    @classmethod
    def in_almaty(cls, when: _When) -> _CronTiming:
        """For a cron that can be told the zone."""
        about = f"""\
# The line below says Almaty time, which cronie goes by because of CRON_TZ. Debian's and Ubuntu's cron would not:
# for them, leave out --cron cronie.
CRON_TZ={ZONE}"""
        return cls(_fields({(when.day, when.time)}), "", about)

    @classmethod
    def on_machine(cls, when: _When, zone: ZoneInfo, origin: str) -> _CronTiming:
        """For a cron that goes by the machine's zone: the time there, be it one or, with summer time, two."""
        times = _times_in(when, zone)
        told = " or ".join(_told(*one) for one in sorted(times, key=lambda one: one[1]))
        about = f"""\
# Debian's and Ubuntu's cron ignores CRON_TZ and goes by the machine's zone, which `timedatectl` shows.
# Taken for it, by {origin}: {zone.key}. There {when} in Almaty is {told}.
# If cron's zone is another or changes, print this anew with --machine-zone ZONE; for cronie, with --cron cronie."""
        if len(times) == 1:
            return cls(_fields(times), "", about)
        # Minutes only where they tell two calls apart: cron may be late, and a brief too late is better than none.
        minutes = len({time.minute for _, time in times}) > 1
        clock = ("" if when.day is None else "%u ") + ("%H:%M" if minutes else "%H")
        now = ("" if when.day is None else f"{when.day} ") + when.time.strftime("%H:%M" if minutes else "%H")
        guard = f"test \"$(TZ={ZONE} date '+{clock}')\" = '{now}' || exit 0; "
        about += (
            "\n# The clock there changes in spring and autumn, so cron calls at both hours, and `test` lets one pass."
        )
        return cls(_fields(times), guard, about)


def _times_in(when: _When, zone: ZoneInfo) -> set[tuple[int | None, dt.time]]:
    """Day and time on the clock of a zone, as many as there are in the year to come."""
    today = parse_today(None)
    days = (today + dt.timedelta(days=number) for number in range(_YEAR))
    met = {
        dt.datetime.combine(day, when.time, ZoneInfo(ZONE)).astimezone(zone)
        for day in days
        if when.day in {None, day.isoweekday()}
    }
    return {(when.day and moment.isoweekday(), moment.time()) for moment in met}


def _fields(times: set[tuple[int | None, dt.time]]) -> str:
    """Minute, hour, day of the month, month, day of the week (0 is Sunday): all that the times need."""
    minutes = sorted({time.minute for _, time in times})
    hours = sorted({time.hour for _, time in times})
    days = sorted({day % 7 for day, _ in times if day is not None})
    return f"{_listed(minutes)} {_listed(hours)} * * {_listed(days) or '*'}"


def _listed(numbers: list[int]) -> str:
    return ",".join(map(str, numbers))


def _machine_zone(given: str | None) -> tuple[ZoneInfo, str]:
    """The zone of the machine, and what told it.

    Raises:
        UsageError: what is told is no zone.
    """
    name, origin = given, "--machine-zone"
    if name is None:
        name, origin = os.environ.get("TZ", "").removeprefix(":"), "TZ"
    if not name and given is None:
        return _zone_of_system(), str(LOCALTIME)
    try:
        return ZoneInfo(name), origin
    except (KeyError, ValueError, OSError) as error:
        message = f"{origin} {name!r}: there is no such zone; `timedatectl` shows it"
        message += ", --machine-zone names it" if given is None else ", like Asia/Almaty"
        raise UsageError(message) from error


def _zone_of_system() -> ZoneInfo:
    """The zone that /etc/localtime links to or, if it is a copy, holds; UTC without it, as the C library has it."""
    if not LOCALTIME.exists():
        return ZoneInfo("UTC")
    name = os.path.realpath(LOCALTIME).partition("/zoneinfo/")[2]
    try:
        with LOCALTIME.open("rb") as stream:
            return ZoneInfo.from_file(stream, key=name or str(LOCALTIME))
    except (ValueError, OSError) as error:
        message = f"{LOCALTIME}: tells no zone; name it with --machine-zone (`timedatectl` shows it)"
        raise UsageError(message) from error


# systemd


_CLOSED = """\
# It reads texts of others: no network, and it writes to nothing but the library and the briefs.
IPAddressDeny=any
RestrictAddressFamilies=AF_UNIX"""
_OPEN = """\
# It reads texts of others, and writes to nothing but the library and the briefs. Only fetch uses the network.
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6"""


def _service(job: _Job, name: str, user: str | None) -> str:
    folders = list(dict.fromkeys((os.path.dirname(job.library), job.briefs)))  # noqa: PTH120  strings, as they stand
    run_as = (
        f"User={user}" if user else "# As root, unless --user names one who may read the texts and write the folders."
    )
    online = "Wants=network-online.target\nAfter=network-online.target\n" if job.fetch else ""
    # the dash: what cannot be fetched does not stop the brief
    fetch = f"ExecStartPre={_exec_start((f'-{job.fetch[0]}', *job.fetch[1:]))}\n" if job.fetch else ""
    return f"""\
# Printed by `kzplans schedule systemd`, which installs nothing. The folders written to must be there:
#   mkdir -p {shlex.join(folders)}
# Put {name}.service and {name}.timer into /etc/systemd/system, then:
#   systemctl daemon-reload
#   systemctl start {name}.service          once, to see it work; journalctl -u {name}.service tells more
#   systemctl enable --now {name}.timer

[Unit]
Description=kzplans: make the brief of city plans
{online}
[Service]
Type=oneshot
{run_as}
{fetch}ExecStart={_exec_start(job.command)}
TimeoutStartSec=45min
# 75: a run begun by hand held the library all the time. It makes the brief, so nothing is wrong.
# 3, some texts could not be read, stays a failure for `systemctl --failed` to show; the brief is made all the same
# and lists them. If nobody needs to be told: SuccessExitStatus=3 75
SuccessExitStatus=75
Nice=10
MemoryMax=2G
UMask=0027

{_OPEN if job.fetch else _CLOSED}
ProtectSystem=strict
ReadWritePaths={" ".join(map(_quoted, folders))}
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
NoNewPrivileges=yes
RestrictSUIDSGID=yes
LockPersonality=yes
"""


def _timer(when: _When) -> str:
    day = "" if when.day is None else f"{DAYS[when.day - 1]} "
    return f"""\
[Unit]
Description=kzplans: make the brief {when}, Almaty time

[Timer]
OnCalendar={day}*-*-* {when.time:%H:%M}:00 {ZONE}
# A machine that was off then makes the brief once it is on.
Persistent=true
RandomizedDelaySec=300

[Install]
WantedBy=timers.target
"""


def _exec_start(words: tuple[str, ...]) -> str:
    """The words as systemd takes them; it puts variables into all but the first, so only there a ``$`` is doubled."""
    first, *rest = words
    return " ".join((_quoted(first), *(_quoted(word.replace("$", "$$")) for word in rest)))


def _quoted(word: str) -> str:
    """A word as systemd splits it off again, with no specifier left in it."""
    escaped = word.replace("%", "%%")
    if _PLAIN.fullmatch(escaped):
        return escaped
    return '"' + escaped.replace("\\", r"\\").replace('"', r"\"") + '"'
