// What the toolbar and the keys do to the text. Each command takes the editor and returns true.

import { EditorSelection } from "./vendor/codemirror.js";

const { gettext } = window;

export const bold = (view) => toggleMark(view, "**");
export const italic = (view) => toggleMark(view, "*");

export function heading(view) {
  return changeLines(view, (text) => {
    const [, marks = "", words] = /^(#{0,6})\s*(.*)$/.exec(text);
    const next = { "": "## ", "#": "## ", "##": "### " }[marks] ?? "";
    return next + words;
  });
}

export const list = (view) => togglePrefix(view, "- ", /^[-*+] /);

export function quote(view) {
  const { main } = view.state.selection;
  const line = view.state.doc.lineAt(main.head).text;
  if (main.empty && !line.trim()) {
    const said = gettext("What was said.");
    return insertBlock(view, `> ${said}\n>\n> -- ${gettext("Name, role")}`, { select: said });
  }
  return togglePrefix(view, "> ", /^> ?/);
}

export function link(view) {
  const { state } = view;
  const chosen = state.sliceDoc(state.selection.main.from, state.selection.main.to);
  const isAddress = /^(https?:|mailto:|\/)\S+$/.test(chosen);
  const text = isAddress ? gettext("words") : chosen || gettext("words");
  const address = isAddress ? chosen : "https://";
  return insert(view, `[${text}](${address})`, { select: isAddress || !chosen ? text : address });
}

export function code(view) {
  const { state } = view;
  const chosen = state.sliceDoc(state.selection.main.from, state.selection.main.to);
  if (!chosen.includes("\n")) return toggleMark(view, "`");
  return insertBlock(view, `\`\`\`\n${chosen}\n\`\`\``, {});
}

export function term(view) {
  const { state } = view;
  const chosen = state.sliceDoc(state.selection.main.from, state.selection.main.to);
  const word = chosen || gettext("Word");
  const at = state.doc.lineAt(state.selection.main.to).to;
  const meaning = gettext("What it means.");
  return insertBlock(view, `::: term ${word}\n${meaning}\n:::`, { at, select: chosen ? meaning : word });
}

export function note(view) {
  const { state } = view;
  const text = state.doc.toString();
  const known = [...text.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1]));
  const mark = `[^${Math.max(0, ...known) + 1}]`;
  const words = gettext("Where it comes from.");
  const tail = `\n\n${mark}: ${words}`;
  const at = state.selection.main.to;
  const end = Math.max(at, text.trimEnd().length);
  const last = end + mark.length + tail.length;
  const changes = [{ from: at, insert: mark }, { from: end, to: text.length, insert: `${tail}\n` }];
  return change(view, changes, last - words.length, last);
}

export function table(view) {
  const [first, words] = [gettext("First"), gettext("words")];
  const text = `| ${first} | ${gettext("Second")} |\n|-------|-------:|\n| ${words} | 1 |\n| ${words} | 2 |`;
  return insertBlock(view, text, { select: first });
}

export const commands = { heading, bold, italic, link, quote, list, term, note, table, code };

export const shortcuts = [
  { key: "Mod-b", run: bold },
  { key: "Mod-i", run: italic },
  { key: "Mod-k", run: link },
  { key: "Mod-e", run: code },
  { key: "Mod-Shift-2", run: heading },
  { key: "Mod-Shift-8", run: list },
  { key: "Mod-Shift-9", run: quote },
].map((shortcut) => ({ ...shortcut, preventDefault: true }));

// Puts a text of its own paragraph into the document, with a blank line before and after it.
export function insertBlock(view, text, { at, select } = {}) {
  const { doc, selection } = view.state;
  const from = at ?? selection.main.from;
  const to = at ?? selection.main.to;
  const before = doc.sliceString(0, from).trimEnd();
  const after = doc.sliceString(to).trimStart();
  const start = before.length;
  const end = doc.length - after.length;
  const opening = before ? "\n\n" : "";
  const whole = `${opening}${text}${after ? "\n\n" : "\n"}`;
  const [anchor, head] = span(text, select, start + opening.length);
  return change(view, [{ from: start, to: Math.max(start, end), insert: whole }], anchor, head);
}

function insert(view, text, { select } = {}) {
  const { from, to } = view.state.selection.main;
  const [anchor, head] = span(text, select, from);
  return change(view, [{ from, to, insert: text }], anchor, head);
}

function span(text, select, offset) {
  const start = select ? text.lastIndexOf(select) : text.length;
  return [offset + start, offset + start + (select?.length ?? 0)];
}

function change(view, changes, anchor, head) {
  view.dispatch({ changes, selection: { anchor, head }, userEvent: "input", scrollIntoView: true });
  view.focus();
  return true;
}

// Wraps each selection in `mark`, or takes the mark away where it is there already.
function toggleMark(view, mark) {
  const { state } = view;
  const size = mark.length;
  view.dispatch(state.changeByRange((range) => {
    const outside = [state.sliceDoc(0, range.from), state.sliceDoc(range.to)];
    const chosen = state.sliceDoc(range.from, range.to);
    if (marked(outside[0], outside[1], mark)) {
      return {
        changes: [{ from: range.from - size, to: range.from }, { from: range.to, to: range.to + size }],
        range: EditorSelection.range(range.from - size, range.to - size),
      };
    }
    return {
      changes: [{ from: range.from, insert: mark }, { from: range.to, insert: mark }],
      range: EditorSelection.range(range.from + size, range.from + size + chosen.length),
    };
  }), { userEvent: "input", scrollIntoView: true });
  view.focus();
  return true;
}

// Two asterisks are bold, one is italic, three are both: the length of the run tells.
function marked(before, after, mark) {
  const letter = mark[0];
  const run = Math.min(runLength([...before.slice(-3)].reverse(), letter), runLength([...after.slice(0, 3)], letter));
  return mark === "*" ? run % 2 === 1 : run >= mark.length;
}

function runLength(letters, letter) {
  const end = letters.findIndex((each) => each !== letter);
  return end < 0 ? letters.length : end;
}

function togglePrefix(view, prefix, pattern) {
  const lines = chosenLines(view).filter((line) => line.text.trim() || chosenLines(view).length === 1);
  const isOn = lines.every((line) => pattern.test(line.text));
  return changeLines(view, (text) => (isOn ? text.replace(pattern, "") : prefix + text));
}

function changeLines(view, rewrite) {
  const changes = chosenLines(view)
    .map((line) => ({ from: line.from, to: line.to, insert: rewrite(line.text) }));
  // On an empty line what is typed next belongs behind the mark, not in front of it.
  const isEmpty = changes.length === 1 && changes[0].from === changes[0].to;
  const selection = isEmpty ? { anchor: changes[0].from + changes[0].insert.length } : undefined;
  view.dispatch({ changes, selection, userEvent: "input", scrollIntoView: true });
  view.focus();
  return true;
}

function chosenLines(view) {
  const { doc, selection } = view.state;
  const first = doc.lineAt(selection.main.from).number;
  const last = doc.lineAt(selection.main.to).number;
  return Array.from({ length: last - first + 1 }, (_, step) => doc.line(first + step));
}
