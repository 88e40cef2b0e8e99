// Moves posts in the calendar: by dragging them, and by keys. Each move is the form that the page
// behind “Move” shows, sent as it is: what has to be asked or refused, that page asks or refuses.

const { gettext, interpolate } = window;

const planner = document.querySelector(".planner");
const form = document.getElementById("moving");
const status = document.querySelector("[data-status]");
// Where a draft without a date lands: people plan days, and say the time later.
const USUAL_TIME = "09:00";
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

let pending; // The entry that is being moved by keys, and the day it is to go to.

for (const entry of planner.querySelectorAll("[data-move]")) {
  entry.draggable = true;
  entry.addEventListener("dragstart", (event) => pickUp(event, entry));
  entry.addEventListener("dragend", () => planner.classList.remove("is-moving"));
  entry.querySelector(".move").addEventListener("keydown", (event) => onKey(event, entry));
  entry.querySelector(".move").addEventListener("blur", () => takeBack());
}
for (const place of planner.querySelectorAll("[data-day], [data-shelf]")) {
  place.addEventListener("dragover", (event) => over(event, place));
  place.addEventListener("dragleave", () => place.classList.remove("target"));
  place.addEventListener("drop", (event) => drop(event, place));
}
for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;
greet();

// ------------------------------------------------------------ dragging

const KIND = "text/x-post";

function pickUp(event, entry) {
  takeBack();
  event.dataTransfer.setData(KIND, entry.id);
  event.dataTransfer.effectAllowed = "move";
  // Only then: a page that changes while a drag begins ends it.
  setTimeout(() => planner.classList.add("is-moving"));
}

function over(event, place) {
  if (!event.dataTransfer.types.includes(KIND)) return;
  event.preventDefault();
  place.classList.add("target");
}

function drop(event, place) {
  place.classList.remove("target");
  const entry = document.getElementById(event.dataTransfer.getData(KIND));
  if (!entry) return;
  event.preventDefault();
  const day = place.dataset.day ?? "";
  if (day !== entry.dataset.from) move(entry, day);
}

// ------------------------------------------------------------ keys

function onKey(event, entry) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.key in STEPS) {
    event.preventDefault();
    step(entry, STEPS[event.key]);
  } else if (event.key === "Enter" && pending?.entry === entry) {
    event.preventDefault();
    const { day } = pending;
    if (day === entry.dataset.from) takeBack(gettext("It stays where it was."));
    else move(entry, day);
  } else if (event.key === "Escape" && pending) {
    event.preventDefault();
    takeBack(gettext("It stays where it was."));
  }
}

function step(entry, days) {
  if (pending?.entry !== entry) {
    takeBack();
    pending = { entry, day: entry.dataset.from || today(), note: document.createElement("p") };
    pending.note.className = "to";
    entry.append(pending.note);
    entry.classList.add("moving");
    // A draft from the shelf begins with today, whichever way it is sent.
    if (entry.dataset.from) pending.day = later(pending.day, days);
  } else pending.day = later(pending.day, days);
  for (const place of planner.querySelectorAll(".target")) place.classList.remove("target");
  planner.querySelector(`[data-day="${pending.day}"]`)?.classList.add("target");
  const words = { title: entry.dataset.title, day: inWords(pending.day), time: timeOf(entry) };
  pending.note.textContent = interpolate(gettext("To %(day)s, %(time)s"), words, true);
  say(interpolate(gettext("%(title)s to %(day)s, %(time)s. Enter saves, Escape takes it back."), words, true));
}

function takeBack(words) {
  if (!pending) return;
  pending.note.remove();
  pending.entry.classList.remove("moving");
  for (const place of planner.querySelectorAll(".target")) place.classList.remove("target");
  pending = undefined;
  if (words) say(words);
}

// ------------------------------------------------------------ moving

function move(entry, day) {
  form.action = entry.dataset.move;
  form.elements.at.value = day && `${day}T${timeOf(entry)}`;
  form.elements.seen.value = entry.dataset.plan;
  form.submit();
}

function timeOf(entry) {
  return entry.dataset.time || USUAL_TIME;
}

function today() {
  return planner.querySelector(".day.today")?.dataset.day ?? planner.querySelector("[data-day]").dataset.day;
}

// Days are counted in UTC, where each has 24 hours.
function later(day, days) {
  const at = new Date(`${day}T00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

function inWords(day) {
  const format = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Date(`${day}T00:00Z`).toLocaleDateString(document.documentElement.lang, format);
}

// ------------------------------------------------------------ saying

function say(words) {
  status.textContent = words;
}

// After a move the page comes anew: the entry has the focus again, and what was said is said aloud.
function greet() {
  const entry = /^#entry-\d+$/.test(location.hash) && document.querySelector(location.hash);
  if (!entry) return;
  // Going to a fragment once the page is there would take the focus away again.
  history.replaceState(null, "", location.pathname + location.search);
  entry.querySelector(".move")?.focus();
  const said = [...document.querySelectorAll(".messagelist li")].map((one) => one.textContent);
  setTimeout(() => say(said.join(" ")), 100);
}
