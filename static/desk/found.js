// Keeps what follows the text up to date: the checks, the outline, the length, and how others would show
// the post. The server judges what is typed; each part of its answer replaces that of the page.

import { post } from "./token.js";

const PAUSE = 700; // Milliseconds without typing before the server is asked.

export function followTyping(form) {
  const url = form.querySelector("[data-checks]")?.dataset.checks;
  if (!url) return;
  let timer;
  let asking = new AbortController();
  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    try {
      const response = await post(url, form, { signal: asking.signal });
      if (response.ok && !response.redirected) replace(await response.text(), form);
    } catch (error) {
      if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
      // Out of reach: the parts stay as they are, and the preview says why.
    }
  };
  window.django.jQuery(form).on("input change formset:removed", (event) => {
    if (["view", "width", "_checks_reason"].includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}

function replace(html, form) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const shown = form.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!shown || shown.innerHTML === part.innerHTML || shown.contains(document.activeElement)) continue;
    say(shown, part);
    shown.replaceChildren(...document.adoptNode(part).childNodes);
  }
}

// A status that stays in the page is read out when its words change; one that is new is not.
function say(shown, part) {
  const [before, after] = [shown, part].map((each) => each.querySelector("[role=status]"));
  if (!before || !after) return;
  if (before.textContent !== after.textContent) before.textContent = after.textContent;
  after.replaceWith(before);
}
