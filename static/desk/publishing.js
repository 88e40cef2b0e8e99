// Says on the button what saving will do, as it follows from status and date.

export function nameButton(form) {
  const button = form.querySelector("[data-primary]");
  const usual = button?.textContent;
  const name = () => { if (button) button.textContent = wordFor(form, button.dataset) ?? usual; };
  window.django.jQuery(form).on("change input", "[name=status], [name=published_at]", name);
  name();
}

function wordFor(form, words) {
  const chosen = form.querySelector("[name=status]:checked")?.value;
  const before = words.stored;
  if (chosen === "draft") return words.draft;
  if (chosen === "unpublished" && before === "published") return words.unpublish;
  if (chosen !== "published") return undefined;
  const at = form.elements.published_at.value;
  if (at && new Date(at) > new Date()) return words.schedule;
  return before === "published" ? undefined : words.publish;
}
