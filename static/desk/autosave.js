// Keeps what is typed while it is typed: on the server, and in this browser in case that is out of
// reach. Neither is a save: nothing of it is in the history or seen by readers.

import { post } from "./token.js";

const PAUSE = 2000; // milliseconds without a change
const LONGEST = 10000; // milliseconds of changes without a pause
const NOT_TYPED = /^(csrfmiddlewaretoken|_.*|view)$/;
// What the server tells of a form, and the same text may come with otherwise.
const NOT_TEXT = /^(base|key|.*-(TOTAL_FORMS|INITIAL_FORMS|id))$/;

export function autosave(form) {
  const status = form.querySelector("[data-autosave]");
  if (!status) return;
  const url = status.dataset.autosave;
  const mirror = new Mirror(form, status.dataset);
  mirror.offer();
  let timer, first;
  let sending = new AbortController();

  const keep = async () => {
    first = undefined;
    sending = new AbortController();
    try {
      const response = await post(url, form, { signal: sending.signal });
      if (!response.ok || response.redirected) throw new Error(response.statusText);
      status.textContent = `${status.dataset.kept} ${(await response.json()).kept}`;
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = status.dataset.here;
    }
  };
  const soon = (event) => {
    if (NOT_TYPED.test(event.target.name ?? "") || event.target.type === "search") return;
    mirror.write();
    clearTimeout(timer);
    first ??= Date.now();
    timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, first + LONGEST - Date.now())));
  };
  window.django.jQuery(form).on("input change", soon);
  // What is being saved need not be kept; should that fail, the page asks again.
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank") return;
    clearTimeout(timer);
    sending.abort();
    first = undefined;
  });
  // A tab that is closed has no time for an answer; the browser sends what is left.
  window.addEventListener("pagehide", () => {
    if (first) navigator.sendBeacon(url, new FormData(form));
  });
}

// The same in this browser's own storage, for a server that cannot be reached.
class Mirror {
  constructor(form, { autosave, stored, now }) {
    this.form = form;
    this.key = `desk-unsaved:${autosave}`;
    this.storedAt = Number(stored) * 1000;
    // Times are those of the server's clock, which the browser's may not agree with.
    this.ahead = Number(now) * 1000 - Date.now();
  }

  fields() {
    return [...new FormData(this.form)].filter(([name, value]) => !NOT_TYPED.test(name) && typeof value === "string");
  }

  write() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now() + this.ahead, fields: this.fields() }));
    } catch {
      // Full, or forbidden: the server keeps it as well.
    }
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  // Show what this browser kept and the server has not, unless it was saved since.
  offer() {
    const kept = this.read();
    const panel = document.getElementById("kept-here");
    const isOffered = document.querySelector(".unsaved-text:not(#kept-here)");
    if (!kept || !panel) return;
    if (kept.at <= this.storedAt || textOf(kept.fields) === textOf(this.fields())) {
      localStorage.removeItem(this.key);
      return;
    }
    if (isOffered || this.form.querySelector("[data-rescued], .errornote, .clashes")) return;
    panel.querySelector("time").textContent = new Date(kept.at - this.ahead).toLocaleString(document.documentElement.lang);
    panel.hidden = false;
    panel.querySelector("[data-take]").addEventListener("click", () => this.take(kept, panel));
    panel.querySelector("[data-drop]").addEventListener("click", () => {
      localStorage.removeItem(this.key);
      panel.remove();
    });
  }

  take(kept, panel) {
    const values = Map.groupBy(kept.fields, ([name]) => name);
    for (const field of this.form.elements) {
      if (!field.name || NOT_TYPED.test(field.name) || field.type === "hidden") continue;
      const own = (values.get(field.name) ?? []).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = own.includes(field.value);
      else if (own.length) field.value = own.at(-1);
      field.dispatchEvent(new Event("adopt"));
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    panel.remove();
  }
}

function textOf(fields) {
  return JSON.stringify(fields.filter(([name]) => !NOT_TEXT.test(name)));
}
