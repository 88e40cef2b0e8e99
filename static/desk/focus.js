// Arrow keys move over a picture in two directions; without a script they go from one place to the next.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

for (const places of document.querySelectorAll(".places")) {
  const columns = Number(places.dataset.columns);
  const radios = [...places.querySelectorAll("[type=radio]")];
  places.addEventListener("keydown", (event) => {
    const at = radios.indexOf(event.target);
    const step = STEPS[event.key];
    if (!step || at < 0) return;
    event.preventDefault();
    const across = Math.min(Math.max((at % columns) + step[0], 0), columns - 1);
    const down = Math.min(Math.max(Math.floor(at / columns) + step[1], 0), radios.length / columns - 1);
    const next = radios[down * columns + across];
    next.focus();
    next.click();
  });
}
