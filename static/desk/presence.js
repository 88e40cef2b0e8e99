// Lets others know that the form of a post is open, and says who else has it open. A form in the
// background speaks up less often, and one that was left does not at all.

import { post } from "./token.js";

const BEAT = 20000; // milliseconds
const IN_THE_BACKGROUND = 60000;

const form = document.getElementById("post_form");
const status = form?.querySelector("[data-presence]");
if (status) start(status.dataset.presence);

function start(url) {
  let isLeaving = false;
  let last = Date.now();

  const said = (leaving) => {
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", "key"]) {
      if (form.elements[name]) data.append(name, form.elements[name].value);
    }
    if (leaving) data.append("leaving", "1");
    return data;
  };
  const beat = async () => {
    last = Date.now();
    try {
      const response = await post(url, form, { data: said(false) });
      if (!response.ok || response.redirected) return;
      const { others } = await response.json();
      // The same words again would be read out again.
      if (status.textContent !== others) status.textContent = others;
    } catch {
      // Out of reach: what was said last stays until the next beat.
    }
  };
  setInterval(() => {
    // A timer is not exact; one that comes a little early is not to wait a whole beat more.
    const wait = document.hidden ? IN_THE_BACKGROUND : BEAT;
    if (Date.now() - last >= wait - BEAT / 4) beat();
  }, BEAT);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
  // What is saved comes back as a form that takes this one's place.
  form.addEventListener("submit", (event) => { isLeaving = event.submitter?.formTarget !== "_blank"; });
  window.addEventListener("pagehide", () => {
    if (!isLeaving) navigator.sendBeacon(url, said(true));
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { isLeaving = false; beat(); } });
}
