"""The commands around a release: key, withdrawal, demonstration, standing, yearly report, register."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import program
from assessment import programme
from benchmarks.peers import demonstration

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    monkeypatch.setenv("SACHHON_HOME", str(tmp_path / "home"))

    def call(*words: str | Path) -> Result:
        return CliRunner().invoke(program, [str(word) for word in words])

    return call


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    done = CliRunner().invoke(program, ["pool", "demo", "-o", str(folder)])
    assert done.exit_code == 0, done.output
    path, key = done.stdout.split()
    assert key == demonstration.KEY.hex()
    return Path(path)


@pytest.fixture(scope="session")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("result")
    done = CliRunner().invoke(program, ["assess", str(ROOT / "data/examples/garments.yaml"), "-o", str(folder), "--format", "json"])
    assert done.exit_code == 0, done.output
    return folder / "garments.result.json"


def test_the_demonstration_says_that_it_is_synthetic(pack: Path) -> None:
    body = json.loads(pack.read_text(encoding="utf-8"))
    assert body["synthetic"] is True
    assert {cell["place"] for cell in body["cells"] if cell["level"] == "sector.province"} <= {f"{code:02d}" for code in range(100)}


def test_a_factory_stands_among_published_figures(run, pack: Path, result: Path) -> None:  # type: ignore[no-untyped-def]
    done = run("standing", result, "--pack", pack, "--key", demonstration.KEY.hex(), "--json")
    assert done.exit_code == 0, done.output
    rows = {row["kind"]: row for row in json.loads(done.stdout)}
    row = rows["energy_intensity"]
    assert (row["unit"], row["year"], row["vintage"]) == ("MJ/piece", 2025, demonstration.VINTAGE)
    assert row["percentile_low"] <= row["percentile"] <= row["percentile_high"]
    assert row["level"].startswith("sector.")
    said = run("standing", result, "--pack", pack, "--key", demonstration.KEY.hex(), "--lang", "en")
    assert "of establishments take less" in said.stdout


@pytest.mark.parametrize(("key", "code"), [("00" * 32, "pack.signature"), ("xyz", "64")])
def test_a_pack_of_another_publisher_is_refused(run, pack: Path, result: Path, key: str, code: str) -> None:  # type: ignore[no-untyped-def]
    done = run("standing", result, "--pack", pack, "--key", key)
    assert done.exit_code == 2
    assert code in done.output


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_the_yearly_report(run, pack: Path, tmp_path: Path, kind: str) -> None:  # type: ignore[no-untyped-def]
    goals = tmp_path / "2025.json"
    assert run("pool", "goals", "--year", "2025", "--enter", "zones=18/22", "-o", goals).exit_code == 0
    assert programme.from_json(goals.read_text(encoding="utf-8")).entries == {"zones": programme.Entry(count=18, whole=22)}
    output = tmp_path / f"report.{kind}"
    words = ("pool", "report", "--year", "2025", "--pack", pack, "--key", demonstration.KEY.hex(), "--goals", goals, "-o", output)
    assert run(*words, "--lang", "en").exit_code == 0
    assert output.read_bytes()[:2] in (b"%P", b"PK")
    goals.write_text(programme.to_json(programme.Programme(year=2025, province="68", entries={"zones": programme.Entry(count=23, whole=22)})))
    refused = run(*words)
    assert refused.exit_code == 2
    assert "programme.share" in refused.output


def test_the_goals_are_listed_with_how_to_enter_them(run) -> None:  # type: ignore[no-untyped-def]
    for lang in ("vi", "en"):
        lines = run("pool", "goals", "--lang", lang).stdout.splitlines()
        assert [line.partition("=")[0] for line in lines] == [goal.key for goal in programme.goals()]


@pytest.mark.parametrize("entered", ["zones", "zones=", "zones=1/x", "nothing=1", "zones=-1/2"])
def test_a_goal_that_cannot_be_read_is_refused(run, tmp_path: Path, entered: str) -> None:  # type: ignore[no-untyped-def]
    done = run("pool", "goals", "--year", "2025", "--enter", entered, "-o", tmp_path / "g.json")
    assert done.exit_code == 2
    assert "sachhon pool goals" in done.output
    assert not (tmp_path / "g.json").exists()


def test_a_year_without_a_programme_or_figures_is_not_silent(run, pack: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    words = ("pool", "report", "--pack", pack, "--key", demonstration.KEY.hex(), "-o", tmp_path / "r.xlsx", "--year")
    for year in ("1900", "2031"):
        refused = run(*words, year)
        assert (refused.exit_code, "programme.year" in refused.output) == (2, True)
    assert not (tmp_path / "r.xlsx").exists()
    empty = run(*words, "2023")
    assert empty.exit_code == 0
    assert "programme.no_figures" in empty.output
    assert "2021, 2024, 2025" in empty.output
    assert "programme.no_goals" in empty.output
    assert run(*words, "2025", "--province", "00").exit_code == 2


@pytest.mark.parametrize(
    ("words", "vi", "en"),
    [
        (("standing", "no.json"), "không có tệp này", "no such file"),
        (("standing", "junk.json"), "không phải kết quả", "not a result"),
        (("contribute", "{result}", "-o", "r.json", "--tokens", "no.json"), "không có tệp này", "no such file"),
        (("contribute", "{result}", "-o", "r.json", "--tokens", "junk.json"), "không phải tệp ghi danh", "not an enrolment file"),
        (("withdrawal", "junk.json", "--year", "2025", "--serial", "1", "-o", "w.json"), "không phải tệp ghi danh", "not an enrolment file"),
        (("pool", "release", "--year", "2025", "-o", "."), "chưa có bản ghi", "no active record"),
    ],
)
def test_a_command_without_a_language_refuses_in_both(  # type: ignore[no-untyped-def]
    run, result: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], vi: str, en: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("junk.json").write_text("{}", encoding="utf-8")
    more = ("--pack", pack, "--key", demonstration.KEY.hex()) if words[0] == "standing" else ()
    done = run(*(word.format(result=result) for word in words), *more)
    assert done.exit_code == 2
    assert vi in done.output
    assert en in done.output


@pytest.mark.parametrize(("lang", "said"), [("vi", "khóa công khai gồm"), ("en", "a public key has")])
def test_a_command_with_a_language_refuses_in_it(run, pack: Path, tmp_path: Path, lang: str, said: str) -> None:  # type: ignore[no-untyped-def]
    words = ("pool", "report", "--year", "2025", "--pack", pack, "-o", tmp_path / "r.pdf", "--lang", lang)
    for key in ("xyz", "00" * 31):
        assert said in run(*words, "--key", key).output
    goals = tmp_path / "goals.json"
    goals.write_text("[]", encoding="utf-8")
    done = run(*words, "--key", demonstration.KEY.hex(), "--goals", goals)
    assert (done.exit_code, "sachhon-programme/1" in done.output) == (2, True)


def test_a_withdrawal_takes_effect_once(run, result: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    tokens, record, away = tmp_path / "tokens.json", tmp_path / "record.json", tmp_path / "away.json"
    assert run("pool", "enrol", "--name", "Nhà máy", "-o", tokens).exit_code == 0
    assert run("contribute", result, "-o", record, "--tokens", tokens).exit_code == 0
    assert run("pool", "add", record).exit_code == 0
    assert run("withdrawal", tokens, "--year", "2025", "--serial", "1", "-o", away).exit_code == 0
    edited = tmp_path / "edited.json"
    edited.write_text(away.read_text(encoding="utf-8").replace('"year": 2025', '"year": 2024'), encoding="utf-8")
    assert "withdrawal.signature" in run("pool", "withdraw", edited).output
    assert run("pool", "withdraw", away).exit_code == 0
    assert run("pool", "release", "--year", "2025", "-o", tmp_path).exit_code == 2  # nothing is left
    assert run("pool", "add", record).exit_code == 2  # the old record does not come back
    assert run("contribute", result, "-o", record, "--tokens", tokens, "--serial", "2").exit_code == 0
    assert run("pool", "add", record).exit_code == 0
    again = run("pool", "withdraw", away)
    assert again.exit_code == 2
    assert "withdrawal.replayed" in again.output
    assert len(run("pool", "key").stdout.strip()) == 64


def test_the_register_from_the_command_line(run) -> None:  # type: ignore[no-untyped-def]
    from app import sites
    from app.settings import settle

    settings = settle("127.0.0.1", 0, None, False)
    keys = [sites.keep(settings, content, name, 1000).key for content, name in ((b"format: a", "a.yaml"), (b"format: b", "b.yaml"))]
    common = ("--material", "fabric_scrap", "--composition", "clean", "--band", "1_10", "--province", "68")
    ids = [
        run("exchange", "publish", "--site", key, "--side", side, *common).stdout.strip()
        for key, side in zip(keys, ("offer", "want"), strict=True)
    ]
    listed = json.loads(run("exchange", "list", "--json").stdout)
    assert {notice["id"] for notice in listed} == set(ids)
    assert not {"site_id", "organisation_id"} & set(listed[0])
    assert "Vải vụn" in run("exchange", "list").stdout
    for mine, other, name in ((ids[0], ids[1], "An"), (ids[1], ids[0], "Bình")):
        assert run("exchange", "agree", mine, other, "--name", name, "--phone", "0252 382 1234").exit_code == 0
    assert json.loads(run("exchange", "matches", "--site", keys[0]).stdout)[0]["contact"]["name"] == "Bình"
    assert run("exchange", "disagree", ids[0], ids[1]).exit_code == 0
    assert json.loads(run("exchange", "matches", "--site", keys[0]).stdout)[0]["contact"] is None
    assert run("exchange", "close", ids[0]).exit_code == 0
    assert run("exchange", "close", ids[0]).exit_code == 2
    assert run("exchange", "publish", "--site", keys[0], "--side", "offer", *common[:-1], "99").exit_code == 2
    assert "fabric_scrap" in run("exchange", "materials", "--lang", "en").stdout
