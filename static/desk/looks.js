// How the writing surface looks: the desk's own colours, in light and dark alike.

import { EditorView, HighlightStyle, tags } from "./vendor/codemirror.js";

export const looks = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--field)", fontSize: ".9375rem" },
  "&.cm-focused": { outline: ".1875rem solid var(--ink)", outlineOffset: "-.1875rem" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.7", overflow: "auto" },
  ".cm-content": { padding: "1.25rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 1.25rem" },
  ".cm-content ::selection, .cm-line::selection": { backgroundColor: "var(--mark)", color: "var(--on-mark)" },
  ".cm-specialChar": { color: "var(--bad)" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--paper-2)", fontFamily: "var(--sans)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: ".5rem 2.5rem .5rem .75rem" },
  ".cm-panel.cm-search input, .cm-panel.cm-search button": {
    font: "inherit", fontSize: ".875rem", minHeight: "2rem", borderRadius: "0", margin: ".125rem .375rem .125rem 0",
  },
  ".cm-panel.cm-search label": { fontSize: ".875rem", display: "inline-flex", alignItems: "center", gap: ".25rem" },
  ".cm-panel.cm-search [name=close]": { fontSize: "1.25rem", minWidth: "2rem", color: "var(--ink)" },
  ".cm-textfield": { color: "var(--ink)", backgroundColor: "var(--field)", border: "1px solid var(--line)" },
  ".cm-button": {
    color: "var(--ink)", backgroundColor: "var(--field)", backgroundImage: "none", border: "1px solid var(--line)",
  },
  ".cm-searchMatch": { backgroundColor: "var(--iris)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--mark)", color: "var(--on-mark)" },
});

export const colours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: tags.link, color: "var(--iris-ink)" },
  { tag: tags.url, color: "var(--iris-ink)", textDecoration: "underline", textUnderlineOffset: ".18em" },
  { tag: tags.quote, color: "var(--ink-2)" },
  { tag: tags.monospace, color: "var(--tone)" },
  { tag: tags.processingInstruction, color: "var(--ink-2)" },
]);
