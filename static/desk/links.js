// Copies the address of a preview link that was just made. Without this it stands in its field.

const said = document.querySelector("[data-said]");

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = button.textContent = button.dataset.copied;
    } catch {
      // Refused, or no HTTPS: the address is marked, for the keyboard to copy it.
      field.focus();
      said.textContent = button.textContent = button.dataset.failed;
    }
  });
}
