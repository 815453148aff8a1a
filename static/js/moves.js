/* The forms of moves. Conveniences only: every form works without this file. */
"use strict";

/* A slider beside each percentage; the number is what counts, the slider only follows and leads. */
function mirror(root) {
  for (const slider of root.querySelectorAll("input[type=range][data-mirror]")) {
    const number = document.getElementById(slider.dataset.mirror);
    if (!number || !slider.hidden) continue;
    slider.hidden = false;
    slider.value = number.value || 0;
    slider.addEventListener("input", () => {
      number.value = slider.value;
      number.dispatchEvent(new Event("input", { bubbles: true }));
    });
    number.addEventListener("input", () => { slider.value = number.value || 0; });
  }
}

mirror(document);
document.addEventListener("htmx:load", (event) => mirror(event.detail.elt));

/* No answer, or an answer that is none: the form says so and keeps everything. */
function unsent(event) {
  const form = event.detail.elt.closest("form");
  const notice = form && form.querySelector("[data-unsent]");
  if (notice) notice.hidden = false;
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, unsent);
document.addEventListener("htmx:beforeRequest", (event) => {
  const notice = event.detail.elt.querySelector?.("[data-unsent]");
  if (notice) notice.hidden = true;
});

/* A link to a duty (#duty-12) opens what it stands in. */
function reveal() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  if (target) target.scrollIntoView();
}

reveal();
window.addEventListener("hashchange", reveal);
