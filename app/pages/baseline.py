"""Baseline: the model of each consumption with every test of it, the saving with its interval, and when the level changed."""

from __future__ import annotations

from collections.abc import Mapping

import panel as pn
from markupsafe import Markup

from app.changing import Edit, change, number_of
from app.components.about import about
from app.components.chart import chart_card
from app.components.form import form, pick_field, text_field
from app.components.forward import to_data
from app.components.heading import heading
from app.components.icons import shape
from app.components.markup import Node, join, tag
from app.components.pane import column, html, whole
from app.components.state import button, empty, notice
from app.components.table import Column, table
from app.editing.fault import ChangeError
from app.reading import Reading, Record, as_sequence
from app.session import AssessmentSession
from app.theme import Tone
from app.typed import FormError, read_form
from app.words import said
from assessment.opportunities import editing
from assessment.process_charts import cusum_chart, expected_chart
from assessment.static_factors import with_factor, without_factor
from data import messages

WAYS: Mapping[str, tuple[str, tuple[str, ...]]] = {  # choice: short name of its words, values
    "baseline_method": ("method", ("forecast", "backcast", "chaining")),
    "baseline_meters": ("meters", ("together", "apart")),
    "baseline_tests": ("tests", ("enpi_lite", "ipmvp", "ashrae_14")),
}
LEAST_CHANCE = 0.001  # [1] smaller p values read the same


