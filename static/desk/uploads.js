// A list of files that are to be uploaded: each with a small picture, its words, how far it is, and what
// was wrong with it. They are sent one after the other, in their order.

import { sendFile } from "./sending.js";

const { gettext, interpolate } = window;
const THUMB = { width: 144, height: 96 };

export class Uploads {
  // `root` holds the list and the row to copy; `desk` is the form with the token; `later` lets files go
  // without words; `changed` is called when there are more rows, fewer, or others.
  constructor(root, { url, desk, most, later = false, changed = () => {} }) {
    Object.assign(this, { url, desk, most, later, changed, rows: [] });
    this.list = root.querySelector("[data-uploads]");
    this.template = root.querySelector("template[data-row]");
  }

  add(files) {
    for (const file of files) this.rows.push(this.row(file));
    this.changed();
    return this.rows.at(-1);
  }

  clear() {
    this.rows = [];
    this.list.replaceChildren();
    this.changed();
  }

  get pictures() {
    return this.rows.map((row) => row.picture).filter(Boolean);
  }

  get hasTwins() {
    return this.rows.some((row) => row.item.dataset.state === "twin");
  }

  get waiting() {
    return this.rows.filter((row) => !row.picture);
  }

  row(file) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    const part = (name) => item.querySelector(`[data-${name}]`);
    const name = file.name || "pasted.png";
    const row = {
      file, name, item, picture: null,
      alt: item.querySelector("textarea"), decorative: item.querySelector("[type=checkbox]"),
      bar: item.querySelector("progress"), error: part("error"), done: part("done"), leave: part("leave"),
    };
    part("name").textContent = name;
    part("size").textContent = weight(file.size);
    row.bar.setAttribute("aria-label", interpolate(gettext("Progress of %(name)s"), { name }, true));
    row.leave.addEventListener("click", () => this.remove(row));
    this.list.append(item);
    draw(item.querySelector("canvas"), file);
    return row;
  }

  remove(row) {
    this.rows = this.rows.filter((other) => other !== row);
    row.item.remove();
    this.changed();
  }

  // Sends what is not there yet, with `fields` for each; tells whether everything is there now.
  async send(fields = {}) {
    for (const row of this.waiting) await this.sendOne(row, fields);
    const [first] = this.waiting;
    if (first?.error.dataset.field === "alt") first.alt.focus();
    this.changed();
    return !this.waiting.length;
  }

  async sendOne(row, fields) {
    row.error.textContent = "";
    if (row.file.size > this.most) return refuse(row, tooLarge(row, this.most));
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    data.set("file", row.file, row.name);
    data.set("alt", row.alt.value);
    if (row.decorative.checked) data.set("is_decorative", "on");
    if (this.later) data.set("later", "on");
    row.bar.hidden = false;
    row.leave.disabled = true;
    const answer = await sendFile(this.url, this.desk, data, (part) => { row.bar.value = part * 100; });
    row.bar.hidden = true;
    row.leave.disabled = false;
    if (answer.body && (answer.status === 201 || answer.status === 200)) return accept(row, answer);
    if (answer.status === 400 && answer.body) {
      const { errors } = answer.body;
      // What is wrong with the file comes first: words alone would not help it.
      const about = errors.file ? { file: errors.file } : errors;
      return refuse(row, Object.values(about).flat().join(" "), errors.file ? "file" : "alt");
    }
    return refuse(row, refusal(answer));
  }
}

function accept(row, { status, body }) {
  row.picture = body;
  for (const field of [row.alt, row.decorative]) field.disabled = true;
  row.leave.remove();
  const link = document.createElement("a");
  link.href = body.page;
  link.textContent = body.name;
  const words = status === 201 ? gettext("Uploaded as") : gettext("There already, not stored twice:");
  row.done.replaceChildren(`${words} `, link);
  row.item.dataset.state = status === 201 ? "done" : "twin";
}

function refuse(row, words, field = "file") {
  row.error.textContent = words;
  row.error.dataset.field = field;
}

function refusal({ redirected, status }) {
  if (status === 0) return gettext("The picture was not sent: no connection. Try again.");
  if (redirected) return gettext("You are logged out. Log in in another tab, then try again.");
  if (status === 403) return gettext("Your account may not add pictures.");
  const words = gettext("The picture was not taken: the server answered %(status)s.");
  return interpolate(words, { status }, true);
}

function tooLarge({ file, name }, most) {
  const words = gettext("%(name)s has %(size)s; at most %(most)s are taken. Save it smaller and try again.");
  return interpolate(words, { name, size: weight(file.size), most: weight(most) }, true);
}

export function weight(bytes) {
  const [unit, size] = [["megabyte", 1e6], ["kilobyte", 1e3], ["byte", 1]].find(([, size]) => bytes >= size || size === 1);
  const amount = bytes / size;
  const style = { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang || undefined, style).format(amount);
}

// A file that the browser cannot read has no small picture; the server says why.
async function draw(canvas, file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return;
  const scale = Math.max(THUMB.width / picture.width, THUMB.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const at = [(THUMB.width - width) / 2, (THUMB.height - height) / 2];
  canvas.getContext("2d").drawImage(picture, ...at, width, height);
  picture.close();
}
