/* Conveniences only: every page works without this file. */
"use strict";

/* Menus and explanations are <details>: Escape closes them and gives the focus back, a click elsewhere closes them. */
const OPENED = "details.menu[open], details.chip-box[open]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const details of document.querySelectorAll(OPENED)) {
    const inside = details.contains(document.activeElement);
    details.open = false;
    if (inside) details.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const details of document.querySelectorAll(OPENED)) {
    if (!details.contains(event.target)) details.open = false;
  }
});

/* "/" goes to the search field, unless somebody is typing. */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const search = document.getElementById("bar-search");
  if (event.key !== "/" || typing || !search || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  search.focus();
});

/* Typed text survives a lost session or a refused submit: forms with data-guard="key" keep it in this tab.
   A key that is an address ("/duties/12/report/3") means the same form wherever it stands. */
const guardKey = (form) => form.dataset.guard.startsWith("/") ? `guard:${form.dataset.guard}` :
  `guard:${location.pathname}:${form.dataset.guard}`;
const guarded = (form) => [...form.querySelectorAll("textarea[name], input[name]:not([type])," +
  "input[name]:is([type=text], [type=number], [type=date], [type=search])")];

function keep(form) {
  const values = Object.fromEntries(guarded(form).map((field) => [field.name, field.value]));
  try {
    sessionStorage.setItem(guardKey(form), JSON.stringify(values));
  } catch {
    /* A full or forbidden storage only means that nothing is kept. */
  }
}

function restore(form) {
  let values = {};
  try {
    values = JSON.parse(sessionStorage.getItem(guardKey(form)) || "{}");
  } catch {
    return;
  }
  for (const field of guarded(form)) {
    if (field.value === field.defaultValue && values[field.name]) field.value = values[field.name];
  }
}

const SENT = "guard-sent";
const OWNER = "guard-owner";
const reader = document.body.dataset.user;

/* Kept text waits for the person who typed it; whoever else signs in in this tab must not see it. */
if (reader && sessionStorage.getItem(OWNER) !== reader) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("guard")) sessionStorage.removeItem(key);
  }
  sessionStorage.setItem(OWNER, reader);
}

/* A message of success says that the form sent last is done: only its text is no longer needed. */
if (document.querySelector(".messages .alert-success")) {
  const sent = sessionStorage.getItem(SENT);
  if (sent) sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
}

for (const form of document.querySelectorAll("form[data-guard]")) restore(form);
document.addEventListener("htmx:load", (event) => {
  for (const form of event.detail.elt.querySelectorAll("form[data-guard]")) restore(form);
  if (event.detail.elt.matches("form[data-guard]")) restore(event.detail.elt);
});
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) keep(form);
});
document.addEventListener("submit", (event) => {
  if (event.target.dataset.guard) sessionStorage.setItem(SENT, guardKey(event.target));
});

/* data-confirm="Question?" on a form or a button asks first; the words of the two buttons stand in the page. */
function ask(question, trigger) {
  const dialog = document.createElement("dialog");
  const template = document.getElementById("confirm-dialog");
  dialog.append(template.content.cloneNode(true));
  dialog.querySelector("[data-question]").textContent = question;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    const agreed = dialog.returnValue === "yes";
    dialog.remove();
    if (agreed) trigger();
  });
  dialog.showModal();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (!question || form.dataset.agreed || !document.getElementById("confirm-dialog")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  ask(question, () => {
    form.dataset.agreed = "yes";
    form.requestSubmit(submitter);
    delete form.dataset.agreed;
  });
}, true);

/* On a narrow screen the navigation is one long row: it begins where we are. */
const place = document.querySelector(".side [aria-current]");
const row = place?.closest(".side");
if (row) row.scrollLeft = place.offsetLeft - (row.clientWidth - place.offsetWidth) / 2;
