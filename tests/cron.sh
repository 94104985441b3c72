#!/bin/bash
# Has Debian's cron make a brief, by the very lines that `kzplans schedule cron` prints. Takes up to three minutes.
#
#     sudo tests/cron.sh .venv/bin/kzplans
#
# For root on Debian or Ubuntu. Installs cron if it is missing; root's crontab is put back at the end.

set -euo pipefail

die() {
    echo "tests/cron.sh: $*" >&2
    exit 1
}

[ $# -gt 0 ] || die "name the command: tests/cron.sh .venv/bin/kzplans"
[ "$(id -u)" = 0 ] || die "only root can start cron: sudo tests/cron.sh $*"
program=$(command -v "$1") || die "$1: there is no such command"
case $program in
    /*) ;;
    *) program=$PWD/$program ;;
esac
kzplans=("$program" "${@:2}")

if ! command -v cron >/dev/null || ! command -v crontab >/dev/null; then
    echo "Installing cron ..." >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get install -y --no-install-recommends cron || { apt-get update && apt-get install -y --no-install-recommends cron; }; } >&2
fi

folder=$(mktemp -d)
# cron's own traps are part of what is tried: a space, and the % that means a new line to it
plans="$folder/our plans 100%"
had_crontab=
installed=
started=

is_running() {
    local pid
    # a process that has ended and that nobody has asked after still has a number, but no program any more
    pid=$(cat /run/crond.pid 2>/dev/null) && [[ $(readlink "/proc/$pid/exe") == */cron* ]]
}

put_back() {
    local status=$?
    trap - EXIT
    trap '' INT TERM
    set +e
    if [ -n "$installed" ]; then
        if [ -n "$had_crontab" ]; then
            crontab "$folder/crontab.old" || {
                echo "tests/cron.sh: root's crontab could not be put back; it is kept as $folder/crontab.old" >&2
                exit 1
            }
        else
            crontab -r
        fi
    fi
    # only the one started here, by its number
    [ -z "$started" ] || kill "$started"
    rm -rf "$folder"
    exit "$status"
}
trap put_back EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$plans/news" "$plans/briefs"
echo 'Астанада 2030 жылға қарай 12 мектеп салынады.' >"$plans/news/schools.txt"
printf '%s\n' 'sources: [news]' 'library: plans.db' 'briefs: briefs' >"$plans/kzplans.yaml"

# The lines stay as they are but for the shell: without a mail server cron throws away what a run says, so this one
# keeps it, and the exit code.
cat >"$folder/sh" <<END
#!/bin/sh
/bin/sh "\$@" >"$folder/said" 2>&1
echo \$? >"$folder/code.part"
mv "$folder/code.part" "$folder/code"
END
chmod +x "$folder/sh"

# cron looks at crontabs once a minute: the next one may be too near, the one after it is not. TZ of the caller is not
# that of cron, which goes by the machine's zone.
at=$(TZ=Asia/Almaty date -d '+2 minutes' '+* %H:%M')
(cd "$plans" && env -u TZ -u SOURCE_DATE_EPOCH "${kzplans[@]}" schedule cron --at "$at") >"$folder/crontab.printed"
sed "s|^SHELL=/bin/sh\$|SHELL=$folder/sh|" "$folder/crontab.printed" >"$folder/crontab.new"
grep -q "^SHELL=$folder/sh\$" "$folder/crontab.new" || die "the lines printed set no SHELL=/bin/sh"

if crontab -l >"$folder/crontab.old" 2>/dev/null; then
    had_crontab=yes
fi
installed=yes
crontab "$folder/crontab.new"
if ! is_running; then
    # as a service manager would, and with no descriptor of ours, lest whoever reads our output wait for cron to end
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin cron </dev/null >/dev/null 2>&1
    for _ in 1 2 3 4 5; do
        is_running && break
        sleep 1
    done
    is_running || die "cron does not start"
    started=$(cat /run/crond.pid)
fi

echo "Waiting for cron to make a brief at ${at#\* } in Almaty ..." >&2
for _ in $(seq 180); do
    [ ! -e "$folder/code" ] || break
    sleep 1
done

fail() {
    {
        echo "tests/cron.sh: $*"
        echo "--- the lines"
        cat "$folder/crontab.new"
        echo "--- what the run said"
        cat "$folder/said" 2>/dev/null || echo "(cron did not start it)"
        echo "--- the folder"
        ls -lR "$plans"
    } >&2
    exit 1
}

[ -e "$folder/code" ] || fail "no run came to an end in three minutes"
[ "$(cat "$folder/code")" = 0 ] || fail "the run ended with $(cat "$folder/code")"
compgen -G "$plans/briefs/*.html" >/dev/null || fail "there is no brief"
[ ! -s "$folder/said" ] || fail "a run that goes well must say nothing, or cron mails it"
echo "cron made $(basename "$(compgen -G "$plans/briefs/*.html" | head -n 1)")"
