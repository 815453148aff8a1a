/* The review of a notice. Conveniences only: every link and form works without this file. */
"use strict";

const review = document.getElementById("review");
const wide = window.matchMedia("(min-width: 1000px)");
const smooth = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
let current = "";

/* Which pane: of the three on a narrow page, of the two at the side on a wide one. */
function turn(pane) {
  review.dataset.pane = pane;
  if (pane !== "notice") review.dataset.side = pane;
  review.dataset.side ||= "structure";
  for (const link of review.querySelectorAll(".rv-tabs a, .rv-side-tabs a")) {
    const shown = link.closest(".rv-tabs") ? review.dataset.pane : review.dataset.side;
    if (link.hash === `#${shown}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/* Scrolls only the pane in which the element stands; on a narrow page the page itself. */
function reveal(element, height = 0.3) {
  if (!element || !element.getClientRects().length) return;
  const pane = element.closest(".rv-scroll");
  if (!wide.matches || !pane) {
    element.scrollIntoView({ block: "start" });
    return;
  }
  const top = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  if (top > 40 && top < pane.clientHeight * Math.max(height, 0.6) && height === 0.3) return;
  pane.scrollTo({ top: pane.scrollTop + top - pane.clientHeight * height, behavior: smooth });
}

function light(id) {
  for (const lit of review.querySelectorAll(".is-current")) lit.classList.remove("is-current");
  document.getElementById(id)?.classList.add("is-current");
  for (const piece of review.querySelectorAll(`#notice-text [data-in~="${CSS.escape(id)}"]`)) piece.classList.add("is-current");
}

const PANES = ["notice", "structure", "points"];

/* Shows a part in the text and in the structure at once; "x-…" is its place in the text. */
function show(hash) {
  const id = hash.replace(/^x-/, "");
  if (PANES.includes(id)) {
    turn(id);
    return;
  }
  const element = document.getElementById(id);
  const place = document.getElementById(`x-${id}`);
  if (!element && !place) return;
  const pane = /^w\d/.test(id) ? "points" : "structure";
  turn(hash.startsWith("x-") && place && !wide.matches ? "notice" : pane);
  if (wide.matches) {
    review.dataset.side = pane;
    review.scrollIntoView({ block: "start", behavior: smooth });
  }
  current = id;
  light(id);
  reveal(place);
  reveal(element);
}

review.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  show(link.hash.slice(1));
});
document.addEventListener("click", (event) => {
  const link = event.target.closest('#review-head a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  show(link.hash.slice(1));
});
window.addEventListener("hashchange", () => show(location.hash.slice(1)));

/* From one doubtful place to the next. */
function step(by) {
  const open = [...review.querySelectorAll(".rv-doubt:not(.is-settled)")].map((item) => item.id);
  if (!open.length) return;
  const at = open.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : open.length - 1) : (at + by + open.length) % open.length;
  history.replaceState(null, "", `#${open[next]}`);
  show(open[next]);
}

const KEYS = {
  n: () => step(1),
  j: () => step(1),
  p: () => step(-1),
  k: () => step(-1),
  t: () => document.getElementById(current)?.querySelector(".rv-tick")?.click(),
  e: () => editable()?.click(),
  u: () => document.getElementById("undo")?.click(),
};

/* What "edit" means at a doubtful place is the part that it is about. */
function editable() {
  const element = document.getElementById(current);
  const about = element?.querySelector('.rv-doubt-acts a[href^="#"]:not([href^="#x-"])');
  if (!about) return element?.querySelector(".rv-edit");
  show(about.hash.slice(1));
  return document.getElementById(about.hash.slice(1))?.querySelector(".rv-edit");
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (button) step(Number(button.dataset.step));
});

/* Words selected in the text, as places in the document. */
let selected = null;

/* Where one end of a range lies in the document; a whole element is selected by its place among its siblings. */
function placeOf(node, offset, isEnd) {
  let element = node.parentElement;
  if (node.nodeType !== Node.TEXT_NODE) {
    const inner = node.childNodes[isEnd ? offset - 1 : offset] || node;
    if (inner.nodeType === Node.TEXT_NODE) return placeOf(inner, isEnd ? inner.length : 0, isEnd);
    const pieces = inner.matches("[data-at]") ? [inner] : inner.querySelectorAll("[data-at]");
    element = pieces[isEnd ? pieces.length - 1 : 0];
    offset = isEnd && element ? element.textContent.length : 0;
  }
  const piece = element?.closest("[data-at]");
  return piece ? Number(piece.dataset.at) + offset : null;
}

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  if (!document.getElementById("notice-text").contains(range.commonAncestorContainer)) return;
  const start = placeOf(range.startContainer, range.startOffset, false);
  const end = placeOf(range.endContainer, range.endOffset, true);
  if (start === null || end === null || start >= end) return;
  selected = { start, end, words: selection.toString().trim() };
  const pick = document.getElementById("pick");
  if (pick) for (const name of ["start", "end"]) pick.elements[name].value = selected[name];
});

function choose(select, place) {
  const option = [...select.options].find((each) => each.value === String(place)) || new Option("", place);
  option.text ||= selected.words.slice(0, 60);
  select.add(option, select.options[0]);
  select.value = String(place);
}

document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-use-selection]")?.form;
  if (form && selected) {
    choose(form.elements.start, selected.start);
    choose(form.elements.end, selected.end);
  }
  const close = event.target.closest("[data-close-acts]");
  if (close) {
    const slot = close.closest(".rv-slot");
    slot.replaceChildren();
    slot.previousElementSibling?.querySelector(".rv-edit")?.focus();
  }
});

function equip(root) {
  for (const hidden of root.querySelectorAll("[data-walk], [data-use-selection], .rv-slot [data-close-acts]")) hidden.hidden = false;
}

/* Forms that come in get the focus; after a decision the reader goes on where it says. */
document.addEventListener("htmx:load", (event) => equip(event.detail.elt.parentElement || document));
document.addEventListener("htmx:afterSwap", (event) => {
  const slot = event.detail.target;
  if (!slot.matches(".rv-slot")) return;
  slot.querySelector("[aria-invalid=true], :is(input, select, textarea):not([type=hidden])")?.focus({ preventScroll: true });
  const row = slot.previousElementSibling || slot;
  if (row.getBoundingClientRect().top > window.innerHeight * 0.4) reveal(row, 0.15);
});
document.addEventListener("reviewed", (event) => {
  const node = event.detail.node;
  if (review.dataset.side !== "points" || /^w\d/.test(node)) show(node);
  const element = document.getElementById(node);
  (element?.querySelector(".rv-tick") || element?.querySelector(".rv-edit"))?.focus({ preventScroll: true });
});

equip(document);
turn(wide.matches || !location.hash ? "structure" : "notice");
if (location.hash) show(location.hash.slice(1));
