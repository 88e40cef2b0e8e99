// Shows the tags of a post one by one, each with a button that takes it off, and offers known tags
// while one is typed. The text field with commas stays the field of the form.

const { gettext, interpolate } = window;

export function showTags(field) {
  const list = document.createElement("ul");
  list.className = "tagset";
  const entry = entryFor(field);
  const datalist = document.createElement("datalist");
  datalist.id = `${field.id}_known`;
  entry.setAttribute("list", datalist.id);
  field.hidden = true; // It stays a text field: a browser that goes back fills only what it knew as one.
  field.before(list, entry, datalist);
  const box = { field, list, entry, datalist, names: parse(field.value) };
  entry.addEventListener("keydown", (event) => onKey(event, box));
  entry.addEventListener("input", () => onInput(box));
  entry.addEventListener("change", () => addTyped(box));
  draw(box);
  // Going back, the browser fills the field with what it held, which is after this module has run.
  window.addEventListener("pageshow", () => { box.names = parse(field.value); draw(box); });
}

function entryFor(field) {
  const entry = document.createElement("input");
  entry.type = "text";
  entry.id = `${field.id}_entry`;
  entry.placeholder = gettext("Add a tag");
  entry.autocomplete = "off";
  entry.setAttribute("aria-describedby", field.getAttribute("aria-describedby") ?? "");
  const label = document.querySelector(`label[for="${field.id}"]`);
  if (label) label.htmlFor = entry.id;
  for (const link of document.querySelectorAll(`a[href="#${field.id}"]`)) link.hash = entry.id;
  return entry;
}

function onKey(event, box) {
  if (event.key === "Enter" || (event.key === "," && !isOpen(box.entry.value))) {
    event.preventDefault();
    addTyped(box);
  } else if (event.key === "Backspace" && !box.entry.value && box.names.length) {
    box.names.pop();
    store(box);
  }
}

function onInput(box) {
  if (box.entry.value.includes(",") && !isOpen(box.entry.value)) addTyped(box);
  clearTimeout(box.timer);
  box.timer = setTimeout(() => suggest(box), 200);
}

function addTyped(box) {
  if (!box.entry.value.trim()) return;
  for (const name of parse(box.entry.value)) {
    const isKnown = box.names.some((each) => each.toLowerCase() === name.toLowerCase());
    if (!isKnown) box.names.push(name);
  }
  box.entry.value = "";
  store(box);
}

async function suggest({ field, entry, datalist }) {
  if (!entry.value.trim()) return;
  const query = new URLSearchParams({ term: entry.value, app_label: "posts", model_name: "tagging", field_name: "tag" });
  const response = await fetch(`${field.dataset.suggest}?${query}`).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const { results } = await response.json();
  datalist.replaceChildren(...results.map(({ text }) => new Option(text)));
}

function draw(box) {
  box.list.replaceChildren(...box.names.map((name) => chip(box, name)));
}

function store(box) {
  draw(box);
  const value = box.names.map((name) => (/[,"]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(", ");
  box.field.value = value;
  box.field.dispatchEvent(new Event("input", { bubbles: true }));
}

function chip(box, name) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", interpolate(gettext("Remove tag %(name)s"), { name }, true));
  button.addEventListener("click", () => {
    box.names = box.names.filter((each) => each !== name);
    store(box);
    box.entry.focus();
  });
  item.append(name, button);
  return item;
}

// A name with a comma or a quotation mark stands between quotation marks, with each of its own
// doubled. Marks that do not enclose the whole name are letters of it. The server reads it so, too.
function parse(text) {
  return [...text.matchAll(/\s*"((?:[^"]|"")*)"\s*(?=,|$)|([^,]+)/g)]
    .map(([, quoted, plain]) => (quoted?.replaceAll('""', '"') ?? plain).trim())
    .filter(Boolean);
}

// Whether a comma still belongs to the name that is being typed.
function isOpen(text) {
  return /^\s*"/.test(text) && text.split('"').length % 2 === 0;
}
