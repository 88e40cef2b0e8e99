// Pictures of the library to pick one from: a search, and a grid of what it finds, the newest first.

const { gettext, interpolate, ngettext } = window;
const PAUSE = 250; // Milliseconds without typing before the library is asked.

export class Picker {
  // `chosen` is called with the picture whose button was pressed.
  constructor(root, chosen) {
    Object.assign(this, { root, chosen, url: root.dataset.picker });
    [this.list, this.status, this.more] = ["found", "told", "more"].map((name) => root.querySelector(`[data-${name}]`));
    this.search = root.querySelector("[type=search]");
    this.search.addEventListener("input", () => this.later());
    this.search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      this.ask();
    });
    this.more.addEventListener("click", () => this.ask(this.page + 1));
  }

  open() {
    this.search.value = "";
    return this.ask();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask(page = 1) {
    clearTimeout(this.timer);
    this.request?.abort();
    this.request = new AbortController();
    const answer = await found(this.url, { q: this.search.value, page }, this.request.signal);
    if (answer) this.show(answer, page);
    else if (answer === null) this.status.textContent = gettext("The library does not answer. Try again.");
  }

  show({ pictures, more }, page) {
    this.page = page;
    const rows = pictures.map((picture) => this.row(picture));
    if (page === 1) this.list.replaceChildren(...rows);
    else this.list.append(...rows);
    this.more.hidden = !more;
    if (page > 1) rows[0]?.querySelector("button").focus();
    this.tell();
  }

  row(picture) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.append(thumbnail(picture), said("name", picture.name), said("quiet", picture.waits ? this.root.dataset.waits : picture.alt));
    button.addEventListener("click", () => this.chosen(picture));
    item.append(button);
    return item;
  }

  tell() {
    const count = this.list.children.length;
    const words = ngettext("%(count)s picture", "%(count)s pictures", count);
    this.status.textContent = count ? interpolate(words, { count }, true) : gettext("No picture has these words.");
  }
}

// What the library answers; null where it does not, undefined where nobody waits for it any more.
export async function found(url, asked, signal) {
  try {
    const response = await fetch(`${url}?${new URLSearchParams(asked)}`, { signal });
    return response.ok && !response.redirected ? await response.json() : null;
  } catch (error) {
    return error.name === "AbortError" ? undefined : null;
  }
}

// The picture without its words, which stand beside it.
export function thumbnail({ url, width, height, focus }) {
  const image = Object.assign(document.createElement("img"), { alt: "", width, height, loading: "lazy", src: url });
  image.dataset.focus = focus;
  return image;
}

function said(css, words) {
  return Object.assign(document.createElement("span"), { className: css, textContent: words });
}
