// Keeps the preview beside the text up to date: the server makes the page of what is typed, and its
// main part replaces that of the page in the frame, which keeps its place.

import { post } from "./token.js";

const { gettext, interpolate } = window;
const PAUSE = 400; // Milliseconds without typing before the page is asked for.

export class Preview {
  constructor(editor, form) {
    this.form = form;
    this.url = editor.dataset.preview;
    this.frame = editor.querySelector("iframe");
    this.status = editor.querySelector("[data-status]");
    this.views = [...editor.querySelectorAll("[name=view]")];
    for (const choice of this.views) choice.addEventListener("change", () => this.refresh());
    window.django.jQuery(form).on("input change formset:removed", (event) => this.later(event));
    this.frame.addEventListener("load", () => this.opened());
    this.frame.src = this.url;
  }

  get isShown() {
    return this.frame.checkVisibility();
  }

  toggle() {
    const chosen = this.views.find((choice) => choice.checked)?.value;
    const wanted = chosen === "write" ? "both" : "write";
    const choice = this.views.find((each) => each.value === wanted);
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }

  opened() {
    this.page = this.frame.contentDocument;
    // A link in the preview opens beside the desk, so that it does not replace the preview.
    this.page.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (link && !link.getAttribute("href").startsWith("#")) link.target = "_blank";
    });
    // Else the page would hold on to its footer, not to its place, while the text above grows.
    this.page.documentElement.style.overflowAnchor = "none";
    this.frame.contentWindow.scrollTo(0, this.page.querySelector("main").offsetTop);
    this.refresh();
  }

  later(event) {
    if (/^(view|width|_checks_.*)$/.test(event.target.name)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), PAUSE);
  }

  async refresh() {
    if (!this.page || !this.isShown) return;
    this.request?.abort();
    this.request = new AbortController();
    const answer = await this.ask(this.request.signal);
    if (answer) this.show(...answer);
  }

  // Returns the response and its text, or nothing when a newer request took over or none got through.
  async ask(signal) {
    try {
      const response = await post(this.url, this.form, { signal });
      return [response, await response.text()];
    } catch (error) {
      if (error.name !== "AbortError") this.say(gettext("Not rendered: no connection. Your text is still here."));
      return null;
    }
  }

  show(response, text) {
    if (response.redirected || !response.ok) this.say(refusal(response, text));
    else this.replace(text);
  }

  replace(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    this.page.querySelector("main").replaceWith(this.page.adoptNode(fresh.querySelector("main")));
    this.page.documentElement.lang = fresh.documentElement.lang;
    this.say(gettext("Preview is up to date"));
  }

  say(message) {
    if (this.status.textContent !== message) this.status.textContent = message;
  }
}

function refusal({ redirected, status }, reason) {
  if (redirected) return gettext("Not rendered: you are logged out. Log in in another tab, then go on here.");
  if (status === 403) return gettext("Not rendered: your account may not change this post. Your text is still here.");
  if (status === 422) return interpolate(gettext("Not rendered: %(reason)s"), { reason }, true);
  const words = gettext("Not rendered: the server answered %(status)s. Your text is still here.");
  return interpolate(words, { status }, true);
}
