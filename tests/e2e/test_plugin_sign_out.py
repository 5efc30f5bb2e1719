"""A plugin that takes the ds_actor cookie away ends the gateway's session."""

import re

import pytest

from support.data import ALICE, BOB
from support.forms import Visitor, set_cookies, start_with_accounts
from support.sites import WorkDirectory

PLUGIN = '''
from datasette import hookimpl
from datasette.utils.asgi import Response

LINES = {
    "empty": 'ds_actor=""; Path=/',
    "max-age": "ds_actor=gone; Path=/; Max-Age=0",
    "expires": "ds_actor=x.y; expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/",
    "junk": "ds_actor=deleted; Path=/",
    "spelled": "DS_Actor=; path=/; max-age=-1",
}


async def bye(request, datasette):
    how = request.args["how"]
    response = Response.redirect("/")
    if how == "set_cookie":
        response.set_cookie("ds_actor", "", expires=0, max_age=0)
    elif how == "delete_actor_cookie":
        if hasattr(datasette, "delete_actor_cookie"):
            datasette.delete_actor_cookie(response)
        else:
            response.set_cookie("ds_actor", "", expires=0, max_age=0)
    elif how == "nobody":
        response.set_cookie("ds_actor", datasette.sign({"a": None}, "actor"))
    elif how == "renewed":
        response.set_cookie("ds_actor", datasette.sign({"a": request.actor}, "actor"))
    elif how == "other cookie":
        response.set_cookie("ds_other", "", expires=0, max_age=0)
    else:
        response._set_cookie_headers.append(LINES[how])
    return response


@hookimpl
def register_routes():
    return [(r"^/-/bye$", bye)]
'''
WAYS_OUT = ["set_cookie", "delete_actor_cookie", "nobody", "empty", "max-age", "expires", "junk"]
WAYS_OUT.append("spelled")


@pytest.fixture(scope="module", params=[True, False], ids=["walled", "open"])
def site(request, line):
    work = WorkDirectory()
    (work.path / "plugins").mkdir()
    (work.path / "plugins" / "bye.py").write_text(PLUGIN)
    started = []
    made = start_with_accounts(
        started,
        line,
        {"auth": {"challenge": "form"}},
        {"http_basic_auth": request.param},
        arguments=["--plugins-dir", work.path / "plugins"],
        work=work,
    )
    yield made
    made.stop()


def is_logged_in(site, session):
    headers = {"Cookie": f"ds_actor={session}", "Accept": "application/json"}
    answer = site.get("/-/actor.json", headers=headers)
    return answer.status_code == 200 and answer.json()["actor"] is not None


def logged_in(site, who):
    person = Visitor(site)
    person.log_in(*who)
    assert is_logged_in(site, person.session)
    return person


@pytest.mark.parametrize("how", WAYS_OUT)
def test_the_session_ends_for_good(site, how):
    person, other = logged_in(site, BOB), logged_in(site, BOB)
    session = person.session
    mark = site.process.mark()
    answer = person.get(f"/-/bye?how={how}")
    assert answer.status_code == 302
    [line] = set_cookies(answer, "ds_actor")
    assert re.search(r"Max-Age=0", line)
    for _ in range(3):
        assert not is_logged_in(site, session)
    assert is_logged_in(site, other.session)
    site.process.wait_for_line('"event":"logged_out"', since=mark)


@pytest.mark.parametrize("how", ["renewed", "other cookie"])
def test_it_does_not_end_otherwise(site, how):
    person = logged_in(site, BOB)
    answer = person.get(f"/-/bye?how={how}")
    assert answer.status_code == 302
    assert not [line for line in set_cookies(answer, "ds_actor") if "Max-Age=0" in line]
    assert is_logged_in(site, person.session)


def test_a_password_is_not_logged_out(site):
    """The session cookie beside it authenticated nothing."""
    person = logged_in(site, ALICE)
    headers = {"Cookie": f"ds_actor={person.session}"}
    answer = site.get("/-/bye?how=set_cookie", BOB, headers=headers)
    assert answer.status_code == 302 and not set_cookies(answer, "ds_actor")
    assert is_logged_in(site, person.session)
