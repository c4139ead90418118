"""The contribution record and the gate: what passes, and every way a record is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.peers import enrolment, signature
from benchmarks.peers.contribution import Contribution, Figure, record, signed, size_band, write
from benchmarks.peers.gate import Pool, Vocabulary, admit, is_far
from calculators.errors import DomainError
from data import messages

VOCABULARY = Vocabulary(sectors=frozenset({"seafood"}), provinces=frozenset({"68"}), products=frozenset({"shrimp.s01"}))
RESULT: dict[str, Any] = {
    "format": "sachhon-result/1",
    "edition": "2026-11",
    "reporting_period": "2026",
    "facility": {"sector": "seafood", "province": "68", "employees": 150, "name": "Công ty Biển Xanh", "tax_code": "0301234567"},
    "indicators": [
        {"id": "energy_intensity:output/2026", "kind": "energy_intensity", "stream": None, "product": None,
         "per": "output", "period": "2026", "value": 8.0, "unit": "MJ/kg"},
        {"id": "water_intensity:output/2026", "kind": "water_intensity", "stream": None, "product": None,
         "per": "output", "period": "2026", "value": 20.0, "unit": "m3/t"},
        {"id": "electricity_intensity/material/khoa-keo:output/2026", "kind": "material_intensity", "stream": "material/khoa-keo",
         "product": None, "per": "output", "period": "2026", "value": 1.0, "unit": "kg/t"},
        {"id": "norm_sec@p1:norm/2026", "kind": "norm_sec", "stream": None, "product": "p1", "per": "norm",
         "period": "2026", "value": 1500.0, "unit": "kWh/t", "numerator": 1_500_000.0, "denominator": 1000.0},
        {"id": "energy_intensity:output/2021", "kind": "energy_intensity", "stream": None, "product": None,
         "per": "output", "period": "2021", "value": 9.0, "unit": "MJ/kg", "numerator": 9_000_000.0, "denominator": 1_000_000.0},
    ],
    "totals": {"energy": 8_000_000.0, "water": {"value": 20_000, "unit": "m3"}},
}  # fmt: skip


def enrolled() -> tuple[enrolment.Tokens, Pool]:
    tokens, member = enrolment.enrol(enrolment.new_company())
    return tokens, Pool(members={member.facility: member})


def test_a_record_counts_thousandths() -> None:
    tokens, _ = enrolled()
    made = record(RESULT, tokens)
    by_name = {figure.indicator: figure for figure in made.figures}
    # 8,000,000 MJ over 1,000,000 kg (8 MJ/kg); 20,000 m³ over 1,000 t = 1,000,000 kg (20 m³/t)
    assert by_name["energy_intensity"].numerator == 8_000_000_000
    assert by_name["energy_intensity"].denominator == 1_000_000_000
    assert by_name["water_intensity"].value == pytest.approx(0.020)
    assert by_name["water_intensity"].unit == "m3/kg"
    assert made.size_band == "medium"


def test_nothing_identifying_leaves() -> None:
    tokens, _ = enrolled()
    text = write(record(RESULT, tokens))
    for secret in ("Biển", "0301234567", "khoa-keo", "name", "tax", "cost", tokens.seed.hex()):
        assert secret not in text


def test_what_is_reported_by_name_needs_a_tick() -> None:
    tokens, _ = enrolled()
    assert "norm_sec" not in {figure.indicator for figure in record(RESULT, tokens).figures}
    ticked = record(RESULT, tokens, include=("norm_sec",))
    assert {f.indicator: f.numerator for f in ticked.figures}["norm_sec"] == 1_500_000_000


def test_the_baseline_year_is_a_record_of_its_own() -> None:
    tokens, _ = enrolled()
    assert [figure.value for figure in record(RESULT, tokens, year=2021).figures] == [9.0]


@pytest.mark.parametrize("missing", ["facility", "indicators"])
def test_a_result_that_cannot_contribute(missing: str) -> None:
    with pytest.raises(DomainError):
        record({key: value for key, value in RESULT.items() if key != missing}, None)


@pytest.mark.parametrize(("people", "band"), [(0, "micro"), (10, "micro"), (11, "small"), (100, "small"), (200, "medium"), (201, "large")])
def test_size_bands(people: int, band: str) -> None:
    assert size_band(people) == band


def test_a_good_record_is_admitted_as_it_was_made() -> None:
    tokens, pool = enrolled()
    made = record(RESULT, tokens)
    assert admit(write(made).encode(), pool, VOCABULARY) == (made, [])


def edited(change: Callable[[dict[str, Any]], object]) -> Callable[[enrolment.Tokens], bytes]:
    def build(tokens: enrolment.Tokens) -> bytes:
        body = json.loads(write(record(RESULT, tokens)))
        change(body)
        return json.dumps(body).encode()

    return build


def resigned(**change: Any) -> Callable[[enrolment.Tokens], bytes]:
    return lambda tokens: write(signed(replace(record(RESULT, tokens), **change), tokens)).encode()


def forged(tokens: enrolment.Tokens) -> bytes:
    other = enrolment.Tokens(company=tokens.company, facility=tokens.facility, seed=signature.new_seed())
    return write(record(RESULT, other)).encode()


WRONG_UNIT = (Figure(indicator="energy_intensity", numerator=8, numerator_unit="kWh", denominator=1, denominator_unit="kg"),)
HUGE = (Figure(indicator="energy_intensity", numerator=10**18, numerator_unit="MJ", denominator=1, denominator_unit="kg"),)
ABSURD = (Figure(indicator="energy_intensity", numerator=10**12, numerator_unit="MJ", denominator=1, denominator_unit="kg"),)


@pytest.mark.parametrize(
    ("build", "code"),
    [
        pytest.param(lambda t: write(record(RESULT, None)).encode(), "no_token", id="preview"),
        pytest.param(forged, "signature", id="forged with another key"),
        pytest.param(edited(lambda b: b["figures"][0].update(numerator=5)), "signature", id="figure edited after signing"),
        pytest.param(edited(lambda b: b.update(signature="00" * 64)), "signature", id="signature edited"),
        pytest.param(edited(lambda b: b.update(signature="no hex")), "signature", id="signature is no hex"),
        pytest.param(lambda t: write(record(RESULT, t)).encode()[:200], "unreadable", id="half-written"),
        pytest.param(lambda t: b"\xff\xfe\x00", "unreadable", id="not UTF-8"),
        pytest.param(lambda t: b"[" * 20_000, "hostile", id="nested"),
        pytest.param(lambda t: b'{"a": {"a": {"a": {"a": {"a": 1}}}}}', "hostile", id="too deep"),
        pytest.param(lambda t: b'{"format": 1, "format": 2}', "hostile", id="duplicate key"),
        pytest.param(lambda t: b'{"format": NaN}', "hostile", id="NaN"),
        pytest.param(lambda t: b'{"format": ' + b"9" * 5000 + b"}", "hostile", id="endless integer"),
        pytest.param(lambda t: b" " * 70_000, "too_large", id="too large"),
        pytest.param(edited(lambda b: b.update(format="sachhon-contribution/9")), "format", id="foreign version"),
        pytest.param(edited(lambda b: b.update(name="Biển Xanh")), "shape", id="a name smuggled in"),
        pytest.param(edited(lambda b: b.pop("year")), "shape", id="a member missing"),
        pytest.param(edited(lambda b: b.update(year=True)), "shape", id="a boolean for a year"),
        pytest.param(edited(lambda b: b["figures"][0].update(numerator=1.5)), "shape", id="a fraction for an integer"),
        pytest.param(resigned(sector="Biển Xanh"), "vocabulary", id="free text as a key"),
        pytest.param(resigned(consent=""), "no_consent", id="no consent"),
        pytest.param(resigned(figures=WRONG_UNIT), "unit", id="wrong unit"),
        pytest.param(resigned(figures=HUGE), "range", id="too large a number"),
        pytest.param(resigned(figures=ABSURD), "range", id="no factory has this intensity"),
        pytest.param(resigned(synthetic=True), "synthetic", id="synthetic among real"),
        pytest.param(resigned(facility="f-" + "0" * 32), "not_enrolled", id="invented facility"),
        pytest.param(resigned(company="c-" + "0" * 32), "not_enrolled", id="another company's"),
    ],
)
def test_a_bad_record_is_refused_with_its_reason(build: Callable[[enrolment.Tokens], bytes], code: str) -> None:
    tokens, pool = enrolled()
    made, findings = admit(build(tokens), pool, VOCABULARY, "a.json")
    assert made is None
    assert [finding.code for finding in findings] == [f"contribution.{code}"] * len(findings)
    assert findings
    assert findings[0].severity == "error"
    assert findings[0].place.file == "a.json"
    for lang in messages.languages():
        assert messages.has_message(f"finding.contribution.{code}.action", lang)


def test_a_replayed_record_is_refused_and_a_correction_is_not() -> None:
    tokens, pool = enrolled()
    first = record(RESULT, tokens)
    known = replace(pool, serials={(tokens.facility, 2026): 1})
    assert admit(write(first).encode(), known, VOCABULARY)[1][0].code == "contribution.replayed"
    assert admit(write(record(RESULT, tokens, serial=2)).encode(), known, VOCABULARY)[1] == []


def test_a_revoked_member_is_refused() -> None:
    tokens, pool = enrolled()
    members = {tokens.facility: replace(pool.members[tokens.facility], is_revoked=True)}
    assert admit(write(record(RESULT, tokens)).encode(), Pool(members=members), VOCABULARY)[0] is None


def test_an_implausible_figure_asks_for_confirmation() -> None:
    tokens, pool = enrolled()
    pool = replace(pool, peers={("seafood", "energy_intensity", "MJ/kg"): [0.9, 1.0, 1.1, 1.05, 0.95, 1.02, 0.98, 1.0]})
    made, findings = admit(write(record(RESULT, tokens)).encode(), pool, VOCABULARY)
    assert made is None
    assert [finding.code for finding in findings] == ["contribution.implausible"]
    confirmed = signed(replace(record(RESULT, tokens), confirmed=("energy_intensity",)), tokens)
    made, findings = admit(write(confirmed).encode(), pool, VOCABULARY)
    assert made == confirmed
    assert [finding.severity for finding in findings] == ["note"]


def test_four_robust_deviations_by_hand() -> None:
    # logarithms to base 2 of the peers: −1.5 … 1.5; median 0, MAD 1 → limit ±4 · 1.4826 · 1 = ±5.93
    peers = [2**x for x in (-1.5, -1.0, -1.0, -0.5, 0.5, 1.0, 1.0, 1.5)]
    assert not is_far(2**5.9, peers)
    assert is_far(2**5.95, peers)
    assert not is_far(2**50, peers[:7])


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    made, findings = admit(data, Pool(members={}), VOCABULARY)
    assert made is None
    assert findings


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3),
        max_leaves=10,
    )
)
def test_no_json_raises(value: Any) -> None:
    body = {
        **Contribution(company="", facility="", sector="", product="", province="", size_band="", year=2026, figures=()).as_record(),
        "figures": value,
    }
    made, findings = admit(json.dumps(body).encode(), Pool(members={}), VOCABULARY)
    assert made is None
    assert findings


def test_enrolment_files_are_read_back_and_broken_ones_refused() -> None:
    tokens, _ = enrolled()
    assert enrolment.read_tokens(enrolment.write_tokens(tokens)) == tokens
    assert tokens.seed.hex() not in repr(tokens)
    for text in ("", "{}", "[]", enrolment.write_tokens(tokens).replace("c-", "x-")):
        with pytest.raises(DomainError):
            enrolment.read_tokens(text)
    with pytest.raises(DomainError):
        enrolment.enrol("company")


# RFC 8032, section 7.1, tests 1 to 3
@pytest.mark.parametrize(
    ("seed", "key", "message", "expected"),
    [
        pytest.param(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            id="TEST 1",
        ),
        pytest.param(
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            id="TEST 2",
        ),
        pytest.param(
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
            id="TEST 3",
        ),
    ],
)  # fmt: skip
def test_published_signatures(seed: str, key: str, message: str, expected: str) -> None:
    made = signature.sign(bytes.fromhex(seed), bytes.fromhex(message))
    assert made.hex() == expected
    assert signature.public_key(bytes.fromhex(seed)).hex() == key
    assert signature.is_signed(bytes.fromhex(key), bytes.fromhex(message), made)
    assert not signature.is_signed(bytes.fromhex(key), b"other", made)
    unreduced = made[:32] + (int.from_bytes(made[32:], "little") + 2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little")
    assert not signature.is_signed(bytes.fromhex(key), bytes.fromhex(message), unreduced)


def test_bad_keys_and_points_are_not_signatures() -> None:
    assert not signature.is_signed(b"", b"", b"")
    assert not signature.is_signed(b"\xff" * 32, b"", b"\xff" * 64)
    with pytest.raises(DomainError):
        signature.sign(b"short", b"")
