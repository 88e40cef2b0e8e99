// The preview in step with the text: what stands at the top of the text stands at the top of the
// preview, heading by heading and by measure in between. And links into the text: a line is gone to.

import { EditorView } from "./vendor/codemirror.js";

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}[ \t]+\S/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
const OTHER_BLOCK = /^ {0,3}([-*+>|#]|\d+[.)])(\s|$)/;

export function keepInStep(view, preview) {
  let waits = false;
  const move = () => {
    waits = false;
    const isWhole = view.scrollDOM.scrollHeight <= view.scrollDOM.clientHeight + 1;
    if (!isWhole && preview.page && preview.isShown) scrollTo(preview, placeOf(view));
  };
  view.scrollDOM.addEventListener("scroll", () => {
    if (!waits) requestAnimationFrame(move);
    waits = true;
  });
}

export function goToLines(form, view) {
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line], [href='#id_body']");
    if (!link) return;
    event.preventDefault();
    const line = Number(link.dataset.line ?? 1);
    const { from } = view.state.doc.line(Math.min(line, view.state.doc.lines));
    const margin = { y: "start", yMargin: covered(form) + 20 };
    view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, margin) });
    view.focus();
  });
}

// How much of the window the bar covers: at its top, or on a phone, where its buttons are, at its foot.
function covered(form) {
  const parts = [...form.querySelectorAll(".bar, .bar .acts")];
  const stay = parts.filter((part) => ["sticky", "fixed"].includes(getComputedStyle(part).position));
  return Math.max(0, ...stay.map((part) => part.offsetHeight));
}

// Where the text stands: how many headings are above its top, and how far it is to the next one.
function placeOf(view) {
  const { scrollTop, scrollHeight, clientHeight } = view.scrollDOM;
  const tops = headingLines(view.state.doc).map((line) => view.lineBlockAt(view.state.doc.line(line).from).top);
  const end = scrollHeight - clientHeight;
  return { ...between([0, ...tops.filter((top) => top > 0), end], scrollTop), isEnd: scrollTop >= end - 1, skipsFirst: tops[0] === 0 };
}

function scrollTo(preview, { index, part, isEnd, skipsFirst }) {
  const root = preview.page.documentElement;
  const prose = preview.page.querySelector(".prose");
  if (!prose) return;
  const top = (element) => element.getBoundingClientRect().top + root.scrollTop;
  const headings = [...prose.querySelectorAll("h2, h3, h4, h5, h6")].filter((each) => each.id);
  const end = top(prose) + prose.offsetHeight - root.clientHeight;
  const stops = [top(prose), ...headings.slice(skipsFirst ? 1 : 0).map(top), Math.max(end, 0)];
  const from = stops[Math.min(index, stops.length - 1)];
  const to = stops[Math.min(index + 1, stops.length - 1)];
  preview.frame.contentWindow.scrollTo({ top: isEnd ? end : from + (to - from) * part, behavior: "instant" });
}

function between(stops, at) {
  let index = 0;
  while (index + 2 < stops.length && stops[index + 1] <= at) index += 1;
  const length = stops[index + 1] - stops[index];
  return { index, part: length > 0 ? Math.min(1, Math.max(0, (at - stops[index]) / length)) : 0 };
}

function headingLines(doc) {
  const found = [];
  let fence = "";
  let before = "";
  let number = 0;
  for (const line of doc.iterLines()) {
    number += 1;
    const mark = FENCE.exec(line)?.[1];
    if (fence) {
      if (mark?.startsWith(fence)) fence = "";
    } else if (mark) fence = mark;
    else if (HEADING.test(line)) found.push(number);
    else if (UNDERLINE.test(line) && before.trim() && !OTHER_BLOCK.test(before)) found.push(number - 1);
    before = fence ? "" : line;
  }
  return found;
}
