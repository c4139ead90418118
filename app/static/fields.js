// A form whose fields are kept one by one, when they are left; the server answers with what it understood or what is wrong.

const isFree = () => {  // whether the focus is where no person put it: nowhere, or on the heading of a page that has just arrived
  let element = document.activeElement;
  while (element && element.shadowRoot && element.shadowRoot.activeElement) element = element.shadowRoot.activeElement;
  return !element || element === document.body || element.tagName === "H1";
};

export function render({model}) {
  const root = document.createElement("div");
  root.className = "sh fields";
  let answered = false;
  const send = (field) => {
    if (!field.name || field.value === field.dataset.before) return;
    field.dataset.before = field.value;
    model.send_msg({field: field.name, text: field.value});
  };
  root.addEventListener("focusout", (event) => { if (event.target.matches("input, textarea")) send(event.target); });
  root.addEventListener("input", (event) => { if (event.target.matches("select")) send(event.target); });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); send(event.target); }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && event.target.value === event.target.dataset.before) {
      event.preventDefault();
      model.send_msg({act: event.shiftKey ? "redo" : "undo"});
    }
  });
  root.addEventListener("submit", (event) => event.preventDefault());
  const reach = (name, left) => {  // the page's heading takes the focus when it arrives
    const field = root.querySelector(`[name="${CSS.escape(name)}"]`);
    if (!field) return;
    if (left === 10 || isFree()) { field.scrollIntoView({block: "center"}); field.focus({preventScroll: true}); }
    if (left > 0) window.setTimeout(() => reach(name, left - 1), 120);
  };
  model.on("msg:custom", (event) => {
    const told = event.data || event;
    if (told.full !== undefined) {
      answered = true;
      root.innerHTML = told.full;
      for (const field of root.querySelectorAll("[name]")) field.dataset.before = field.value;
      if (told.focus) reach(told.focus, 10);
    }
    for (const [name, state] of Object.entries(told.fields || {})) {
      const field = root.querySelector(`[name="${CSS.escape(name)}"]`);
      if (!field) continue;
      if (state.text !== undefined && field !== root.getRootNode().activeElement) { field.value = state.text; field.dataset.before = state.text; }
      const fault = root.querySelector(`[data-fault="${CSS.escape(name)}"]`);
      if (fault) fault.textContent = state.fault || "";
      if (state.fault) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
    }
    if (told.go) {
      const link = document.createElement("a");
      link.href = told.go;
      link.hidden = true;
      root.append(link);
      link.click();
      link.remove();
    }
  });
  const arrive = (left) => {  // a component can speak only once its document knows it: asked again until it was answered
    if (answered || left === 0) return;
    let pause = 900;
    try { model.send_msg({ready: true}); } catch (problem) { pause = 40; }
    window.setTimeout(() => arrive(left - 1), pause);
  };
  window.setTimeout(() => arrive(100), 0);
  return root;
}
