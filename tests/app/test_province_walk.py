"""The whole way: contributions, pool, release, the department's pages, the yearly report, and back to a factory's standing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import panel as pn
import pytest

from app import sites
from app.commands.pooling import _vocabulary
from app.components.pane import Html
from app.database.engine import address, make_engine
from app.pages import build
from app.province import contributing, published
from app.province import documents as province
from app.province import files as province_files
from app.province.receiving import may_load
from app.session import AssessmentSession
from app.settings import Settings
from assessment import programme
from assessment.store.access import LOCAL, Actor, Role
from assessment.store.errors import DeniedError
from benchmarks import area
from benchmarks.peers import contribution, enrolment, gate, pack, population, store
from benchmarks.peers.contribution import UNSPECIFIED, signed
from benchmarks.peers.disclosure import Rules
from benchmarks.peers.enrolment import Member, Tokens
from benchmarks.peers.population_fit import FITS
from benchmarks.peers.release import release, set_hashes
from benchmarks.peers.signature import new_seed, public_key
from data import catalogue, messages

MakeSession = Callable[..., AssessmentSession]
SEED = bytes(range(32))
BOOK = catalogue.open_edition()
REGIONS = {code: area.regions(BOOK)[code] for code in ("68", "79", "75")}


def texts(view: pn.viewable.Viewable) -> Iterator[str]:
    if isinstance(view, Html):
        yield str(view.object)
    elif isinstance(view, pn.layout.Panel):
        for inner in view.objects:
            yield from texts(inner)


def page_text(session: AssessmentSession) -> str:
    return "\n".join(texts(build(session.route.page, session).__panel__()))


@pytest.fixture(scope="module")
def pool_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a pool that took some hundred signed, synthetic records and published one vintage of them."""
    folder = tmp_path_factory.mktemp("province")
    (folder / published.POOL_KEY).write_bytes(SEED)
    engine = make_engine(address(f"sqlite:///{folder / published.POOL_FILE}", folder))
    store.create(engine)
    garments = replace(next(fit for fit in FITS if fit.sector == "garments"), output_spread=0.5, energy_spread=0.6)
    plan = population.Plan(facilities=150, years=(2021, 2025), regions=REGIONS, fits=(garments,), crowding=0.5, missing=0.0)
    records = [replace(record, product=UNSPECIFIED) for record in population.contributions(population.generate(11, plan))]
    tokens = {
        record.facility: Tokens(company=record.company, facility=record.facility, seed=new_seed()) for record in records
    }  # fmt: skip
    vocabulary = _vocabulary()
    with engine.begin() as connection:
        for each in tokens.values():
            member = Member(company=each.company, facility=each.facility, key=public_key(each.seed))
            store.enrol(connection, member, name=f"Nhà máy {each.facility}")
        known = replace(store.pool(connection), is_synthetic=True)
        for record in records:
            content = contribution.write(signed(record, tokens[record.facility])).encode()
            admitted, findings = gate.admit(content, known, vocabulary)
            assert admitted is not None, findings
            store.keep(connection, admitted, content.decode())
        observations = store.active(connection, REGIONS, {})
        made = release(observations, REGIONS, vintage="2026", released="2026-11-22", rules=Rules(), panels=[(2021, 2025)])
        text = pack.write(made, SEED, edition=BOOK.edition, synthetic=True)
        store.publish(connection, made, text, set_hashes(observations, "0" * 16))
    engine.dispose()
    return folder


