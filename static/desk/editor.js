// Turns the textarea of a text into a writing surface. The textarea stays the field of the form:
// every change is copied into it, so saving, previewing and going back work as without a script.

import {
  EditorSelection, EditorState, EditorView, defaultKeymap, deleteMarkupBackward, highlightSpecialChars,
  history, historyKeymap, insertNewlineContinueMarkup, keymap, markdownLanguage, pasteURLAsLink, search,
  searchKeymap, syntaxHighlighting,
} from "./vendor/codemirror.js";
import { shortcuts } from "./commands.js";
import { colours, looks } from "./looks.js";
import { phrases } from "./phrases.js";

// Returns the editor. It lives in a shadow root, where its styles are adopted style sheets: the
// page's Content-Security-Policy allows no style elements.
export function mount(textarea, extensions = []) {
  const host = document.createElement("div");
  host.className = "surface";
  textarea.after(host);
  textarea.hidden = true;
  const root = host.attachShadow({ mode: "open", delegatesFocus: true });
  const view = new EditorView({ root, parent: root, state: stateOf(textarea, extensions) });
  textarea.labels[0]?.addEventListener("click", () => view.focus());
  // Going back, the browser fills the field with what was typed, which is after this module has run.
  window.addEventListener("pageshow", () => adopt(textarea, view));
  return view;
}

function adopt(textarea, view) {
  const { doc } = view.state;
  if (textarea.value === doc.toString()) return;
  view.dispatch({ changes: { from: 0, to: doc.length, insert: textarea.value }, userEvent: "input" });
}

function stateOf(textarea, extensions) {
  const attributes = {
    "aria-label": textarea.labels[0]?.textContent ?? window.gettext("Text"),
    tabindex: "0",
    spellcheck: "true",
    autocapitalize: "sentences",
    autocorrect: "on",
  };
  if (textarea.getAttribute("aria-invalid") === "true") attributes["aria-invalid"] = "true";
  return EditorState.create({
    doc: textarea.value,
    selection: EditorSelection.cursor(0),
    extensions: [
      extensions,
      history(),
      EditorState.phrases.of(phrases),
      highlightSpecialChars(),
      search({ top: true }),
      markdownLanguage,
      pasteURLAsLink,
      syntaxHighlighting(colours),
      looks,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of(attributes),
      keymap.of([
        ...shortcuts,
        { key: "Enter", run: insertNewlineContinueMarkup },
        { key: "Backspace", run: deleteMarkupBackward },
        ...searchKeymap,
        ...historyKeymap,
        // Tab is left alone: it leads out of the text, as everywhere else on the page.
        ...defaultKeymap,
      ]),
      EditorView.domEventHandlers({ beforeinput: replace }),
      EditorView.updateListener.of((update) => update.docChanged && copy(update.state, textarea)),
    ],
  });
}

// Puts typed text in the place of chosen text. Left to itself, the browser would carry the look of what
// it replaces over in a style attribute, which the policy refuses with an error.
function replace(event, view) {
  const isPlain = event.inputType === "insertText" && event.data && !event.isComposing;
  if (!isPlain || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
}

function copy(state, textarea) {
  textarea.value = state.doc.toString();
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
}
