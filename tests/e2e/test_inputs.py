"""Where configuration and settings may come from, and the one clock of all logs."""

import datetime
import re
import signal

from support import data
from support.commands import run
from support.data import ALICE
from support.signing import pbkdf2_hash
from support.sites import (
    launch_gateway,
    start_gateway_site,
    wait_for_gateway,
    without_throttle,
)


def test_config_with_a_name_and_a_value_is_a_setting_below_those_of_setting(work, started, line):
    given = ["--config", "sql_time_limit_ms:1111", "--setting", "sql_time_limit_ms", "2222"]
    more = ["--config", "max_returned_rows:77", "--config=suggest_facets:off"]
    files = data.make_databases(work.path)
    started.append(start_gateway_site(line, files, data.BASIC, arguments=[*given, *more]))
    settings = started[0].get("/-/settings.json", ALICE).json()
    settings = settings.get("settings", settings)
    assert settings["sql_time_limit_ms"] == 2222
    assert settings["max_returned_rows"] == 77 and settings["suggest_facets"] is False


def test_metadata_may_come_from_standard_input(work):
    metadata = '{"plugins": {"datasette-auth-passwords": {"ann_password_hash": "%s"}}}'
    given = metadata % pbkdf2_hash("a")
    done = run("check", "--quick", "-m", "-", cwd=work.path, stdin=given)
    assert done.returncode == 0 and "ann: pbkdf2" in done.stdout, done.stderr
    broken = run("check", "--quick", "-m", "-", cwd=work.path, stdin='{"title": [}')
    assert broken.returncode == 1 and "standard input:1:" in broken.stderr


def test_a_reload_keeps_what_came_from_standard_input(work, started):
    config = work.write("elsewhere.json", without_throttle(data.BASIC))
    files = data.make_databases(work.path)
    with open(config) as stdin:
        process = launch_gateway([*files, "-m", "-", "-p", "0"], work, line="1.0", stdin=stdin)
    site = wait_for_gateway(process, work, "1.0")
    started.append(site)
    config.unlink()
    process.signal(signal.SIGHUP)
    process.wait_for_line("the configuration was reloaded")
    assert site.get("/-/actor.json", ALICE).status_code == 200
    assert site.get("/-/actor.json").status_code == 401


def test_the_log_has_one_clock(work, started):
    env = {"TZ": "Asia/Kolkata"}
    files = data.make_databases(work.path)
    site = start_gateway_site("1.0", files, data.BASIC, env=env)
    started.append(site)
    site.get("/-/actor.json", ALICE)
    line = site.process.wait_for_line(r"^(\S+)Z .*/-/actor\.json|^(\S+)Z .*actor", stream="out")
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    times = [line.group(1) or line.group(2)]
    logged = [text for stream, text in site.process.lines if stream == "err"]
    own = [text.split(" ")[0] for text in logged if "listening on" not in text]
    assert own and all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z", text) for text in own)
    times += [text[:-1] for text in own]
    for time in times:
        assert abs(now - datetime.datetime.fromisoformat(time)) < datetime.timedelta(minutes=5)
