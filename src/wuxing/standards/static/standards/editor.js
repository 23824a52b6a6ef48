/* The editor of a draft: line numbers, the key at the cursor, leaps to a line. The page works without it. */
"use strict";

const box = document.getElementById("text");
const help = document.getElementById("key-help");
const says = new Map();
for (const term of document.querySelectorAll("#keys dt")) says.set(term.textContent, term.nextElementSibling.textContent);

function gutter() {
  return document.getElementById("gutter");
}

function number() {
  const lines = box.value.split("\n").length;
  const list = gutter();
  box.rows = lines;
  while (list.childElementCount < lines) list.append(Object.assign(document.createElement("li"), { id: `L${list.childElementCount + 1}` }));
  while (list.childElementCount > lines) list.lastElementChild.remove();
}

function lineAtCursor() {
  return box.value.slice(0, box.selectionStart).split("\n").length;
}

function keyAtCursor() {
  const before = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  const after = box.value.indexOf("\n", box.selectionStart);
  const line = box.value.slice(before, after < 0 ? undefined : after);
  const place = box.selectionStart - before;
  let found = "";
  for (const match of line.matchAll(/([a-z_]+)(?=\s*:)/g)) if (!found || match.index <= place) found = says.has(match[1]) ? match[1] : found;
  return found;
}

function tell() {
  const key = keyAtCursor();
  if (key && help) help.textContent = `${key}: ${says.get(key)}`;
  const line = document.querySelector("#panel [name=line]");
  if (line && document.activeElement === box) line.value = lineAtCursor();
}

function leap(line) {
  const starts = box.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const ends = box.value.indexOf("\n", starts);
  box.focus({ preventScroll: true });
  box.setSelectionRange(starts, ends < 0 ? box.value.length : ends);
  document.getElementById(`L${line}`)?.scrollIntoView({ block: "center" });
  tell();
}

if (box) {
  box.addEventListener("input", number);
  for (const kind of ["keyup", "click", "focus"]) box.addEventListener(kind, tell);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || event.altKey || event.ctrlKey || box.readOnly) return;
    const start = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
    if (box.value.slice(start, box.selectionStart).trim()) return; // only where a line begins; elsewhere Tab leaves
    event.preventDefault();
    document.execCommand("insertText", false, "  ");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#L']");
    if (!link) return;
    event.preventDefault();
    leap(Number(link.hash.slice(2)));
  });
  let pressed = null; // htmx forgets a button that stands outside of its form
  document.addEventListener("submit", (event) => {
    if (event.target === box.form) pressed = event.submitter;
  }, true);
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt !== box.form || !pressed?.name) return;
    event.detail.parameters[pressed.name] = pressed.value;
    pressed = null;
  });
  document.addEventListener("htmx:afterSettle", number);
  number();
}
