// Names the pickers that search as one types, for people who hear the page. On every page of the
// desk, so that it also tells when a text that this browser kept has been saved.

import { forgetSaved } from "./autosave.js";

forgetSaved();

const { jQuery } = window.django;

function nameAll(part) {
  for (const select of part.querySelectorAll("select.admin-autocomplete")) name(select);
}

function name(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const picker = select.nextElementSibling?.querySelector(".select2-selection");
  if (!label || !picker) return;
  label.id ||= `${select.id}_label`;
  const shown = picker.querySelector(".select2-selection__rendered");
  // The chosen row is no text field of its own, as the picker has it, but the value of this one.
  for (const attribute of ["role", "aria-readonly"]) shown?.removeAttribute(attribute);
  picker.setAttribute("aria-labelledby", [label.id, shown?.id].filter(Boolean).join(" "));
  jQuery(select).on("select2:open", () => {
    const search = document.querySelector(".select2-container--open .select2-search__field");
    search?.setAttribute("aria-label", label.textContent.trim());
    // Since jQuery 3.6 the field of an opened picker no longer takes the focus by itself.
    search?.focus();
  });
}

// The pickers are made when the document is ready; what is registered here runs after that.
jQuery(() => nameAll(document));
document.addEventListener("formset:added", (event) => nameAll(event.target));
