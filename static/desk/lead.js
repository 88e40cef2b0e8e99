// Shows the lead picture that is chosen, before it is saved.

import { found, thumbnail } from "./picker.js";

export function showLead(place) {
  const select = place.querySelector("select[name=lead_picture]");
  const { picker: url, shown } = place.dataset;
  if (!select || !url) return;
  let asked = 0;

  async function show() {
    const turn = (asked += 1);
    const answer = select.value ? await found(url, { key: select.value }) : { pictures: [] };
    if (turn !== asked) return;
    // Better none than that of another picture, should the library not answer.
    place.querySelector(":scope > img")?.remove();
    const [picture] = answer?.pictures ?? [];
    if (picture) place.prepend(Object.assign(thumbnail(picture), { alt: picture.alt }));
  }

  window.django.jQuery(select).on("change", show);
  // After a refused form another may be chosen than is stored.
  if (select.value !== shown) show();
}
