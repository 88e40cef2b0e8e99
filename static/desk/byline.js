// Orders the byline with buttons. What moves is the author in each row, not the row: the rows keep
// the order in which the server knows them, and the places are numbered from the top.

const { gettext, interpolate } = window;

export function orderByline(group) {
  if (!group.querySelector("[name$=-position]")) return; // Who may only look moves nobody.
  const arrange = () => rows(group).forEach((row, place, all) => {
    row.querySelector("[name$=-position]").value = place;
    prepare(group, row);
    row.querySelector("[data-step='-1']").disabled = place === 0;
    row.querySelector("[data-step='1']").disabled = place === all.length - 1;
  });
  group.classList.add("ordered");
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) move(group, button);
  });
  group.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const button = step && event.target.closest(".steps") && buttonOf(event.target.closest(".inline-related"), step);
    if (!button) return;
    event.preventDefault();
    if (!button.disabled) move(group, button);
  });
  document.addEventListener("formset:added", arrange);
  document.addEventListener("formset:removed", arrange);
  arrange();
}

function rows(group) {
  return [...group.querySelectorAll(".inline-related:not(.empty-form)")];
}

function buttonOf(row, step) {
  return row.querySelector(`[data-step='${step}']`);
}

function prepare(group, row) {
  if (row.querySelector(".steps")) return;
  const steps = document.createElement("span");
  steps.className = "steps";
  for (const [step, sign, words] of [[-1, "↑", gettext("Move up")], [1, "↓", gettext("Move down")]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.step = step;
    button.textContent = sign;
    button.setAttribute("aria-label", words);
    button.title = words;
    steps.append(button);
  }
  row.append(steps);
}

function move(group, button) {
  const all = rows(group);
  const row = button.closest(".inline-related");
  const place = all.indexOf(row);
  const target = all[place + Number(button.dataset.step)];
  if (!target) return;
  swap(row, target);
  const moved = { name: nameIn(target), place: all.indexOf(target) + 1 };
  const words = interpolate(gettext("%(name)s: now in place %(place)s"), moved, true);
  group.querySelector("[data-status]").textContent = words;
  const landed = buttonOf(target, button.dataset.step);
  (landed.disabled ? buttonOf(target, -button.dataset.step) : landed).focus();
}

function swap(one, other) {
  const [first, second] = [one, other].map((row) => row.querySelector("select"));
  const options = [...first.options];
  first.replaceChildren(...second.options);
  second.replaceChildren(...options);
  const [mine, yours] = [one, other].map((row) => row.querySelector("[name$=-DELETE]"));
  if (mine && yours) [mine.checked, yours.checked] = [yours.checked, mine.checked];
  for (const select of [first, second]) window.django.jQuery(select).trigger("change");
}

function nameIn(row) {
  return row.querySelector("select").selectedOptions[0]?.textContent || gettext("Author");
}
