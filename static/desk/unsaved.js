// Says when something is not saved yet, and asks before the page is left with it.

export function guard(form) {
  const status = form.querySelector("[data-unsaved]");
  let isUnsaved = Boolean(form.querySelector(".problems, [data-rescued]"));
  const show = () => { status.textContent = isUnsaved ? status.dataset.unsaved : ""; };
  window.django.jQuery(form).on("input change", (event) => {
    if (/^(view|width)$/.test(event.target.name) || event.target.type === "search") return;
    isUnsaved = true;
    show();
  });
  form.addEventListener("submit", (event) => {
    // The preview opens in a tab of its own and saves nothing.
    if (event.submitter?.formTarget !== "_blank") isUnsaved = false;
  });
  window.addEventListener("beforeunload", (event) => { if (isUnsaved) event.preventDefault(); });
  show();
}
