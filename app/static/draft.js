// The form of months: paste from Excel, Enter and arrows between rows, Ctrl+D from the cell above. What is typed is kept in this
// browser by what it is about (a stream and a month, not a place in the table), so that another sector takes nothing away.

const KEY = "sachhon-entry";
const FORMS = {comma: /^[+-]?(\d{1,3}(\.\d{3})+|\d{1,3}([ \u00a0\u202f]\d{3})+|\d+)(,\d+)?$/, dot: /^[+-]?(\d{1,3}(,\d{3})+|\d{1,3}([ \u00a0\u202f]\d{3})+|\d+)(\.\d+)?$/};

function* roots(start) {
  yield start;
  for (const element of start.querySelectorAll("*")) if (element.shadowRoot) yield* roots(element.shadowRoot);
}

function find(selector) {
  for (const root of roots(document)) {
    const hit = root.querySelector(selector);
    if (hit) return hit;
  }
  return null;
}

const held = () => JSON.parse(window.localStorage.getItem(KEY) || "{}");
const isCell = (field) => field.dataset.notation !== undefined;

// A number typed in one language, as the other writes it: 1.234,5 is 1,234.5.
function rewritten(text, from, to) {
  return from === to || !/^[-\d.,\s]+$/.test(text) ? text : text.replace(/[.,]/g, (mark) => (mark === "," ? "." : ","));
}

function judge(cell) {
  const text = cell.value.trim().replace("\u2212", "-");
  if (text === "" || FORMS[cell.dataset.notation].test(text)) cell.removeAttribute("aria-invalid");
  else cell.setAttribute("aria-invalid", "true");
  cell.style.minWidth = cell.value.length > 5 ? `calc(${cell.value.length}ch + 12px)` : "";  // a number is seen whole
}

function keep(...fields) {
  const lang = document.documentElement.lang, was = held(), values = was.values || {};
  if (was.lang && was.lang !== lang) for (const name of Object.keys(values)) values[name] = rewritten(values[name], was.lang, lang);
  for (const field of fields) {
    const value = field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
    if (value && !(field.dataset.unit && value === field.defaultValue)) values[field.dataset.keep] = value; else delete values[field.dataset.keep];
    if (isCell(field) && value) {  // a number means what it meant when it was typed, whatever the unit of another sector
      const unit = field.closest("tr").querySelector("[data-unit]");
      if (unit) values[`was ${unit.dataset.keep}`] = unit.dataset.unit;
    }
  }
  const sector = [...fields].find((field) => field.name === "sector");
  window.localStorage.setItem(KEY, JSON.stringify({lang, sector: sector ? sector.value : was.sector || fields[0].form.dataset.months, values}));
}

function bring(form) {
  const {lang, values = {}} = held(), now = document.documentElement.lang;
  for (const field of form.elements) {
    const name = field.dataset.keep, value = values[name];
    if (!name) continue;
    if (field.type === "checkbox") field.checked = field.checked || value === "on";
    else if (field.tagName === "SELECT") { if (value && field.name !== "sector") field.value = value; } else if (field.value === field.defaultValue) {
      const was = values[`was ${name}`];
      if (value && (isCell(field) ? !field.value : true)) field.value = isCell(field) ? rewritten(value, lang, now) : value;
      else if (was && field.dataset.unit && was !== field.dataset.unit) field.value = JSON.parse(field.dataset.labels || "{}")[was] || was;
    }
    if (isCell(field) && field.value) judge(field);
  }
}

const lines = (form) => [...form.querySelectorAll("tr[data-line]")].filter((line) => line.offsetParent !== null);

function cellAt(cell, down, across, isOfBody = false) {
  const line = cell.closest("tr"), every = lines(cell.form), target = every[every.indexOf(line) + down];
  if (!target || (isOfBody && target.parentElement !== line.parentElement)) return null;
  return target.querySelectorAll("input[data-notation]")[[...line.querySelectorAll("input[data-notation]")].indexOf(cell) + across] || null;
}

function spread(cell, text) {
  const touched = [];
  text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((value, across) => {
    const target = cellAt(cell, down, across, true);
    if (target) { target.value = value.trim(); judge(target); touched.push(target); }
  }));
  if (touched.length) keep(...touched);
}

export function render({model}) {
  const stop = new AbortController();
  const listen = (name, act) => document.addEventListener(name, act, {signal: stop.signal});
  const inPath = (event, selector) => event.composedPath().find((node) => node.matches && node.matches(selector));
  let answered = false;

  listen("input", (event) => {
    const field = inPath(event, "form[data-months] [data-keep]");
    if (!field) return;
    if (isCell(field)) judge(field);
    keep(field);
  });
  listen("paste", (event) => {
    const cell = inPath(event, "input[data-notation]");
    const text = cell && event.clipboardData.getData("text/plain");
    if (!text || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    spread(cell, text);
  });
  listen("keydown", (event) => {
    const cell = inPath(event, "input[data-notation]");
    if (!cell) return;
    const down = {Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1}[event.key];
    if (down) {
      event.preventDefault();
      const next = cellAt(cell, down, 0);
      if (next) { next.focus(); next.select(); }
    } else if (event.key === "d" && event.ctrlKey) {
      event.preventDefault();
      const above = cellAt(cell, -1, 0, true);
      if (above) { cell.value = above.value; judge(cell); keep(cell); }
    }
  });
  listen("click", (event) => {
    const link = inPath(event, "[data-to-field]");
    if (link) reach(link.form.elements[link.dataset.toField]);
  });

  function reach(field) {
    if (!field) return;
    field.scrollIntoView({block: "center", inline: "center"});
    field.focus({preventScroll: true});
  }
  function await_turn(turn, focus, left) {  // the markup arrives by another way than this message
    const form = find(`form[data-months][data-turn="${turn}"]`);
    if (form) {
      const chosen = form.elements.sector.value;  // chosen before anybody listened
      if (chosen && chosen !== form.dataset.months) { keep(form.elements.sector); model.send_msg({ready: true, sector: chosen}); return; }
      bring(form);
      if (focus) reach(form.elements[focus]);
    } else if (left > 0) requestAnimationFrame(() => await_turn(turn, focus, left - 1));
  }
  model.on("msg:custom", (event) => {
    const told = event.data || event;
    answered = true;
    if (told.done) window.localStorage.removeItem(KEY);
    else await_turn(told.turn, told.focus, 300);
  });
  model.on("lifecycle:remove", () => stop.abort());
  const arrive = (left) => {  // a component can speak only once its document knows it: asked again until it was answered
    if (answered || left === 0 || stop.signal.aborted) return;
    let pause = 900;
    try { model.send_msg({ready: true, sector: held().sector || ""}); } catch (problem) { pause = 40; }
    window.setTimeout(() => arrive(left - 1), pause);
  };
  window.setTimeout(() => arrive(100), 0);
  return document.createElement("div");
}
