"""Every role at every address and page, with a site of its own, one shown to it, another's, and one that does not exist."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import panel as pn
import pytest
import sqlalchemy as sa
from server_of_many import PASSWORD, PEOPLE, document
from visitor import Server, Visitor, run_to_end

from app import sites
from app.accounts import invitations, sessions
from app.accounts import people as people_module
from app.accounts.settings import AccountSettings
from app.components.pane import Html
from app.entrance.guard import Guard
from app.frame import Frame, page_template
from app.making import MAKERS, OF_NO_SITE, OF_ONE_PRODUCT
from app.opening import open_document
from app.pages import PAGES
from app.route import Route
from app.session import AssessmentSession
from app.settings import Settings
from assessment.store.access import Actor
from assessment.store.scope import reading, writing
from assessment.store.sites import SYSTEM, found_organisation

ROOT = Path(__file__).parents[2]
NOBODYS = "0" * 32
LOGINS = tuple(login for login, *_ in PEOPLE)
SEES = {"lan": {"lan"}, "binh": {"binh"}, "chi": {"lan"}, "khoa": {"lan"}, "phuc": set(), "admin": set()}  # login -> whose sites
FILES = sorted(set(MAKERS) - OF_NO_SITE - OF_ONE_PRODUCT)

# ---- over HTTP ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("name", FILES)
def test_files_of_a_site_are_for_those_who_see_it(many: Server, people: dict[str, Visitor], login: str, name: str) -> None:
    nothing = people[login].web.get(f"/files/{name}", params={"site": NOBODYS})
    assert nothing.status_code == 404
    for owner, site in many.sites.items():
        answer = people[login].web.get(f"/files/{name}", params={"site": site})
        if owner in SEES[login]:
            assert answer.status_code == 200, (login, owner, name)
        else:
            assert (answer.status_code, answer.text) == (404, nothing.text)  # not told from a site that does not exist


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("name", sorted({*FILES, *OF_NO_SITE, "upload"}))
@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE"])
def test_no_other_verb_does_anything(many: Server, people: dict[str, Visitor], login: str, name: str, verb: str) -> None:
    answer = people[login].web.request(
        verb, f"/files/{name}", params={"site": many.sites["lan"]}, headers={"X-Sachhon": "1", "Origin": many.origin}
    )
    assert answer.status_code == 405


@pytest.mark.parametrize("name", sorted({*FILES, *OF_NO_SITE}))
def test_what_is_read_is_not_posted_to(many: Server, people: dict[str, Visitor], name: str) -> None:
    assert people["lan"].web.post(f"/files/{name}", params={"site": many.sites["lan"]}).status_code == 405


@pytest.mark.parametrize(("login", "status"), [("lan", 200), ("binh", 200), ("chi", 200), ("khoa", 403), ("phuc", 403), ("admin", 403)])
def test_only_who_may_have_sites_brings_a_file_in(people: dict[str, Visitor], login: str, status: int) -> None:
    assert people[login].upload(document(f"nhà máy của {login}"), "moi.json").status_code == status


def test_a_file_is_not_brought_in_for_another_site(people: dict[str, Visitor]) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"X-Sachhon": "0"}, {"Origin": "null"}):
        assert people["lan"].upload(document("x"), "x.json", **headers).status_code == 403


@pytest.mark.parametrize(
    ("login", "site", "status"),
    [("lan", "lan", 200), ("chi", "lan", 200), ("lan", "binh", 404), ("binh", "lan", 404), ("phuc", "lan", 404), ("admin", "lan", 404)],
)
def test_an_import_goes_to_a_site_one_sees(many: Server, people: dict[str, Visitor], login: str, site: str, status: int) -> None:
    own = {"X-Sachhon": "1", "Origin": many.origin}
    asked = {"site": many.sites[site], "batch": "0" * 24, "name": "a.xml"}
    assert people[login].web.post("/files/import", params=asked, content=b"<x/>", headers=own).status_code == status
    assert (
        people[login].web.post("/files/import", params=asked, content=b"<x/>", headers=own | {"Origin": "http://evil.example"}).status_code
        == 403
    )


@pytest.mark.parametrize(
    "name",
    ["../../../../escaped.xml", "..\\..\\escaped.xml", "/tmp/escaped.xml", "a/b/c/d/../../../../../../../escaped.xml", "....//escaped.xml"],
)
@pytest.mark.parametrize("batch", ["0" * 24, "../../x", "0" * 23 + "/", ""])
def test_a_file_of_an_import_stays_in_its_batch(many: Server, people: dict[str, Visitor], name: str, batch: str) -> None:
    asked = {"site": many.sites["lan"], "batch": batch, "name": name}
    answer = people["lan"].web.post("/files/import", params=asked, content=b"<x/>", headers={"X-Sachhon": "1", "Origin": many.origin})
    assert answer.status_code == (200 if batch == "0" * 24 else 422)
    found = list(many.folder.parent.rglob("escaped.xml"))
    assert all(path.is_relative_to(many.folder / "incoming") for path in found)
    assert not Path("/tmp/escaped.xml").exists()


@pytest.mark.parametrize("login", ["lan", "binh", "chi", "khoa"])
def test_a_pack_for_all_is_not_put_up_by_one(many: Server, people: dict[str, Visitor], login: str) -> None:
    answer = people[login].web.post("/files/pack", content=b"{}", headers={"X-Sachhon": "1", "Origin": many.origin})
    assert answer.status_code == 403


def test_bytes_somebody_else_holds_open_nothing_of_theirs(many: Server, people: dict[str, Visitor]) -> None:
    theirs = people["binh"].web.get(f"/files/document?site={many.sites['binh']}").content
    made = people["lan"].upload(theirs, "copy.json").json()["site"]
    assert made != many.sites["binh"]
    assert people["binh"].web.get(f"/files/document?site={made}").status_code == 404


def test_an_earlier_state_is_opened_at_its_own_site_only(many: Server, people: dict[str, Visitor]) -> None:
    with reading(sites.open_store(Settings(folder=many.folder)), SYSTEM) as scope:
        held = {row.site_id: row.id for row in scope.connection.execute(sa.text("SELECT id, site_id FROM revision"))}
    lan, binh = many.sites["lan"], many.sites["binh"]
    for login, site, of, status in (
        ("lan", lan, lan, 200),
        ("chi", lan, lan, 200),
        ("lan", lan, binh, 404),
        ("binh", binh, lan, 404),
        ("phuc", lan, lan, 404),
    ):
        answer = people[login].web.get("/files/document", params={"site": site, "revision": held[of]})
        assert answer.status_code == status, (login, site == of)


# ---- pages -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class World:
    """A database with the people of the server of many and two sites."""

    settings: Settings
    actors: dict[str, Actor]
    keys: dict[str, str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    settings = Settings(folder=tmp_path_factory.mktemp("world"), accounts=AccountSettings())
    engine = sites.open_store(settings)
    actors = {}
    with writing(engine, SYSTEM) as scope:
        for login, name, kind, role in PEOPLE:
            organisation = found_organisation(scope, name, kind)
            account, _ = people_module.add_account(scope, organisation, login, login.title(), role, password=PASSWORD)
            actors[login] = Actor(account=account.id, name=account.name, organisation=organisation, role=role)  # type: ignore[arg-type]
    keys = {
        login: sites.keep(settings, document(f"Bí mật của {login}"), f"{login}.json", 10**6, actor=actors[login]).key
        for login in ("lan", "binh")
    }
    for login in ("chi", "khoa"):
        with writing(engine, actors["lan"]) as scope:
            token = invitations.invite(scope, keys["lan"]).token
        invitations.accept(engine, actors[login], token)
    return World(settings=settings, actors=actors, keys=keys)


def shown(view: Any) -> Iterator[str]:
    if isinstance(view, Html):
        yield str(view.object)
    elif isinstance(view, pn.layout.Panel):
        for inner in view.objects:
            yield from shown(inner)


def visit(world: World, login: str, page: str, site: str, lang: str = "vi") -> str:
    """Return everything on screen when somebody opens an address."""
    session = AssessmentSession(world.settings, open_document, lambda: world.actors[login], route=Route(page=page, site=site, lang=lang))
    frame = Frame(session, page_template())
    run_to_end(frame.arrive())
    return "\n".join((str(frame.menu.object), str(frame.top.object), *shown(frame.body)))


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_tells_nothing_of_a_site_that_is_not_ones_own(world: World, login: str, page: str) -> None:
    hidden = [owner for owner in world.keys if owner not in SEES[login]]
    nowhere = visit(world, login, page, NOBODYS)
    for owner in hidden:
        said = visit(world, login, page, world.keys[owner])
        assert f"Bí mật của {owner}" not in said
        assert "424242" not in said.replace(".", "")
        assert said.replace(world.keys[owner], NOBODYS) == nowhere  # as if it did not exist


@pytest.mark.parametrize(
    ("login", "page"), list(itertools.product(LOGINS, ("overview", "history", "invite", "clients", "account", "administration", "entry")))
)
def test_pages_are_for_their_roles(world: World, login: str, page: str) -> None:
    yours = {
        "overview": {"lan", "chi", "khoa"},
        "history": {"lan", "chi"},
        "invite": {"lan", "chi"},
        "clients": {"chi", "khoa"},
        "account": set(LOGINS),
        "administration": {"admin"},
        "entry": {"lan", "binh", "chi"},
    }
    site = world.keys["lan"] if PAGES[page].of_site else ""
    said = visit(world, login, page, site, "en")
    refused = "This page is not yours" in said or "No site is open" in said or "could not be read" in said
    may = login in yours[page]
    assert refused is not may, said[-600:]
    assert ("Bí mật của lan" in said) is (PAGES[page].of_site and may) or page == "clients"


def test_a_consultant_does_not_share_a_clients_site(world: World) -> None:
    said = visit(world, "chi", "invite", world.keys["lan"], "en")
    assert "Only the owner invites" in said
    assert "data-submit" not in said


@pytest.mark.parametrize("login", LOGINS)
def test_a_menu_leads_only_where_one_may_go(world: World, login: str) -> None:
    session = AssessmentSession(world.settings, open_document, lambda: world.actors[login], route=Route(page="home", lang="en"))
    menu = str(Frame(session, page_template()).menu.object)
    assert ("page=administration" in menu) is (login == "admin")
    assert ("page=clients" in menu) is (login in ("chi", "khoa"))
    assert "page=account" in menu


ACTS = (
    (
        "administration",
        "admin",
        (("reset", "account"), ("disable", "account"), ("enable", "account"), ("verify", ""), ("copy", ""), ("submit", "{}")),
    ),
    ("invite", "lan", (("submit", "{}"), ("cancel", "x"), ("withdraw", "x"))),
    ("history", "lan", (("return", "x"), ("verify", ""))),
    ("account", "lan", (("end", "x"), ("end_others", ""))),
)


@pytest.mark.parametrize(("page", "login", "acts"), ACTS)
def test_an_open_page_does_nothing_after_its_sign_in_has_ended(
    world: World, page: str, login: str, acts: tuple[tuple[str, str], ...]
) -> None:
    engine = sites.open_store(world.settings)
    done = sessions.sign_in(engine, login, PASSWORD, "test")
    assert isinstance(done, sessions.SignedIn)
    identify = Guard(engine, AccountSettings()).identify(done.token)
    for act, value in acts:
        with writing(engine, world.actors[login]) as scope:
            assert people_module.account(scope, world.actors[login].account).disabled_at is None
        frame = Frame(
            AssessmentSession(world.settings, open_document, identify, route=Route(page=page, site=world.keys["lan"], lang="en")),
            page_template(),
        )
        run_to_end(frame.arrive())
        assert frame.view is not None
        sessions.sign_out(engine, done.token)
        before = _everything(engine)
        frame.act(act, value.replace("account", world.actors["binh"].account))
        assert "Your session has ended" in "".join(shown(frame.body))
        assert "Bí mật" not in "".join((str(frame.menu.object), *shown(frame.body)))
        assert frame.session.opened is None
        assert _everything(engine) == before
        renewed = sessions.sign_in(engine, login, PASSWORD, "test")
        assert isinstance(renewed, sessions.SignedIn)
        done, identify = renewed, Guard(engine, AccountSettings()).identify(renewed.token)


def _everything(engine: sa.Engine) -> list[tuple[str, int]]:
    with engine.connect() as connection:
        return [
            (name, connection.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar_one())
            for name in sa.inspect(engine).get_table_names()
        ]


def test_a_page_left_open_notices_that_its_sign_in_was_ended(world: World) -> None:
    engine = sites.open_store(world.settings)
    guard = Guard(engine, AccountSettings())
    done = sessions.sign_in(engine, "lan", PASSWORD, "test")
    assert isinstance(done, sessions.SignedIn)
    left = []
    guard.bind("page", done.token, lambda: left.append("page"))
    assert guard.sweep() == 0
    sessions.sign_out(engine, done.token)
    assert guard.sweep() == 1
    assert left == ["page"]
    guard.release("page")
    assert guard.sweep() == 0


# ---- nobody forgets to say on whose behalf -------------------------------------------------------------------------------------

ON_BEHALF = {"keep", "save", "describe", "own", "find", "content", "forget", "bring_back", "file_of_revision", "return_to"}


def silent_calls(text: str) -> list[int]:
    """Return the lines on which a function of `app.sites` is called without an actor."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "sites"
        and node.func.attr in ON_BEHALF
        and not any(keyword.arg == "actor" for keyword in node.keywords)
    ]


def test_the_lint_sees_a_call_without_an_actor() -> None:
    assert silent_calls("sites.own(settings)\nsites.own(settings, actor=a)\nothers.own(settings)") == [1]


def test_every_call_for_a_site_says_on_whose_behalf() -> None:
    commands = ROOT / "app" / "commands"  # the command line has one user: whoever may read the file
    modules = [path for path in sorted((ROOT / "app").rglob("*.py")) if commands not in path.parents]
    assert len(modules) > 60
    assert {str(path.relative_to(ROOT)): lines for path in modules if (lines := silent_calls(path.read_text(encoding="utf-8")))} == {}