@pytest.fixture
def settings(pool_folder: Path, tmp_path: Path) -> Settings:
    """Return an installation with that pool, otherwise new."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in (published.POOL_FILE, published.POOL_KEY):
        (folder / name).write_bytes((pool_folder / name).read_bytes())
    return Settings(folder=folder)


def test_from_contributions_to_the_department(make_session: MakeSession, settings: Settings) -> None:
    (item,) = published.shelf(settings)
    assert (item.origin, item.pack.vintage, item.pack.synthetic) == ("pool", "2026", True)
    participation = page_text(make_session("participation"))
    assert messages.message("published.synthetic", "vi") in participation
    assert "1 ngành có số công bố ở cấp tỉnh, năm 2025" in participation
    distribution = page_text(make_session("distribution"))
    assert re.search(r"May mặc: một nửa số cơ sở dùng từ [\d,]+ đến [\d,]+ MJ/cái", distribution)
    progress = page_text(make_session("progress", "en"))
    assert "Change of intensity from 2021 to 2025" in progress
    assert re.search(r"1 of 1 sectors|0 of 1 sectors", progress)


def test_withheld_cells_say_no_number(make_session: MakeSession, settings: Settings) -> None:
    (item,) = published.shelf(settings)
    text = page_text(make_session("distribution", focus=f"{item.name}:04:garments:energy_intensity:2025"))  # a province without plants
    assert messages.message("published.withheld", "vi") in text
    shown = re.sub(r"<[^>]*>", " ", text)
    assert not re.search(r"\b[1-4] cơ sở", shown)
    assert "contributors" not in shown


def test_no_page_of_the_department_holds_a_token_or_a_raw_figure(make_session: MakeSession, settings: Settings) -> None:
    for page in ("participation", "distribution", "progress", "programme", "circular"):
        assert not re.search(r"[cf]-[0-9a-f]{32}", page_text(make_session(page)))
    file = province_files.cells(settings, {"kind": "csv", "lang": "vi"}, LOCAL)
    assert file.content.count(b"\r\n") == 1 + len(published.shelf(settings)[0].pack.cells)
    assert not re.search(rb"[cf]-[0-9a-f]{32}", file.content)
    book = province_files.cells(settings, {"kind": "xlsx", "lang": "en"}, LOCAL)
    assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None
    assert "synthetic" in file.name


def test_goals_are_entered_saved_and_brought_back(make_session: MakeSession, settings: Settings) -> None:
    session = make_session("programme", focus="2025")
    page = build("programme", session)
    page.__panel__()
    page.act("submit", '{"form": "programme", "zones.count": "18", "zones.whole": "22", "policies.count": "3", "province": "68"}')  # type: ignore[attr-defined]
    assert province.documents(settings, LOCAL)[2025].entries["zones"] == programme.Entry(count=18, whole=22)
    page.act("submit", '{"form": "programme", "zones.count": "23", "zones.whole": "22", "province": "68"}')  # type: ignore[attr-defined]
    assert 'role="alert"' in "".join(texts(page.__panel__()))
    page.act("submit", '{"form": "programme", "zones.count": "mười", "zones.whole": "22", "province": "68"}')  # type: ignore[attr-defined]
    assert len(province.history(settings, LOCAL, 2025)) == 1
    page.act("submit", '{"form": "programme", "zones.count": "20", "zones.whole": "22", "province": "68"}')  # type: ignore[attr-defined]
    page.act("undo", "")  # type: ignore[attr-defined]
    assert [programme.from_json(kept.content).entries["zones"].count for kept in province.history(settings, LOCAL, 2025)] == [18, 20, 18]
    assert "81,8" in page_text(make_session("programme", focus="2025"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_yearly_report_holds_goals_and_published_figures(settings: Settings, lang: str) -> None:
    for year, count in ((2024, 12), (2025, 18)):
        document = programme.Programme(year=year, province="68", entries={"zones": programme.Entry(count=count, whole=22)})
        assert province.save(settings, LOCAL, document, date(2026, 11, 22))[0] is not None
    file = province_files.report(settings, {"year": "2025", "kind": "docx", "lang": lang}, LOCAL)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        text = re.sub(r"<[^>]+>", " ", archive.read("word/document.xml").decode())
    for wanted in ("18/22" if lang == "vi" else "18 of 22", messages.message("published.synthetic", lang), "54", "2091"):
        assert wanted in text
    assert re.search("May mặc" if lang == "vi" else "Garments", text)


def test_a_pack_goes_to_a_factory_which_sees_where_it_stands(make_session: MakeSession, settings: Settings, tmp_path: Path) -> None:
    text = next(iter(store_texts(settings).values()))
    factory = Settings(folder=tmp_path / "factory")
    loaded = published.load(factory, text.encode(), public_key(SEED).hex(), "pack.json")
    session = make_session("standing", focus=loaded.name)
    session.settings = factory
    shown = page_text(session)
    assert messages.message("standing.own", "vi") in shown
    assert "9,04" in shown or "9,038" in shown  # MJ per piece, worked by hand
    assert re.search(r"Khoảng \d+ % cơ sở có suất tiêu hao thấp hơn", shown)
    assert messages.message("standing.law", "vi") in shown


def store_texts(settings: Settings) -> dict[str, str]:
    return dict(published._texts(settings.folder / published.POOL_FILE, 0, 0))


@pytest.mark.parametrize(
    ("change", "key", "code"),
    [
        (lambda text: text, "00" * 32, "pack.signature"),
        (lambda text: text, "not a key", "pack.key"),
        (lambda text: text.replace('"synthetic": true', '"synthetic": false'), public_key(SEED).hex(), "pack.signature"),
        (lambda text: text[:100], public_key(SEED).hex(), "pack.unreadable"),
    ],
)
def test_a_pack_that_is_not_the_publishers_is_refused(settings: Settings, tmp_path: Path, change: Callable[[str], str], key: str, code: str) -> None:
    text = next(iter(store_texts(settings).values()))
    with pytest.raises(published.PackError) as refused:
        published.load(Settings(folder=tmp_path / "f"), change(text).encode(), key)
    assert refused.value.findings[0].code == code
    assert not list((tmp_path / "f").glob("**/*.json"))


def test_consent_is_given_noted_and_withdrawn(make_session: MakeSession, settings: Settings) -> None:
    session = make_session("contribution")
    golden = Path(__file__).parents[1] / "golden" / "garment.yaml"
    session.site = sites.keep(settings, golden.read_bytes(), "garment.yaml", 10**6)
    session.route = session.route.to(site=session.site.key, page="contribution")
    page = build("contribution", session)
    shown = "".join(texts(page.__panel__()))
    assert session.site.key not in shown
    tokens, member = enrolment.enrol(enrolment.new_company())
    fields = {"form": "contribute", "about": "2025", "enrolment": enrolment.write_tokens(tokens), "consent": ""}
    page.act("submit", as_json(fields))  # type: ignore[attr-defined]
    assert messages.message("contributing.fault.consent", "vi") in "".join(texts(page.__panel__()))
    assert contributing.history(settings, session.site, LOCAL) == ()
    page.act("submit", as_json(fields | {"consent": "yes"}))  # type: ignore[attr-defined]
    signed_file = page.signed  # type: ignore[attr-defined]
    known = gate.Pool(members={member.facility: member}, serials={}, peers={}, is_synthetic=False)
    assert gate.admit(signed_file.text.encode(), known, _vocabulary())[0] is not None
    (act,) = contributing.history(settings, session.site, LOCAL)
    assert (act.verb, act.year, act.serial, act.consent) == ("create", 2025, 1, contribution.CONSENT)
    assert tokens.seed.hex() not in "".join(path.read_bytes().hex() for path in settings.folder.rglob("*") if path.is_file())
    page.act("submit", as_json(fields | {"form": "withdraw"}))  # type: ignore[attr-defined]
    assert [act.verb for act in contributing.history(settings, session.site, LOCAL)] == ["create", "remove"]


def as_json(fields: dict[str, str]) -> str:
    import json

    return json.dumps(fields)


@pytest.mark.parametrize(
    ("role", "loads"),
    [("factory", False), ("consultant", False), ("zone_manager", False), ("department", True), ("administrator", True)],
)
def test_on_a_server_a_pack_is_loaded_by_who_looks_after_it(role: Role, loads: bool) -> None:
    assert may_load(Actor(account="a", name="a", organisation="o", role=role)) is loads
    assert may_load(LOCAL)


def test_only_a_department_has_documents_on_a_server(settings: Settings) -> None:
    document = programme.Programme(year=2025, province="68")
    factory = Actor(account="a", name="a", organisation="local", role="zone_manager")
    assert province.documents(settings, factory) == {}
    with pytest.raises(DeniedError):
        province.save(settings, factory, document, date(2026, 11, 22))
