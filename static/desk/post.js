// The form of a post: puts the parts of the desk to work.

import { autosave } from "./autosave.js";
import { orderByline } from "./byline.js";
import { commands } from "./commands.js";
import { mount } from "./editor.js";
import { followTyping } from "./found.js";
import { PictureDialog, fileEvents } from "./pictures.js";
import { showLead } from "./lead.js";
import { keepPlace } from "./place.js";
import { Preview } from "./preview.js";
import { nameButton } from "./publishing.js";
import { followTitle } from "./slug.js";
import { goToLines, keepInStep } from "./step.js";
import { showTags } from "./tags.js";
import { guard } from "./unsaved.js";

const form = document.getElementById("post_form");
const editor = form.querySelector("[data-editor]");

// What a link led to is no part of where the form is sent: what is said of it then is at the top.
form.addEventListener("submit", () => {
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
});

// A form that came back after a login stands at its own address, not at that of the login.
if (form.hasAttribute("action")) history.replaceState(null, "", form.action);
for (const slug of form.querySelectorAll("[data-follow]")) followTitle(slug);
for (const field of form.querySelectorAll("[data-suggest]")) showTags(field);
for (const group of form.querySelectorAll(".byline")) orderByline(group);
nameButton(form);
for (const lead of form.querySelectorAll(".lead")) showLead(lead);
// Django's own scripts announce changes while they set up; what comes after those is a person's.
window.django.jQuery(() => {
  guard(form);
  autosave(form);
  followTyping(form);
});
if (editor) startWriting();

function startWriting() {
  const dialog = pictureDialog();
  const place = (view, files, at) => dialog?.place(view, files, at);
  const view = mount(editor.querySelector("textarea"), dialog ? [fileEvents(place)] : []);
  for (const part of editor.querySelectorAll(".tools, .view")) part.hidden = false;
  const preview = new Preview(editor, form);
  keepPlace(form, view);
  keepInStep(view, preview);
  goToLines(form, view);
  editor.querySelector(".tools").addEventListener("click", (event) => {
    const command = event.target.closest("[data-command]")?.dataset.command;
    if (command === "picture") place(view);
    else if (command) commands[command](view);
  });
  document.addEventListener("keydown", (event) => onKey(event, preview));
}

function pictureDialog() {
  const dialog = document.getElementById("upload");
  if (!dialog || !editor.dataset.upload) return null;
  return new PictureDialog(dialog, { url: editor.dataset.upload, desk: form });
}

function onKey(event, preview) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "s" && !event.shiftKey) {
    event.preventDefault();
    const button = form.querySelector("[data-primary]");
    if (button) form.requestSubmit(button);
  } else if (key === "p" && event.shiftKey) {
    event.preventDefault();
    preview.toggle();
  }
}
