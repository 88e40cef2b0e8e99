// The theme a reader chose, set before the page is shown; without a choice the system's holds. The key
// and its words are those of the desk's own switch, so that one choice holds for both.

(() => {
  const KEY = "theme";
  const root = document.documentElement;
  let choice;

  // Browsers may forbid the storage; then a choice lasts as long as the page.
  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return choice;
    }
  }

  function remember() {
    try {
      localStorage.setItem(KEY, choice);
    } catch {}
  }

  function show() {
    const isChosen = choice === "light" || choice === "dark";
    root.dataset.theme = isChosen ? choice : "auto"; // Always set, for the style sheet waits for it.
    for (const meta of document.querySelectorAll("meta[data-scheme]")) {
      const { scheme } = meta.dataset;
      meta.media = isChosen ? (scheme === choice ? "all" : "not all") : `(prefers-color-scheme:${scheme})`;
    }
    for (const radio of document.querySelectorAll("[name=theme]")) {
      radio.checked = radio.value === (isChosen ? choice : "auto");
    }
  }

  function refresh() {
    choice = remembered();
    show();
  }

  function begin() {
    const control = document.querySelector("[data-themes]");
    if (control) control.hidden = false;
    control?.addEventListener("change", (event) => {
      choice = event.target.value;
      remember();
      show();
    });
    show();
  }

  refresh();
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
  addEventListener("storage", refresh); // Another tab chose,
  addEventListener("pageshow", refresh); // or did so while this page lay in the browser's history.
})();
