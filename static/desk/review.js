// Words that are selected in the text become the passage of the note that is written next.

const field = document.querySelector("#id_passage");

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!field || selection.isCollapsed) return;
  const [start, end] = [selection.anchorNode, selection.focusNode].map(
    (node) => node?.parentElement?.closest("[data-passage]") ?? null,
  );
  // Of one paragraph: what lies between two is not as the text has it.
  if (start && start === end) field.value = selection.toString().trim();
});
