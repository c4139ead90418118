// The one script of our own: links without reloading, the back button, page titles, theme, files in and charts out.

function* roots(start) {
  yield start;
  for (const element of start.querySelectorAll("*")) {
    if (element.shadowRoot) yield* roots(element.shadowRoot);
  }
}

function find(selector) {
  for (const root of roots(document)) {
    const hit = root.querySelector(selector);
    if (hit) return hit;
  }
  return null;
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function drawing(id) {
  const host = find(`.chart-${CSS.escape(id)}`);
  if (!host) return null;
  for (const root of roots(host.shadowRoot || host)) {
    const container = root.querySelector("[_echarts_instance_]");
    if (container) return window.echarts.getInstanceByDom(container);
  }
  return null;
}

function takeDrawing(text, id, kind) {  // a drawing of our own, in place of a chart
  const picture = new Blob([text], {type: "image/svg+xml"});
  if (kind === "svg") { save(picture, `${id}.svg`); return; }
  const image = new Image();
  image.onload = () => {
    const canvas = Object.assign(document.createElement("canvas"), {width: image.width * 2, height: image.height * 2});
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, `${id}.png`));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

function download(id, kind) {
  const chart = drawing(id);
  const own = find(`[data-drawing="${CSS.escape(id)}"]`);
  if (own && kind !== "csv") { takeDrawing(own.dataset.svg, id, kind); return; }
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--sh-surface").trim();
  if (kind === "csv") {
    const table = find(`[data-chart-table="${CSS.escape(id)}"]`);
    if (table) save(new Blob(["\ufeff" + table.dataset.csv], {type: "text/csv;charset=utf-8"}), `${id}.csv`);
  } else if (chart && kind === "png") {
    fetch(chart.getDataURL({type: "png", pixelRatio: 2, backgroundColor: paper}))
      .then((answer) => answer.blob()).then((blob) => save(blob, `${id}.png`));
  } else if (chart && kind === "svg") {
    const copy = window.echarts.init(null, null, {renderer: "svg", ssr: true, width: chart.getWidth(), height: chart.getHeight()});
    copy.setOption({...chart.getOption(), animation: false, backgroundColor: paper});
    save(new Blob([copy.renderToSVGString()], {type: "image/svg+xml"}), `${id}.svg`);
    copy.dispose();
  }
}

async function send(file, area) {
  const say = area.parentElement.querySelector("[role=alert]");
  const busy = area.parentElement.querySelector("[role=status]");
  say.textContent = "";
  if (file.size > Number(area.dataset.limit)) { say.textContent = area.dataset.large.replace("%", file.name); return null; }  // the server would only hang up
  busy.textContent = area.dataset.busy.replace("%", file.name);
  try {
    const key = area.parentElement.querySelector("input[name=key]");
    const more = key ? `&key=${encodeURIComponent(key.value.trim())}&page=${encodeURIComponent(area.dataset.page || "")}` : "";
    const address = `files/${area.dataset.to || "upload"}?name=${encodeURIComponent(file.name)}&lang=${document.documentElement.lang}${more}`;
    const answer = await fetch(address, {method: "POST", body: file, headers: {"X-Sachhon": "1"}});
    const told = await answer.json();
    busy.textContent = "";
    if (told.good) { busy.textContent = told.good; return null; }
    if (told.search) return told.search;
    if (told.site) return `?site=${told.site}&page=${told.page}`;
    say.textContent = told.message;
  } catch (problem) {
    busy.textContent = "";
    say.textContent = area.dataset.failed;
  }
  return null;
}

// An import: several files, or a folder with its folders, one request each; the session looks at them when all have arrived.
async function entries(list) {
  const found = [];
  const walk = async (entry, head) => {
    if (entry.isFile) {
      found.push([head + entry.name, await new Promise((take, fail) => entry.file(take, fail))]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((take, fail) => reader.readEntries(take, fail));
      if (!some.length) return;
      for (const one of some) await walk(one, `${head}${entry.name}/`);
    }
  };
  for (const entry of list) await walk(entry, "");
  return found;
}

async function sendAll(files, area) {
  const frame = area.parentElement;
  const say = frame.querySelector("[role=alert]");
  const busy = frame.querySelector("[role=status]");
  const refused = [];
  const queue = [...files];
  let done = 0;
  let kept = 0;
  say.textContent = "";
  const work = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const [name, file] = one;
      if (file.size > Number(area.dataset.limit)) refused.push(`${name}: ${area.dataset.large}`);
      else {
        try {
          const address = `files/import?${area.dataset.import}&name=${encodeURIComponent(name)}`;
          const answer = await fetch(address, {method: "POST", body: file, headers: {"X-Sachhon": "1"}});
          if (answer.ok) kept += 1;
          else refused.push(answer.status === 422 ? (await answer.json()).message : `${name}: ${area.dataset.failed}`);
        } catch (problem) { refused.push(`${name}: ${area.dataset.failed}`); }
      }
      done += 1;
      busy.textContent = area.dataset.busy.replace("%", `${done} / ${files.length}`);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  if (!refused.length && kept) return area.dataset.next;
  busy.textContent = "";
  say.textContent = refused.slice(0, 20).join("\n") + (refused.length > 20 ? ` … (${refused.length})` : "");
  if (kept) frame.querySelector("[data-go-on]").style.display = "";
  return null;
}

function fields(form) {
  const said = (field) => (field.type === "checkbox" && !field.checked ? "" : field.value);
  return Object.fromEntries([...form.elements].filter((field) => field.name).map((field) => [field.name, said(field)]));
}

// A number typed in one language, as the other writes it: 1.234,5 is 1,234.5.
function rewritten(text, from, to) {
  return from === to || !/^[-\d.,\s]+$/.test(text) ? text : text.replace(/[.,]/g, (mark) => (mark === "," ? "." : ","));
}

// What stands in the forms of a page that are sent by a button, so that another language does not take it away.
function* formsOf() { for (const root of roots(document)) yield* root.querySelectorAll("form:not([data-months])"); }
const nameOf = (form) => ["form", "about"].map((name) => (form.elements[name] || {}).value || "").join(" ");
const isOpenField = (field) => field.name && (field.tagName === "TEXTAREA" || field.type === "text");

function pocket() {
  const lang = document.documentElement.lang;
  const typed = [...formsOf()].map((form) => [nameOf(form), [...form.elements].filter((field) => isOpenField(field) && field.value !== field.defaultValue).map((field) => [field.name, field.value])]);
  return {lang, page: new URLSearchParams(window.location.search).get("page"), typed: typed.filter(([, values]) => values.length)};
}

function unpack(held) {
  for (const form of formsOf()) {
    for (const [name, value] of (held.typed.find(([of]) => of === nameOf(form)) || [null, []])[1]) {
      const field = form.elements[name];
      if (field && field.value === field.defaultValue) field.value = field.inputMode === "decimal" ? rewritten(value, held.lang, document.documentElement.lang) : value;
    }
  }
}

// Whoever leaves a field keeps it; the back button does not leave it, so it is left for them.
function leaveField() {
  let active = document.activeElement;
  while (active && active.shadowRoot && active.shadowRoot.activeElement) active = active.shadowRoot.activeElement;
  if (active && active.matches("input, textarea, select")) active.blur();
}

// When nobody answers any more: say so, let nothing more be typed that would be lost, and open the page again when somebody does.
function watchConnection(signal) {
  const FLAG = "sachhon-lost-at";
  const words = (what, time) => ((find("h1[data-page]") || {dataset: {}}).dataset[`${what}${document.documentElement.lang === "en" ? "En" : "Vi"}`] || "").replace("%", time);
  const bar = document.body.appendChild(Object.assign(document.createElement("div"), {className: "sh-lost", hidden: true}));
  bar.setAttribute("role", "alert");
  const others = () => [...document.body.children].filter((child) => child !== bar);
  let isLeaving = false, isLost = false, isBack = false;
  const answers = () => fetch("health", {cache: "no-store"}).then((answer) => answer.ok, () => false);
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const show = (text) => { bar.textContent = text; bar.hidden = false; };
  const lost = async () => {
    if (isLost || isLeaving) return;
    isLost = true;
    isBack = false;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, {hour: "2-digit", minute: "2-digit", hour12: false});
    await pause(300);
    if (isLeaving) return;
    show(words("lost", time));
    for (const child of others()) child.inert = true;
    let wasGone = false;
    for (let up = await answers(); !up; up = await answers()) { wasGone = true; await pause(1200); }
    if (!wasGone) for (let left = 20; left > 0 && !isBack; left -= 1) await pause(200);
    if (!wasGone && isBack) { bar.hidden = true; isLost = false; for (const child of others()) child.inert = false; return; }
    window.sessionStorage.setItem(FLAG, time);
    window.location.reload();
  };
  window.addEventListener("pagehide", () => { isLeaving = true; }, {signal});
  for (const doc of window.Bokeh.documents) {
    doc.on_event("connection_lost", () => { lost(); });
    doc.on_event("client_reconnected", () => { isBack = true; });
  }
  return {
    arrived: () => {
      const time = window.sessionStorage.getItem(FLAG);
      if (!time) return;
      window.sessionStorage.removeItem(FLAG);
      show(words("back", time));
      setTimeout(() => { if (!isLost) bar.hidden = true; }, 20000);
    },
    remove: () => bar.remove(),
  };
}

export function render({model}) {
  const stop = new AbortController();
  const listen = (target, name, act) => target.addEventListener(name, act, {signal: stop.signal});

  const paint = () => document.documentElement.setAttribute("data-sh-theme", model.dark ? "dark" : "light");
  const name = () => { if (model.title) document.title = model.title; document.documentElement.lang = model.lang; };
  const waiting = document.body.appendChild(document.createElement("div"));  // a thin bar, where an answer takes more than a moment
  waiting.className = "sh-waiting";
  const connection = watchConnection(stop.signal);
  let patience = 0;
  let held = null;
  const wait = () => { window.clearTimeout(patience); patience = window.setTimeout(() => waiting.classList.add("on"), 400); };
  const rest = () => { window.clearTimeout(patience); waiting.classList.remove("on"); };
  const tell = (act, value) => { wait(); model.send_msg({act, value}); };
  const look = (search) => { if (search !== model.search) wait(); model.search = search; };
  const go = (search) => { window.history.pushState({}, "", search); look(search); };
  const inPath = (event, selector) => event.composedPath().find((node) => node.matches && node.matches(selector));

  listen(document, "click", (event) => {
    const link = inPath(event, "a[href^='?']");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      const menu = link.closest("details.phone");
      if (menu) menu.open = false;
      const skip = link.getAttribute("href");
      const next = new URLSearchParams(skip), page = new URLSearchParams(window.location.search);
      if (next.get("lang") !== page.get("lang") && next.get("page") === page.get("page")) held = pocket();
      if (skip !== window.location.search) go(skip);
    }
    if (inPath(event, "[data-skip]")) {
      event.preventDefault();
      const head = find("h1");
      if (head) { head.setAttribute("tabindex", "-1"); head.focus(); }
    }
    const tool = inPath(event, "[data-chart]");
    if (tool) download(tool.dataset.chart, tool.dataset.kind);
    if (inPath(event, "[data-theme-toggle]")) {
      model.dark = !model.dark;
      document.cookie = `sachhon_theme=${model.dark ? "dark" : "light"};path=/;max-age=31536000;samesite=strict`;
    }
    const act = inPath(event, "[data-act]");
    if (act) tell(act.dataset.act, act.dataset.value || "");
    const submit = inPath(event, "[data-submit]");
    if (submit) tell("submit", JSON.stringify(fields(submit.form)));
    if (inPath(event, "[data-print]")) window.print();
  });
  listen(document, "input", (event) => {
    const box = inPath(event, "input[data-filter]");
    if (!box) return;
    const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
    const wanted = fold(box.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of box.getRootNode().querySelectorAll(box.dataset.filter)) {
      const text = fold(item.textContent);
      item.hidden = !wanted.every((word) => text.includes(word));
      if (!item.hidden) shown += 1;
    }
    const count = box.parentElement.querySelector("[role=status]");
    if (count) count.textContent = count.dataset.text.replace("%", shown);
  });
  listen(document, "input", (event) => {  // a worksheet keeps a field when it is left; "change" does not leave a shadow tree, so the field itself is asked
    const field = inPath(event, "form[data-saves] input, form[data-saves] textarea, form[data-saves] select");
    if (!field || field.dataset.watched) return;
    field.dataset.watched = "1";
    field.addEventListener("change", () => tell("keep", JSON.stringify(fields(field.form))));
  });
  let asking = 0;
  listen(document, "input", (event) => {  // a search that the session answers, and a choice that leads elsewhere
    const box = inPath(event, "[data-find]");
    if (!box) return;
    window.clearTimeout(asking);
    asking = window.setTimeout(() => tell(box.dataset.find, box.value), box.tagName === "SELECT" ? 0 : 180);
  });
  const bring = (file, area) => send(file, area).then((search) => { if (search) go(`${search}&lang=${model.lang}`); });
  listen(document, "input", (event) => {  // a file that is read here, into a field of its form; it is sent with the form only
    const box = inPath(event, "input[type=file][data-into]");
    if (box && box.files.length) box.files[0].text().then((text) => { box.form.elements[box.dataset.into].value = text.slice(0, 20000); });
  });
  const bringAll = (files, area) => sendAll(files, area).then((next) => {  // a page to go to, or what the session is to do with them
    if (next && area.dataset.then) tell(area.dataset.then, next);
    else if (next) go(next);
  });
  listen(document, "input", (event) => {  // "change" does not leave a shadow tree, "input" does
    const box = inPath(event, "input[type=file]");
    const area = inPath(event, ".drop");
    const many = box && box.files.length && (box.dataset.folder !== undefined || (area && area.dataset.import));
    if (many) {
      const target = area || box.closest("div").parentElement.querySelector("[data-import]");
      const list = [...box.files].map((file) => [file.webkitRelativePath || file.name, file]);
      bringAll(list, target);
      box.value = "";
    } else if (box && area && box.files.length) { bring(box.files[0], area); box.value = ""; }
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    listen(document, kind, (event) => {
      const area = inPath(event, ".drop");
      if (kind !== "dragleave") event.preventDefault();
      if (!area) return;
      area.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && area.dataset.import) {
        const list = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
        entries(list).then((files) => bringAll(files, area));
      } else if (kind === "drop" && event.dataTransfer.files.length) bring(event.dataTransfer.files[0], area);
    });
  }
  listen(window, "popstate", () => { leaveField(); look(window.location.search); });
  model.on("change:here", () => { if (model.here) window.history.replaceState({}, "", model.here); });
  model.on("change:address", () => { if (model.address) go(model.address); });
  model.on("change:dark", paint);
  model.on("change:title", name);
  model.on("change:lang", name);
  model.on("change:answered", () => {
    rest();
    if (!find("[data-from-top]")) return;  // what was begun takes a while, and what comes of it is read from the top
    const scroller = find(".main-content");
    if (scroller) scroller.scrollTop = 0;
    window.scrollTo(0, 0);
  });
  model.on("change:arrived", () => {
    rest();
    const [page] = model.arrived.split(" ");
    const keep = (head, left) => {  // a layout that settles moves elements, and a moved element loses focus
      if (!head.isConnected) { reach(left); return; }
      const lost = !document.activeElement || document.activeElement === document.body;  // never taken from where a person put it
      if (lost) head.focus({preventScroll: true});
      if (left > 0) requestAnimationFrame(() => keep(head, left - 1));
    };
    const reach = (left) => {
      const head = find("h1");
      if (head && head.dataset.page === page) {
        head.setAttribute("tabindex", "-1");
        head.focus({preventScroll: true});
        const scroller = find(".main-content");
        if (scroller) scroller.scrollTop = 0;
        window.scrollTo(0, 0);
        if (held && held.page === page) unpack(held);
        held = null;
        connection.arrived();
        keep(head, Math.min(left, 40));
      } else if (left > 0) requestAnimationFrame(() => reach(left - 1));
    };
    reach(120);
  });
  if (!document.cookie.includes("sachhon_theme=") && window.matchMedia("(prefers-color-scheme: dark)").matches) {
    model.dark = true;
    document.cookie = "sachhon_theme=dark;path=/;max-age=31536000;samesite=strict";
  }
  const hush = (left) => {  // Material's progress bar has no name for screen readers; the skeleton says the same in words
    const bar = find(".MuiLinearProgress-root");
    if (bar) bar.setAttribute("aria-hidden", "true");
    else if (left > 0) requestAnimationFrame(() => hush(left - 1));
  };
  hush(300);
  paint();
  name();
  model.on("lifecycle:remove", () => { stop.abort(); rest(); waiting.remove(); connection.remove(); });
}
