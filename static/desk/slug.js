// Lets the end of the address follow the title, until somebody writes it by hand. The server marks
// the field only while the post has never been out; after that its address is kept.

export function followTitle(slug) {
  const title = document.getElementById(slug.dataset.follow);
  if (!title || (slug.value && slug.value !== slugOf(title.value))) return;
  const follow = () => { slug.value = slugOf(title.value); };
  title.addEventListener("input", follow);
  slug.addEventListener("input", () => title.removeEventListener("input", follow), { once: true });
}

// As the server makes it: letters and digits of any script in lower case, hyphens for spaces.
function slugOf(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}_\s-]/gu, "").trim()
    .replace(/[-\s]+/g, "-").replace(/^[-_]+|[-_]+$/g, "").slice(0, 150);
}
