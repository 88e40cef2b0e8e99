// The library takes pictures that are dropped on the page or pasted into it, beside those that are chosen.
// Without it the form sends all files together, and their words are asked for on the next page.

import { Uploads } from "./uploads.js";

const { interpolate, ngettext } = window;
const form = document.getElementById("add-many");
const part = (name) => form.querySelector(`[data-${name}]`);

if (form) start();

function start() {
  const { upload: url, most } = form.dataset;
  const uploads = new Uploads(form, { url, desk: form, most: Number(most), later: true, changed });
  const send = part("send");
  for (const each of form.querySelectorAll("[data-scripted]")) each.hidden = false;
  part("plain").hidden = true;

  form.elements.files.addEventListener("change", ({ target }) => {
    take(target.files);
    target.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  send.addEventListener("click", async () => {
    send.disabled = true;
    await uploads.send();
    send.disabled = false;
    tell();
  });
  addEventListener("paste", (event) => take(event.clipboardData?.files, event));
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
  for (const kind of ["dragleave", "drop"]) addEventListener(kind, () => form.classList.remove("over"));
  addEventListener("drop", (event) => take(event.dataTransfer?.files, event));

  function take(files, event) {
    if (!files?.length) return;
    event?.preventDefault();
    const last = uploads.add([...files]);
    (uploads.rows[uploads.rows.length - files.length] ?? last).alt.focus();
  }

  function changed() {
    part("send").hidden = !uploads.waiting.length;
    part("again").hidden = !uploads.pictures.length;
  }

  function tell() {
    const [there, all] = [uploads.pictures.length, uploads.rows.length];
    const words = ngettext("%(there)s of %(all)s picture is there.", "%(there)s of %(all)s pictures are there.", all);
    part("status").textContent = interpolate(words, { there, all }, true);
  }
}
