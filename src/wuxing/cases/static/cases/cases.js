/* The desk: a sheet for acts, a list that waits while somebody points at it, single keys. Everything works without it. */
"use strict";

(() => {
  const sheet = document.getElementById("sheet");
  const queue = document.querySelector(".queue");
  const news = document.getElementById("queue-news");
  const KEYS = "wuxing keys";

  /* ---------- acts ---------- */

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "sheet-body" || !sheet || !event.target.childElementCount) return;
    for (const drop of document.querySelectorAll("details.drop[open]")) drop.open = false;
    if (!sheet.open) sheet.showModal();
    sheet.querySelector("[aria-invalid], textarea, select, input:not([type=hidden])")?.focus();
  });

  document.addEventListener("act-done", () => {
    for (const drop of document.querySelectorAll("details.drop[open]")) drop.open = false;
    if (!sheet?.open) return;
    sheet.close();
    document.getElementById("sheet-body").replaceChildren();
  });

  document.addEventListener("change", (event) => {
    const names = event.target.matches("input[type=file]") && event.target.parentElement.querySelector("[data-names]");
    if (!names) return;
    names.dataset.names ||= names.textContent;
    const files = [...event.target.files];
    names.textContent = files.map((file) => file.name).join(", ") || names.dataset.names;
  });

  /* ---------- the list: never reordered under the pointer ---------- */

  let waiting = false, soon = 0;
  const isBusy = () => queue.matches(":hover, :focus-within") || queue.querySelector("details[open]") || queue.dataset.more;
  const refetch = () => {
    waiting = false;
    delete queue.dataset.more;
    if (news) news.hidden = true;
    document.getElementById("queue-rows")?.dispatchEvent(new CustomEvent("queue-refetch"));
  };
  const changed = () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      waiting = true;
      if (isBusy()) news.hidden = false;
      else refetch();
    }, 700);
  };

  if (queue) {
    for (const name of ["case-changed", "live-refetch", "clock-due"]) document.body.addEventListener(name, changed);
    news.addEventListener("click", refetch);
    queue.addEventListener("pointerleave", () => { if (waiting && !isBusy()) refetch(); });
    queue.addEventListener("click", (event) => { if (event.target.closest("#more-rows a")) queue.dataset.more = "yes"; });
  }

  /* ---------- single keys; the switch is kept in this browser ---------- */

  const isOn = () => localStorage.getItem(KEYS) !== "off";
  for (const box of document.querySelectorAll("[data-keys]")) {
    box.checked = isOn();
    box.addEventListener("change", () => localStorage.setItem(KEYS, box.checked ? "on" : "off"));
  }

  function move(step) {
    const rows = [...document.querySelectorAll("#queue-rows .row")];
    const here = rows.indexOf(document.activeElement);
    const from = here >= 0 ? here : rows.findIndex((row) => row.hasAttribute("aria-current"));
    const to = rows[Math.min(rows.length - 1, Math.max(0, from + step))];
    to?.focus();
    to?.scrollIntoView({ block: "nearest" });
  }

  function write(kind) {
    const choice = document.querySelector(`#composer [name=kind][type=radio][value=${kind}]`);
    if (!choice) return;
    choice.checked = true;
    document.getElementById("body").focus();
  }

  const ACTS = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => document.getElementById("search")?.focus(),
    r: () => write("reply"),
    n: () => write("note"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey || !isOn()) return;
    const at = event.target;
    if (at.isContentEditable || at.matches?.("input, textarea, select") || document.querySelector("dialog[open]")) return;
    const act = ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
