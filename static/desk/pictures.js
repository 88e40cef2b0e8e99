// Puts pictures into the text: taken from the library or chosen with the button, dropped on the text, or
// pasted into it. Each file is sent with what it shows, or that it shows nothing. They go into the text together and in their
// order, once all of them are there.

import { EditorView } from "./vendor/codemirror.js";
import { insertBlock } from "./commands.js";
import { Picker } from "./picker.js";
import { Uploads } from "./uploads.js";

const { gettext } = window;
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
    this.dialog = dialog;
    this.form = dialog.querySelector("form");
    [this.error, this.status, this.button, this.choose] = ["error", "status", "insert", "choose"]
      .map((name) => dialog.querySelector(`form > [data-${name}], .acts > [data-${name}]`));
    const most = Number(this.form.dataset.most);
    this.uploads = new Uploads(this.form, { url, desk, most, changed: () => this.changed() });
    this.button.addEventListener("click", () => this.send());
    const library = this.form.querySelector("[data-picker]");
    this.picker = library && new Picker(library, (picture) => this.insert([picture]));
    this.form.elements.file.addEventListener("change", ({ target }) => {
      this.take([...target.files]);
      target.value = "";
    });
    this.form.addEventListener("submit", (event) => {
      // Enter in a field means what the button means, not Cancel, which stands before it.
      if (event.submitter?.value !== "cancel") event.preventDefault();
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      this.send();
    });
    dialog.addEventListener("close", () => this.view?.focus());
  }

  // Asks about the files and puts them into the text. Without files it asks for some.
  place(view, files = [], at = view.state.selection.main.head) {
    Object.assign(this, { view, at });
    this.form.reset();
    this.uploads.clear();
    this.error.textContent = this.status.textContent = "";
    this.dialog.showModal();
    if (files.length) this.take(files);
    else {
      this.form.elements.file.focus();
      this.picker?.open();
    }
  }

  take(files) {
    if (!files.length) return;
    const first = this.uploads.rows.length;
    this.uploads.add(files);
    this.uploads.rows[first].alt.focus();
  }

  changed() {
    this.error.textContent = "";
  }

  async send() {
    if (!this.uploads.rows.length) {
      this.error.textContent = gettext("Choose one picture or more.");
      this.form.elements.file.focus();
      return;
    }
    this.button.disabled = true;
    const isAllThere = await this.uploads.send({ credit: this.form.elements.credit.value });
    this.button.disabled = false;
    if (isAllThere && this.uploads.hasTwins && !this.status.textContent) {
      this.status.textContent = gettext("What was there already is shown with its own words. Press once more to insert it.");
    } else if (isAllThere) this.insert(this.uploads.pictures);
    else this.status.textContent = gettext("Nothing is in the text yet: put right what is left, or leave it out.");
  }

  insert(pictures) {
    const { view } = this;
    let { at } = this;
    for (const picture of pictures) {
      // A picture stands on a line of its own, so it goes behind the one it was dropped on.
      insertBlock(view, picture.markdown, { at: view.state.doc.lineAt(at).to });
      at = view.state.selection.main.head;
    }
    this.dialog.close();
    view.focus();
  }
}