class BaselinePage(pn.viewable.Viewer):
    """A model card per kind: formula, statistics, tests, saving, charts."""

    def __init__(self, session: AssessmentSession) -> None:
        super().__init__()
        self.session = session
        self.fault = html()  # what could not be changed

    def act(self, act: str, value: str) -> str | None:
        """Choose the way of comparing, or add and take away a change of a static factor; return where to go."""
        try:
            if act == "submit":
                fields = read_form(value)
                return change(self.session, self._chosen(fields) if fields.get("form") == "ways" else self._added(fields))
            if act == "remove":
                return change(self.session, lambda assessment: without_factor(assessment, value))
        except (ChangeError, FormError) as problem:
            code = problem.code if isinstance(problem, ChangeError) else "change.not_valid"
            self.fault.object = whole(tag("div", notice(messages.message(code, self.session.lang), "bad"), role="alert"))
        return None

    def _chosen(self, fields: Mapping[str, str]) -> Edit:
        base, months = number_of(self.session, fields.get("degree_day_base", "")), fields.get("energy_baseline", "").strip() or None
        wanted: dict[str, float | str | None] = {key: fields.get(key) or None for key in WAYS}
        return lambda assessment: editing.chosen(assessment, {**wanted, "degree_day_base": base, "energy_baseline": months})

    def _added(self, fields: Mapping[str, str]) -> Edit:
        quantity = number_of(self.session, fields.get("quantity", ""))
        if quantity is None or not all(fields.get(name, "").strip() for name in ("name", "period", "unit")):
            raise ChangeError("change.fill_all")
        row = {name: fields[name].strip() for name in ("kind", "name", "period", "unit")}
        return lambda assessment: with_factor(assessment, {**row, "quantity": quantity})

    def __panel__(self) -> pn.viewable.Viewable:
        reading = self.session.reading
        assert reading is not None  # the frame shows an empty state otherwise
        models = as_sequence(reading.result.get("baseline_models"))
        if not models:
            none = empty("baseline", self._say("none.title"), self._say("none.text"), to_data(self.session))
            return html(heading("baseline", self._say("title.none")), none)
        panes: list[pn.viewable.Viewable] = [self.fault, html(heading("baseline", self._title(models[0]), self._say("lead")))]
        for model in models:
            panes += self._model(model)
        return column(*panes, html(self._ways(reading), self._new_factor()))

    def _say(self, key: str, **values: object) -> str:
        return messages.message(f"baseline.{key}", self.session.lang, **values)

    def _percent(self, share: float, signed: bool = False) -> str:
        return messages.format_percent(100 * share, self.session.lang, signed=signed)

    def _title(self, model: Record) -> str:
        saving = model.get("saving")
        if model["status"] == "none":
            return self._say("title.none")
        if not saving:
            return self._say("title")
        if saving["low"] <= 0 <= saving["high"]:
            return self._say("title.unsure")
        amount = messages.format_quantity(abs(saving["saving"]), str(model["unit"]), self.session.lang)
        return self._say(
            "title.saved" if saving["saving"] > 0 else "title.more", amount=amount, percent=self._percent(abs(saving["improvement"]))
        )

    def _model(self, model: Record) -> list[pn.viewable.Viewable]:
        lang = self.session.lang
        kind, status = str(model["kind"]), str(model["status"])
        head = tag("h2", f"{self._say(f'kind.{kind}')}: {self._say(f'status.{status}')}")
        if model["status"] == "none":
            why = str(model["why"])
            text = f"{said(f'finding.{why}.why', lang, why)} {said(f'finding.{why}.action', lang)}"
            title = tag("strong", said(f"finding.{why}.title", lang, why).rstrip("."), ". ")
            return [html(head, notice(join(title, text), "", to_data(self.session)))]
        drawn = [chart_card(chart, lang, self.session.mode) for chart in (cusum_chart(model), expected_chart(model)) if chart is not None]
        top = html(
            head, self._formula(model), self._saving(model), self._factors(model), self._meters(model), self._level(model), self._projection(model)
        )
        return [top, *drawn, html(self._drivers(model), self._tests(model), self._ranking(model))]

    def _formula(self, model: Record) -> Markup:
        lang = self.session.lang
        terms = [messages.format_number(model["intercept"], lang)] if model["status"] == "regression" else []
        terms += [f"{messages.format_number(row['coefficient'], lang)} × {self._driver(row['name'])}" for row in model["variables"]]
        kind = str(model["kind"])
        name = f"{self._say(f'kind.{kind}')} ({messages.format_unit(str(model['unit']), lang)})"
        origin = self._say(f"from.{model['months_from']}")
        used = self._say("months_used", points=model["points"], origin=origin, models=model["models_tried"])
        way = tag("p", self._say(f"method.{model['method']}"), class_="soft")
        return join(tag("p", tag("strong", self._say("formula", kind=name, formula=" + ".join(terms)))), tag("p", used, class_="soft"), way)

    def _factors(self, model: Record) -> Markup | None:
        """Return the changes of static factors that were adjusted for, each with the way to take it away."""
        lang, unit = self.session.lang, str(model["unit"])
        if not model.get("static_factors"):
            return None
        lines = []
        for row in model["static_factors"]:
            amount = messages.format_quantity(row["per_month"], unit, lang)
            text = self._say("factor", name=row["name"], period=messages.format_period(row["period"], lang), amount=amount)
            value = f"{model['kind']}|{row['period']}|{row['name']}"
            lines.append(tag("li", text, " ", button(self._say("factor.remove"), act="remove", value=value, kind="quiet")))
        return join(tag("h3", self._say("factors")), tag("ul", *lines))

    def _meters(self, model: Record) -> Markup | None:
        """Return the model of each meter and their savings together."""
        lang, unit, reading = self.session.lang, str(model["unit"]), self.session.reading
        if not model.get("meters") or reading is None:
            return None
        rows: list[tuple[Node, ...]] = []
        for row in model["meters"]:
            saving = row["saving"]
            name = " · ".join(part for part in (reading.stream_name(row["stream"], lang), row["meter"]) if part)
            status = self._say("meters.none") if row["status"] == "none" else self._say(f"status.{row['status']}")
            amounts = [messages.format_quantity(saving[key], unit, lang) for key in ("saving", "low", "high")] if saving else ["–", "", ""]
            rows.append((name, status, amounts[0], f"{amounts[1]} – {amounts[2]}" if saving else "–"))
        whole_of, text = model.get("rolled_up"), None
        if whole_of:
            amounts_of = {key: messages.format_quantity(whole_of[key], unit, lang) for key in ("saving", "low", "high")}
            counts = {key: whole_of[key] for key in ("meters", "of")}
            text = tag("p", tag("strong", self._say("rolled_up", **amounts_of, **counts, percent=self._percent(whole_of["improvement"]))))
        return join(self._table("meters", ("meter", "model", "saving", "interval"), rows, ("meter", "model")), text)

    def _ways(self, reading: Reading) -> Markup:
        """Return the form that chooses how the model is made and what it is asked."""
        choices = reading.result["choices"]
        fields = [
            pick_field(key, self._say(f"choose.{short}"), ((option, self._say(f"{short}_name.{option}")) for option in options), str(choices[key]["value"]), about=about(f"field.choices.{key}", self.session.lang))
            for key, (short, options) in WAYS.items()
        ]
        base, months = choices["degree_day_base"]["value"], choices["energy_baseline"]["value"]
        fields.append(text_field("energy_baseline", self._say("choose.months"), str(months or ""), hint="2023-01/2024-12", about=about("field.choices.energy_baseline", self.session.lang)))
        fields.append(text_field("degree_day_base", self._say("choose.base"), "" if base is None else messages.format_number(base, self.session.lang), about=about("field.choices.degree_day_base", self.session.lang)))
        return tag("details", tag("summary", self._say("choose")), form("ways", "", self._say("choose.save"), *fields))

    def _new_factor(self) -> Markup:
        kinds = ((kind, self._say(f"kind.{kind}")) for kind in ("energy", "water"))
        fields = [
            pick_field("kind", self._say("factor.kind"), kinds, "energy", about=about("baseline.factor.kind", self.session.lang)),
            text_field("name", self._say("factor.name"), about=about("baseline.factor.name", self.session.lang)),
            text_field("period", self._say("factor.period"), hint="2025-01/2025-12", about=about("baseline.factor.period", self.session.lang)),
            text_field("quantity", self._say("factor.quantity"), about=about("baseline.factor.quantity", self.session.lang)),
            text_field("unit", self._say("factor.unit"), "kWh", about=about("field.unit", self.session.lang)),
        ]
        lead = tag("p", self._say("factor.lead"), class_="soft")
        return tag("details", tag("summary", self._say("factor.add")), lead, form("factor", "", self._say("factor.save"), *fields))

    def _driver(self, name: str) -> str:
        reading = self.session.reading
        assert reading is not None
        if name == "output":
            return messages.message("per.output.name", self.session.lang)
        return reading.product_name(name.partition("/")[2], self.session.lang) if name.startswith("product/") else name

    def _saving(self, model: Record) -> Markup:
        lang, unit, saving, chained = self.session.lang, str(model["unit"]), model.get("saving"), model.get("chained")
        lines: list[Node] = []
        if saving:
            amounts = {key: messages.format_quantity(saving[key], unit, lang) for key in ("expected", "actual", "saving", "low", "high")}
            period = messages.format_period(saving["period"], lang)
            percent, confidence = self._percent(saving["improvement"]), round(100 * saving["confidence"])
            key = "saving.backcast" if saving.get("method") == "backcast" else "saving.text"
            lines.append(tag("p", self._say(key, **amounts, period=period, percent=percent, confidence=confidence)))
        elif not chained:
            lines.append(tag("p", self._say("saving.none"), class_="soft"))
        if chained:
            before, after = (messages.format_period(chained[key], lang) for key in ("baseline_period", "reporting_period"))
            lines.append(tag("p", self._say("chained", percent=self._percent(chained["improvement"]), before=before, after=after)))
        return join(tag("h3", self._say("saving")), *lines)

    def _level(self, model: Record) -> Markup | None:
        found = model.get("cusum")
        if not found:
            return None
        lang, change = self.session.lang, found["change"]
        text = self._say("change.none")
        if change and change["is_change"]:
            text = self._say("change", month=messages.format_period(change["period"], lang), p=self._chance(change["p_value"]))
        lines: list[Node] = [tag("p", text)]
        for way in ("up", "down"):
            if found[f"alarm_{way}"]:
                lines.append(tag("p", self._say(f"alarm.{way}", month=messages.format_period(found[f"since_{way}"], lang))))
        return join(*lines)

    def _projection(self, model: Record) -> Markup | None:
        found = model.get("projection")
        if not found:
            return None
        shares = {key: self._percent(found[key], signed=True) for key in ("change", "low", "high")}
        numbers = {"year": found["target_year"], "reduction": 100 * found["reduction"], "probability": round(100 * found["probability"])}
        return tag("p", self._say("projection", **shares, **numbers))

    def _table(self, key: str, keys: tuple[str, ...], rows: list[tuple[Node, ...]], words: tuple[str, ...]) -> Markup:
        columns = [Column(heading=self._say(f"column.{name}"), numeric=name not in words) for name in keys]
        title = self._say(key)
        return join(tag("h3", title), table(title, columns, rows, titled=True))

    def _number(self, value: float | None) -> str:
        return "–" if value is None else messages.format_number(value, self.session.lang)

    def _chance(self, p: float) -> str:
        """Return a p value as it is written: three decimals, and no more than can be believed."""
        least = messages.format_number(LEAST_CHANCE, self.session.lang, 3)
        return f"< {least}" if p < LEAST_CHANCE else messages.format_number(p, self.session.lang, 3)

    def _drivers(self, model: Record) -> Markup:
        rows: list[tuple[Node, ...]] = [
            (
                f"{self._driver(row['name'])} ({messages.format_unit(row['unit'], self.session.lang)})",
                self._number(row["coefficient"]),
                self._number(row["standard_error"]),
                "–" if row["p_value"] is None else self._chance(row["p_value"]),
                f"{self._number(row['minimum'])} – {self._number(row['maximum'])}",
            )
            for row in model["variables"]
        ]
        return self._table("drivers", ("driver", "coefficient", "error", "p", "range"), rows, ("driver",))

    def _tests(self, model: Record) -> Markup:
        rows: list[tuple[Node, ...]] = []
        for row in (*model["tests"], *model["range_tests"]):
            name = messages.message(str(row["code"]), self.session.lang)
            driver = f": {self._driver(row['variable'])}" if row["variable"] else ""
            value = row["value"]
            shown = self._chance(value) if value is not None and str(row["code"]).endswith("p_value") else self._number(value)
            rows.append((f"{name}{driver}", shown, self._number(row["threshold"]), self._outcome(row)))
        return self._table("tests", ("test", "value", "threshold", "passed"), rows, ("test", "passed"))

    def _outcome(self, row: Record) -> Markup:
        tone: Tone = "good" if row["passed"] else "bad" if row["decides"] else "unsure"
        word = "passed" if row["passed"] else "failed" if row["decides"] else "warns"
        return tag("span", shape(tone), self._say(word), class_=f"chip {tone}")

    def _ranking(self, model: Record) -> Markup:
        rows: list[tuple[Node, ...]] = []
        for row in model["ranking"]:
            names = " + ".join(self._driver(name) for name in row["variables"])
            passed = self._outcome({"passed": row["valid"], "decides": True})
            rows.append((names, self._percent(row["cv_rmse_leave_one_out"]), self._number(row["r2"]), passed))
        return self._table("ranking", ("models", "cv", "r2", "passed"), rows, ("models", "passed"))
