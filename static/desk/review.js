// Words that are selected in the text become the passage of the note that is written next.

const field = document.querySelector("#id_passage");
const passages = [...document.querySelectorAll("[data-passage]")];

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!field || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  // Of one paragraph: what lies between two is not as the text has it.
  const [only, ...others] = passages.filter((passage) => range.intersectsNode(passage));
  if (!only || others.length) return;
  const words = document.createRange();
  words.selectNodeContents(only);
  if (range.compareBoundaryPoints(Range.START_TO_START, words) > 0) {
    words.setStart(range.startContainer, range.startOffset);
  }
  if (range.compareBoundaryPoints(Range.END_TO_END, words) < 0) {
    words.setEnd(range.endContainer, range.endOffset);
  }
  field.value = words.toString().trim();
});
