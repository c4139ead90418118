// A table of cells: keyboard, paste from a spreadsheet, fill-down, marks with their reasons. Only the rows in sight exist; what
// a cell means is the server's business: this script sends texts and shows what it is told.

const HEIGHT = 46;  // px, one row
const AHEAD = 12;  // rows kept ready above and below what is seen
const ON_PAPER = 3000;  // rows printed at most

const make = (name, set = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(set)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") element.className = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
};

const isFree = () => {  // whether the focus is where no person put it: nowhere, or on the heading of a page that has just arrived
  let element = document.activeElement;
  while (element && element.shadowRoot && element.shadowRoot.activeElement) element = element.shadowRoot.activeElement;
  return !element || element === document.body || element.tagName === "H1";
};

export function render({model}) {
  let held = {columns: [], order: [], marks: {}, flags: {}, texts: {}, lists: {}, actions: []};
  let rows = new Map();
  let at = [0, 0], anchor = [0, 0];
  let loose = false;  // nothing is chosen: the row that was is gone
  let answered = false, editing = null, blocked = false, paper = false, drawn = [-1, -1], dragging = false;

  const head = make("thead");
  const body = make("tbody");
  const columns = make("colgroup");
  const table = make("table", {role: "grid", tabindex: "0", "aria-multiselectable": "true"}, columns, head, body);
  const scroller = make("div", {class: "sheet"}, table);
  const lists = make("div", {hidden: true});
  const say = make("div", {class: "sheet-say", role: "status", "aria-live": "polite"});
  const tools = make("div", {class: "sheet-tools"});
  const done = make("span", {class: "sheet-done", role: "status"});
  const root = make("div", {class: "sh sheet-root"}, make("div", {class: "sheet-head"}, tools, done), scroller, make("div", {class: "sheet-foot"}, say), lists);

  const mark = (id, key) => held.marks[`${id}\t${key}`];
  const flag = (id, key) => held.flags[`${id}\t${key}`] || "";
  const text = (r, c) => { const cells = rows.get(held.order[r]); return cells ? (cells[c] || "").split("\n")[0] : ""; };
  const isOpen = (r, c) => !held.columns[c].fixed && !flag(held.order[r], held.columns[c].key).includes("r");
  const span = () => [Math.min(at[0], anchor[0]), Math.max(at[0], anchor[0]), Math.min(at[1], anchor[1]), Math.max(at[1], anchor[1])];

  // A number is shown whole: its column is as wide as the longest one that ever stood in it.
  const room = (text) => { const [main, sub] = text.split("\n"); return Math.max(7.9 * main.length, 6.9 * (sub || "").length) + 20; };
  function widen(some) {
    let grown = false;
    held.columns.forEach((column, c) => {
      if (column.kind !== "number") return;
      let width = column.width;
      for (const cells of some) if (cells[c] && cells[c].length > 8) width = Math.max(width, Math.min(260, Math.ceil(room(cells[c]))));
      if (width > column.width) { column.width = width; grown = true; }
    });
    return grown;
  }

  function drawWidths() {
    columns.replaceChildren(...held.columns.map((column) => make("col", {style: `width:${column.width}px`})));
    table.style.minWidth = `${held.columns.reduce((sum, column) => sum + column.width, 0)}px`;
  }

  function drawHead() {
    drawWidths();
    const cells = held.columns.map((column, c) => make("th", {
      scope: "col", role: "columnheader", "aria-colindex": c + 1, class: column.kind === "number" ? "n" : null, title: column.help || null,
    }, column.title, ...(column.sub ? [make("span", {class: "sub"}, column.sub)] : [])));
    head.replaceChildren(make("tr", {role: "row", "aria-rowindex": 1}, ...cells));
    table.setAttribute("aria-colcount", held.columns.length);
    table.setAttribute("aria-label", held.label || "");
    lists.replaceChildren(...Object.entries(held.lists).map(([name, items]) => make("datalist", {id: `list-${name}`},
      ...items.map((item) => make("option", {value: item})))));
  }

  function drawRow(r) {
    const id = held.order[r], cells = rows.get(id) || [];
    const row = make("tr", {role: "row", "aria-rowindex": r + 2, "data-row": r});
    held.columns.forEach((column, c) => {
      const [main, sub] = (cells[c] || "").split("\n");
      const noted = mark(id, column.key), flags = flag(id, column.key);
      const kinds = [column.kind === "number" ? "n" : "", flags.includes("m") ? "missing" : "", flags.includes("r") || column.fixed ? "fixed" : "",
        noted ? `mark ${noted[0]}` : ""].filter(Boolean).join(" ");
      const cell = make(c === 0 ? "th" : "td", {
        role: c === 0 ? "rowheader" : "gridcell", scope: c === 0 ? "row" : null, class: kinds || null, "aria-colindex": c + 1, "data-col": c, id: `cell-${r}-${c}`,
        "aria-readonly": isOpen(r, c) ? null : "true", "aria-invalid": noted && noted[0] === "error" ? "true" : null,
      }, make("span", {class: "main"}, main || ""));
      if (sub) cell.append(make("span", {class: "sub"}, sub));
      if (noted) cell.append(make("span", {class: "visually-hidden"}, `. ${noted[1]}`));
      else if (flags.includes("m") && !main) cell.append(make("span", {class: "visually-hidden"}, held.texts.missing || ""));
      row.append(cell);
    });
    return row;
  }

  function range() {
    if (paper) return [0, Math.min(held.order.length, ON_PAPER)];
    const first = Math.max(0, Math.floor(scroller.scrollTop / HEIGHT) - AHEAD);
    return [first, Math.min(held.order.length, first + Math.ceil((scroller.clientHeight || 600) / HEIGHT) + 2 * AHEAD)];
  }

  function draw(force = false) {
    const [first, last] = range();
    if (!force && first === drawn[0] && last === drawn[1]) return;
    if (editing && (editing.r < first || editing.r >= last)) finish(true);
    if (editing && !force) { /* the input lives in its cell: keep that row */ }
    const kept = editing ? body.querySelector(`[data-row="${editing.r}"]`) : null;
    drawn = [first, last];
    const gap = (count) => make("tr", {"aria-hidden": "true", style: `height:${count * HEIGHT}px`}, make("td", {colspan: held.columns.length, class: "gap"}));
    const made = [];
    for (let r = first; r < last; r += 1) made.push(kept && editing.r === r ? kept : drawRow(r));
    body.replaceChildren(...(first ? [gap(first)] : []), ...made, ...(last < held.order.length ? [gap(held.order.length - last)] : []));
    table.setAttribute("aria-rowcount", held.order.length + 1);
    if (editing) editing.input.focus({preventScroll: true});
    show();
  }

  function redraw(r) {
    const old = body.querySelector(`[data-row="${r}"]`);
    if (old && !(editing && editing.r === r)) old.replaceWith(drawRow(r));
  }

  function show() {
    const [top, bottom, left, right] = span();
    for (const cell of body.querySelectorAll(".on, .in")) cell.classList.remove("on", "in");
    for (const button of tools.children) button.disabled = loose && button.dataset.ofRow !== undefined;
    if (loose) { table.removeAttribute("aria-activedescendant"); return; }
    for (let r = Math.max(top, drawn[0]); r <= Math.min(bottom, drawn[1] - 1); r += 1) {
      for (let c = left; c <= right; c += 1) {
        const cell = body.querySelector(`#cell-${r}-${c}`);
        if (cell) cell.classList.add(r === at[0] && c === at[1] ? "on" : "in");
      }
    }
    const id = `cell-${at[0]}-${at[1]}`;
    if (body.querySelector(`#${id}`)) table.setAttribute("aria-activedescendant", id); else table.removeAttribute("aria-activedescendant");
  }

  // The papers that a row's evidence names (file, sheet and cell or lines, hash of the content), as links to their pages.
  const PAPER = /(?:!([^;!]*)!([A-Z]{1,3}\d{1,7})|:(\d[\d,]*))#([0-9a-f]{12})/g;
  function papers(id) {
    const c = held.columns.findIndex((column) => column.open);
    const text = c >= 0 && rows.get(id) ? String(rows.get(id)[c] || "") : "";
    return [...text.matchAll(PAPER)].slice(0, 4).map(([, sheet, cell, lines, hash]) => {
      const where = cell ? `${sheet}!${cell}` : lines.split(",").slice(0, 8).join(",");
      const query = new URLSearchParams(window.location.search);
      query.set("page", "paper");
      query.set("focus", `${hash}:${where}`);
      return make("a", {href: `?${query}`, class: "button quiet"}, `${held.columns[c].open} · ${where}`);
    });
  }

  function tell() {
    const id = held.order[at[0]], column = held.columns[at[1]];
    if (id === undefined || !column || blocked || loose) return;
    const noted = mark(id, column.key);
    const parts = [];
    if (noted) {
      const [severity, title, action, fix, fixLabel] = noted;
      parts.push(make("strong", {class: severity === "error" ? "bad" : "unsure"}, /[.!?:]$/.test(title) ? title : `${title}.`), make("span", {}, action ? ` ${action}` : ""));
      if (fix) {
        const button = make("button", {type: "button", class: "button quiet"}, fixLabel);
        button.addEventListener("click", () => { send([[id, column.key, fix]]); table.focus(); });
        parts.push(button);
      }
    } else if (column.help) parts.push(make("span", {class: "soft"}, column.help));
    say.replaceChildren(...parts, ...papers(id));
  }

  // What was done to rows, and the way back.
  function said({text, undo}) {
    const button = undo ? make("button", {type: "button", class: "button quiet"}, undo) : null;
    if (button) button.addEventListener("click", () => { done.replaceChildren(); loose = false; model.send_msg({act: "undo"}); table.focus({preventScroll: true}); });
    done.replaceChildren(make("span", {}, text), ...(button ? [" ", button] : []));
  }

  function move(r, c, extend = false) {
    loose = false;
    at = [Math.max(0, Math.min(held.order.length - 1, r)), Math.max(0, Math.min(held.columns.length - 1, c))];
    if (!extend) anchor = [...at];
    const top = at[0] * HEIGHT, height = head.offsetHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + HEIGHT > scroller.scrollTop + scroller.clientHeight - height) scroller.scrollTop = top + HEIGHT - scroller.clientHeight + height;
    draw();
    const cell = body.querySelector(`#cell-${at[0]}-${at[1]}`), frozen = head.querySelector("th");
    if (cell && at[1] > 0) {
      const left = cell.offsetLeft - frozen.offsetWidth, right = cell.offsetLeft + cell.offsetWidth;
      if (left < scroller.scrollLeft) scroller.scrollLeft = left;
      else if (right > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = right - scroller.clientWidth;
    }
    show();
    tell();
  }

  function send(edits, more = {}) {
    if (blocked || !edits.length) return;
    done.replaceChildren();
    for (const [id, key, value] of edits) {
      const cells = rows.get(id), c = held.columns.findIndex((column) => column.key === key);
      if (cells && c >= 0) { cells[c] = value; if (widen([cells])) drawWidths(); }
      redraw(held.order.indexOf(id));
    }
    show();
    if (held.copies) { blocked = true; root.setAttribute("aria-busy", "true"); say.replaceChildren(make("strong", {}, held.texts.copying)); }
    model.send_msg({edits, at: [held.order[at[0]], (held.columns[at[1]] || {}).key], ...more});
  }

  function begin(first = null) {
    const [r, c] = at;
    if (blocked || loose || !held.order.length || !isOpen(r, c)) return;
    const column = held.columns[c], cell = body.querySelector(`#cell-${r}-${c}`);
    if (!cell) return;
    const name = `${text(r, 0)}, ${column.title}`;
    const input = make("input", {type: "text", autocomplete: "off", inputmode: column.kind === "number" ? "decimal" : null,
      list: column.list ? `list-${column.list}` : null, "aria-label": name, maxlength: "500"});
    input.value = first === null ? text(r, c) : first;
    const fit = () => { input.style.width = `max(100%, calc(${input.value.length}ch + 22px))`; };  // the first digit stays in sight
    input.addEventListener("input", fit);
    fit();
    editing = {r, c, input, before: text(r, c)};
    cell.replaceChildren(input);
    cell.classList.add("editing");
    input.focus({preventScroll: true});
    if (first === null) input.select();
    input.addEventListener("blur", () => { if (editing && editing.input === input) finish(true); });
  }

  function finish(keeps) {
    if (!editing) return;
    const {r, c, input, before} = editing;
    editing = null;
    const value = input.value.trim();
    redraw(r);
    show();
    if (keeps && value !== before) send([[held.order[r], held.columns[c].key, value]]);
  }

  function fill(down) {
    if (loose) return;
    const [top, bottom, left, right] = span();
    const edits = [];
    if (down) {
      const from = top === bottom ? top - 1 : top;
      if (from < 0) return;
      for (let r = from + 1; r <= bottom; r += 1) for (let c = left; c <= right; c += 1) if (isOpen(r, c)) edits.push([held.order[r], held.columns[c].key, text(from, c)]);
    } else {
      const from = left === right ? left - 1 : left;
      for (let r = top; r <= bottom; r += 1) for (let c = from + 1; c <= right; c += 1) if (from > 0 && isOpen(r, c)) edits.push([held.order[r], held.columns[c].key, text(r, from)]);
    }
    send(edits);
  }

  // What is copied with its headings: the row of headings and the columns of names and units before the numbers are left out.
  const isNumber = (value) => /^[-+−]?\s*\d[\d.,\s]*%?$/.test(value.trim());
  const isMonths = (line) => line.length > 2 && line.every((value, at) => value.trim() === String(at + 1));
  function bare(lines, left) {
    const titles = held.columns.slice(left).map((column) => column.title.trim().toLowerCase());
    const isTitled = (line) => line.length > 1 && line.filter((value, at) => value.trim() && value.trim().toLowerCase() === titles[at]).length * 2 > line.length;
    if (lines.length > 1 && isTitled(lines[0])) return lines.slice(1);
    if (!held.columns[left] || held.columns[left].kind !== "number" || lines[0].length < 2) return lines;
    const isNames = (rows) => rows.length > 0 && rows[0].length > 1 && rows.every(([value]) => !isNumber(value)) && rows.some(([value]) => value.trim()) && rows.some((line) => line.slice(1).some(isNumber));
    let kept = lines, head = lines[0];
    if (lines.length > 1 && lines.slice(1).some((line) => line.some(isNumber)) && head.filter((value) => value.trim()).length > 1 && (!head.some(isNumber) || isMonths(head.filter((value) => isNumber(value))))) kept = lines.slice(1);
    while (isNames(kept)) kept = kept.map((line) => line.slice(1));
    return kept;
  }

  function paste(pasted) {
    const given = pasted.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    if (loose) return;
    const [top, bottom, left, right] = span();
    const lines = bare(given, left);
    const one = lines.length === 1 && lines[0].length === 1;
    const edits = [];
    const put = (r, c, value) => { if (r < held.order.length && c < held.columns.length && isOpen(r, c)) edits.push([held.order[r], held.columns[c].key, value.trim()]); };
    if (one) { for (let r = top; r <= bottom; r += 1) for (let c = left; c <= right; c += 1) put(r, c, lines[0][0]); } else {
      lines.forEach((line, down) => line.forEach((value, across) => put(top + down, left + across, value)));
      const left_over = Math.max(0, top + lines.length - held.order.length);
      if (left_over && held.grows) {
        model.send_msg({grow: lines.slice(lines.length - left_over).map((line) => line.map((value) => value.trim())), from: (held.columns[left] || {}).key});
      }
    }
    send(edits, lines === given ? {} : {bare: true});
    if (!one) { anchor = [top, left]; at = [Math.min(held.order.length - 1, top + lines.length - 1), Math.min(held.columns.length - 1, left + lines[0].length - 1)]; show(); }
  }

  function copied() {
    const [top, bottom, left, right] = span();
    const lines = [];
    for (let r = top; r <= bottom; r += 1) { const line = []; for (let c = left; c <= right; c += 1) line.push(text(r, c)); lines.push(line.join("\t")); }
    return lines.join("\n");
  }

  const STEPS = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-12, 0], PageDown: [12, 0]};
  table.addEventListener("keydown", (event) => {
    if (blocked) { event.preventDefault(); return; }
    const strong = event.ctrlKey || event.metaKey;
    if (editing) {
      const down = {Enter: event.shiftKey ? -1 : 1}[event.key];
      if (event.key === "Escape") { finish(false); table.focus(); } else if (event.key === "Tab") {
        event.preventDefault(); finish(true); table.focus(); move(at[0], at[1] + (event.shiftKey ? -1 : 1));
      } else if (down) { finish(true); table.focus(); move(at[0] + down, at[1]); } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !held.columns[editing.c].list) {
        finish(true); table.focus(); move(at[0] + STEPS[event.key][0], at[1]);
      } else { event.stopPropagation(); return; }
      event.preventDefault();
      return;
    }
    const step = STEPS[event.key];
    if (step) { event.preventDefault(); const far = strong ? 10000 : 1; move(at[0] + step[0] * far, at[1] + step[1] * far, event.shiftKey); return; }
    if (event.key === "Home") { event.preventDefault(); move(strong ? 0 : at[0], held.columns.length > 2 ? 2 : 0, event.shiftKey); return; }
    if (event.key === "End") { event.preventDefault(); move(strong ? held.order.length - 1 : at[0], held.columns.length - 1, event.shiftKey); return; }
    if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); begin(); return; }
    if (loose && event.key.length > 1 && !strong && event.key !== "Tab") { event.preventDefault(); move(...at); return; }
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      const [top, bottom, left, right] = span(), edits = [];
      for (let r = top; r <= bottom; r += 1) for (let c = left; c <= right; c += 1) if (isOpen(r, c) && text(r, c) && !held.columns[c].keeps) edits.push([held.order[r], held.columns[c].key, ""]);
      send(edits);
      return;
    }
    const key = event.key.toLowerCase();
    if (strong && key === "d") { event.preventDefault(); fill(true); } else if (strong && key === "r") { event.preventDefault(); fill(false); } else if (strong && key === "a") {
      event.preventDefault(); anchor = [0, 0]; at = [held.order.length - 1, held.columns.length - 1]; show();
    } else if (strong && key === "z") { event.preventDefault(); model.send_msg({act: event.shiftKey ? "redo" : "undo"}); } else if (strong && key === "y") {
      event.preventDefault(); model.send_msg({act: "redo"});
    } else if (!strong && !event.altKey && event.key.length === 1) begin("");
  });
  table.addEventListener("paste", (event) => {
    if (editing && !/[\t\n]/.test(event.clipboardData.getData("text/plain"))) return;
    event.preventDefault();
    if (editing) { finish(false); table.focus(); }
    paste(event.clipboardData.getData("text/plain"));
  });
  table.addEventListener("copy", (event) => { if (!editing) { event.preventDefault(); event.clipboardData.setData("text/plain", copied()); } });
  table.addEventListener("cut", (event) => {
    if (editing || loose) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", copied());
    const [top, bottom, left, right] = span(), edits = [];
    for (let r = top; r <= bottom; r += 1) for (let c = left; c <= right; c += 1) if (isOpen(r, c)) edits.push([held.order[r], held.columns[c].key, ""]);
    send(edits);
  });
  const cellOf = (event) => { const cell = event.target.closest && event.target.closest("[data-col]"); return cell ? [Number(cell.parentElement.dataset.row), Number(cell.dataset.col)] : null; };
  table.addEventListener("pointerdown", (event) => {
    const place = cellOf(event);
    if (!place || (editing && editing.r === place[0] && editing.c === place[1])) return;
    if (editing) finish(true);
    move(place[0], place[1], event.shiftKey);
    dragging = event.pointerType === "mouse";
  });
  table.addEventListener("mousedown", (event) => {  // a drawn row may be another element by now, which would lose the focus
    if (event.target.matches("input")) return;
    event.preventDefault();
    table.focus({preventScroll: true});
  });
  table.addEventListener("pointerover", (event) => {
    const place = dragging && event.buttons === 1 ? cellOf(event) : null;
    if (place && !editing) { at = place; show(); }
  });
  table.addEventListener("click", (event) => {
    dragging = false;
    const place = cellOf(event);
    if (place && event.pointerType === "touch" && !editing) begin();
  });
  table.addEventListener("dblclick", () => { if (!editing) begin(); });
  table.addEventListener("focus", () => { root.classList.add("focused"); tell(); });
  table.addEventListener("blur", () => root.classList.remove("focused"));
  scroller.addEventListener("scroll", () => draw(), {passive: true});

  const stop = new AbortController();
  window.addEventListener("beforeprint", () => { paper = true; draw(true); }, {signal: stop.signal});
  window.addEventListener("afterprint", () => { paper = false; draw(true); }, {signal: stop.signal});
  window.addEventListener("resize", () => draw(), {signal: stop.signal});

  function reach([id, key], left) {
    const r = held.order.indexOf(id), c = held.columns.findIndex((column) => column.key === key);
    if (r < 0 || c < 0) return;
    if (left === 10 || (isFree() && at[0] === r && at[1] === c)) {
      root.scrollIntoView({block: "nearest"});
      move(r, c);
      table.focus({preventScroll: true});
    }
    if (left > 0) window.setTimeout(() => reach([id, key], left - 1), 120);  // the page's heading takes the focus when it arrives
  }

  function begun(told) {
    const known = held.order.length ? [held.order[at[0]], (held.columns[at[1]] || {}).key] : null;
    held = {...held, ...told};
    rows = new Map(told.rows);
    widen([...rows.values()]);
    held.order = told.rows.map(([id]) => id);
    blocked = false;
    root.removeAttribute("aria-busy");
    scroller.style.maxHeight = told.height || "72vh";
    drawHead();
    if (known) {
      const r = held.order.indexOf(known[0]), c = held.columns.findIndex((column) => column.key === known[1]);
      at = [Math.max(0, r >= 0 ? r : Math.min(at[0], held.order.length - 1)), c >= 0 ? c : 0];
      anchor = [...at];
    } else if (held.columns.length > 2) { at = [0, held.start || 1]; anchor = [...at]; }
    tools.replaceChildren(...held.actions.map(([act, label]) => {
      const button = make("button", {type: "button", class: "button quiet", "data-of-row": act !== "last"}, label);
      button.addEventListener("click", () => {
        if (blocked || (loose && act !== "last")) return;
        model.send_msg({act, id: held.order[at[0]], ids: held.order.slice(span()[0], span()[1] + 1), key: (held.columns[at[1]] || {}).key});
        if (act.startsWith("remove")) { loose = true; show(); }  // a second click takes no other row
      });
      return button;
    }));
    draw(true);
    tell();
    if (told.focus) reach(told.focus, 10);
  }

  function patched(told) {
    const changed = new Set();
    for (const [id, cells] of told.rows || []) { rows.set(id, cells); changed.add(id); }
    if (told.rows && widen(told.rows.map(([, cells]) => cells))) drawWidths();
    for (const name of ["marks", "flags"]) {
      if (!told[name]) continue;
      for (const key of new Set([...Object.keys(held[name]), ...Object.keys(told[name])])) {
        if (JSON.stringify(held[name][key]) !== JSON.stringify(told[name][key])) changed.add(key.split("\t")[0]);
      }
      held[name] = told[name];
    }
    if (told.order) {
      const chosen = held.order[at[0]];
      held.order = told.order;
      if (held.order.includes(chosen)) at[0] = held.order.indexOf(chosen);
      const wanted = new Set(told.order);
      for (const id of [...rows.keys()]) if (!wanted.has(id)) rows.delete(id);
      at[0] = Math.max(0, Math.min(at[0], held.order.length - 1));
      anchor = [...at];
      draw(true);
    } else {
      for (let r = drawn[0]; r < drawn[1]; r += 1) if (changed.has(held.order[r])) redraw(r);
      show();
    }
    if (!editing) tell();
    if (told.focus) reach(told.focus, 10);
    root.dataset.patches = Number(root.dataset.patches || 0) + 1;
  }

  model.on("msg:custom", (event) => {
    const told = event.data || event;
    if (told.full) { answered = true; begun(JSON.parse(told.full)); }
    else if (told.patch) patched(JSON.parse(told.patch));
    else if (told.said) said(told.said);
    else if (told.go) { const link = make("a", {href: told.go, hidden: true}); root.append(link); link.click(); link.remove(); } else if (told.stay) {
      blocked = loose = false;
      root.removeAttribute("aria-busy");
      show();
      tell();
    }
  });
  model.on("lifecycle:remove", () => stop.abort());
  const arrive = (left) => {  // a component can speak only once its document knows it: asked again until it was answered
    if (answered || left === 0) return;
    let pause = 900;
    try { model.send_msg({ready: true}); } catch (problem) { pause = 40; }
    window.setTimeout(() => arrive(left - 1), pause);
  };
  window.setTimeout(() => arrive(100), 0);
  return root;
}
