// Saving with “Save” loads the page anew; this brings the writer back to where the text was left.

const KEY = "desk-place";

export function keepPlace(form, view) {
  // What is wrong stands above the text.
  if (!form.querySelector(".clashes, .problems")) returnTo(view, sessionStorage.getItem(KEY));
  sessionStorage.removeItem(KEY);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "_continue") return;
    const place = {
      anchor: view.state.selection.main.anchor,
      head: view.state.selection.main.head,
      hasFocus: view.hasFocus,
      inText: view.scrollDOM.scrollTop,
      onPage: window.scrollY,
    };
    sessionStorage.setItem(KEY, JSON.stringify(place));
  });
}

function returnTo(view, stored) {
  if (!stored) return;
  const { anchor, head, hasFocus, inText, onPage } = JSON.parse(stored);
  const { length } = view.state.doc;
  view.dispatch({ selection: { anchor: Math.min(anchor, length), head: Math.min(head, length) } });
  if (hasFocus) view.focus();
  requestAnimationFrame(() => {
    view.scrollDOM.scrollTop = inText;
    window.scrollTo(0, onPage);
  });
}
