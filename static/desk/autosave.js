// Keeps what is typed while it is typed: on the server, and in this browser in case that is out of
// reach. Neither is a save: nothing of it is in the history or seen by readers.

import { post } from "./token.js";

const PLACE = "desk-unsaved:"; // begins the names under which this browser keeps texts
const PAUSE = 2000; // milliseconds without a change
const LONGEST = 10000; // milliseconds of changes without a pause
const NOT_TYPED = /^(csrfmiddlewaretoken|_.*|view|width)$/;
const MINUTE = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
// What the server tells of a form, and the same text may come with otherwise.
const NOT_TEXT = /^(base|key|stored_seen|opened_as|unsettled|.*-(TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS|id|post))$/;

export function autosave(form) {
  const status = form.querySelector("[data-autosave]");
  if (!status) return;
  const url = status.dataset.autosave;
  const mirror = new Mirror(form, url);
  mirror.offer();
  mirror.followDiscards();
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

// What is said to be saved names the form that it was typed into: what this browser kept of that goes.
export function forgetSaved() {
  for (const said of document.querySelectorAll(".messagelist [class*=saved-]")) {
    const [, key] = /saved-(form-\w+)/.exec(said.className);
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PLACE) && name.endsWith(`:${key}`)) localStorage.removeItem(name);
    }
  }
}

// The same in this browser's own storage, by account and form, for a server that cannot be reached.
class Mirror {
  constructor(form, url) {
    this.form = form;
    this.url = url;
    this.place = `${PLACE}${form.elements._owner.value}:${url}:`;
    this.key = this.place + form.elements.key.value;
  }

  fields() {
    const fields = [...new FormData(this.form)];
    return fields.filter(([name, value]) => !NOT_TYPED.test(name) && typeof value === "string");
  }

  write() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), fields: this.fields() }));
    } catch {
      // Full, or forbidden: the server keeps it as well.
    }
  }

  // Return what was kept of forms of this post, the newest first, with its places.
  kept() {
    const own = Object.keys(localStorage).filter((key) => key.startsWith(this.place));
    const found = own.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
    return found.sort((one, other) => other.at - one.at);
  }

  // Show what this browser kept and the form does not hold; what it holds is forgotten.
  offer() {
    const panel = document.getElementById("kept-here");
    const isOther = document.querySelector(".unsaved-text:not(#kept-here)");
    const isShown = this.form.querySelector("[data-rescued], .problems, .clashes");
    if (!panel || isShown) return;
    const here = textOf(this.fields());
    const kept = this.kept();
    for (const same of kept.filter((one) => textOf(one.fields) === here)) localStorage.removeItem(same.key);
    const other = kept.find((one) => textOf(one.fields) !== here);
    if (!other || isOther) return;
    const at = new Date(other.at);
    const when = panel.querySelector("time");
    when.textContent = at.toLocaleString(document.documentElement.lang, { ...MINUTE, timeZone: when.dataset.zone });
    when.dateTime = at.toISOString();
    panel.hidden = false;
    this.compare(other, panel.querySelector("[data-differs]"));
    panel.querySelector("[data-take]").addEventListener("click", () => this.take(other));
    panel.querySelector("[data-drop]").addEventListener("click", () => {
      localStorage.removeItem(other.key);
      panel.remove();
    });
  }

  // What the server is told to throw away is not offered by the browser instead.
  followDiscards() {
    for (const discard of document.querySelectorAll(".unsaved-text form")) {
      discard.addEventListener("submit", () => localStorage.removeItem(this.place + discard.elements.key.value));
    }
  }

  // Show how it differs from what is stored, as the server tells it.
  async compare(kept, shown) {
    const response = await this.send(kept, { compare: "1" }).catch(() => null);
    if (!response?.ok || response.redirected) return; // It is offered all the same.
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    shown.replaceChildren(...document.adoptNode(page.body).childNodes);
  }

  // Give it to the server, which fills a form with it and knows what it was opened with.
  async take(kept) {
    const response = await this.send(kept).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const key = kept.fields.find(([name]) => name === "key")[1];
    location.assign(`${location.pathname}?unsaved=${encodeURIComponent(key)}`);
  }

  send(kept, further = {}) {
    const data = new FormData();
    for (const [name, value] of [...kept.fields, ...Object.entries(further)]) data.append(name, value);
    for (const name of ["csrfmiddlewaretoken", "_owner"]) data.append(name, this.form.elements[name].value);
    return post(this.url, this.form, { data });
  }
}

function textOf(fields) {
  const typed = fields.filter(([name]) => !NOT_TEXT.test(name));
  return JSON.stringify(typed.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]));
}
