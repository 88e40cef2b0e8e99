// Puts pictures into the text: chosen with the button, dropped on the text, or pasted into it.
// A picture is not sent before somebody said what it shows, or that it shows nothing.

import { EditorView } from "./vendor/codemirror.js";
import { insertBlock } from "./commands.js";
import { post } from "./token.js";

const { gettext, interpolate } = window;
const TYPES = /^image\//;

// The part of the editor that listens for files; `pictures` is called with the editor, the files and
// the place.
export function fileEvents(pictures) {
  const take = (event, view, files, at) => {
    const images = [...(files ?? [])].filter((file) => TYPES.test(file.type));
    if (!images.length) return false;
    event.preventDefault();
    pictures(view, images, at);
    return true;
  };
  return EditorView.domEventHandlers({
    paste: (event, view) => take(event, view, event.clipboardData?.files),
    drop: (event, view) =>
      take(event, view, event.dataTransfer?.files, view.posAtCoords({ x: event.clientX, y: event.clientY })),
  });
}

export class PictureDialog {
  constructor(dialog, { url, desk }) {
    Object.assign(this, { dialog, url, desk });
    this.form = dialog.querySelector("form");
    this.error = dialog.querySelector("[data-error]");
    this.button = dialog.querySelector("[data-insert]");
    this.button.addEventListener("click", () => this.send());
    this.form.addEventListener("submit", (event) => {
      // Enter in a field means what the button means, not Cancel, which stands before it.
      if (event.submitter?.value !== "cancel") event.preventDefault();
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      this.send();
    });
    dialog.addEventListener("close", () => this.done?.(null));
  }

  // Asks about each file in turn and puts what was sent into the text. Without files it asks for one.
  async place(view, files = [null], at = view.state.selection.main.head) {
    for (const file of files) {
      const picture = await this.ask(file);
      if (!picture) break;
      // A picture stands on a line of its own, so it goes behind the one it was dropped on.
      insertBlock(view, picture.markdown, { at: view.state.doc.lineAt(at).to });
      at = view.state.selection.main.head;
    }
    view.focus();
  }

  ask(file) {
    this.file = file;
    this.form.reset();
    this.error.textContent = "";
    this.form.querySelector("[data-choose]").hidden = Boolean(file);
    this.form.querySelector("[data-chosen]").textContent = file ? file.name : "";
    this.dialog.showModal();
    this.form.elements[file ? "alt" : "file"].focus();
    return new Promise((resolve) => { this.done = resolve; });
  }

  async send() {
    const data = new FormData(this.form);
    if (this.file) data.set("file", this.file, this.file.name || "pasted.png");
    this.button.disabled = true;
    this.error.textContent = "";
    const response = await post(this.url, this.desk, { data }).catch(() => null);
    this.button.disabled = false;
    if (response) await this.read(response);
    else this.error.textContent = gettext("The picture was not sent: no connection. Try again.");
  }

  async read(response) {
    if (response.status === 201) return this.finish(await response.json());
    if (response.status === 400) return this.refuse((await response.json()).errors);
    this.error.textContent = refusal(response);
  }

  finish(picture) {
    this.done(picture);
    this.done = null;
    this.dialog.close();
  }

  refuse(errors) {
    this.error.textContent = Object.values(errors).flat().join(" ");
    this.form.elements[errors.alt ? "alt" : "file"].focus();
  }
}

function refusal({ redirected, status }) {
  if (redirected) return gettext("You are logged out. Log in in another tab, then try again.");
  if (status === 403) return gettext("Your account may not add pictures.");
  const words = gettext("The picture was not taken: the server answered %(status)s.");
  return interpolate(words, { status }, true);
}
