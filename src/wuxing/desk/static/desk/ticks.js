/* Ticked rows of a list: one by one, a stretch with the shift key, all. They stay ticked when the list is refreshed and when
   a case is looked at meanwhile; without this script the boxes are those of a plain form. */
"use strict";

(() => {
  const KEPT = "wuxing ticked"; // of this tab, until something is done to them
  if (document.querySelector("[data-ticks-done]")) return sessionStorage.removeItem(KEPT);
  const form = document.getElementById("ticked");
  if (!form) return;

  const queue = form.closest(".queue");
  const list = form.dataset.list; // whose, and which
  const every = form.elements.all; // only where the list goes on
  const choosing = form.elements.choosing;
  const page = form.querySelector("[data-page]");
  const elsewhere = form.querySelector("[data-elsewhere]");
  const says = form.querySelector("output");
  const boxes = () => [...queue.querySelectorAll(".tick > input")];
  const chosen = new Set();
  let last = "", isStretch = false;
  page.hidden = false;

  function kept() {
    const found = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    return found.list === list ? found.refs : [];
  }

  function keep() {
    if (chosen.size) sessionStorage.setItem(KEPT, JSON.stringify({ list, refs: [...chosen] }));
    else if (kept().length) sessionStorage.removeItem(KEPT);
  }

  const words = (text, n, m) => text.replace("{n}", n).replace("{m}", m);

  function hidden(ref) {
    return Object.assign(document.createElement("input"), { type: "hidden", name: "ref", value: ref });
  }

  function tell() {
    const here = boxes(), isAll = Boolean(every?.checked);
    for (const box of here) box.checked = isAll || chosen.has(box.value);
    const ticked = here.filter((box) => box.checked).length;
    const away = [...chosen].filter((ref) => !here.some((box) => box.value === ref));
    elsewhere.replaceChildren(...(isAll ? [] : away.map(hidden)));
    page.firstElementChild.checked = ticked > 0 && ticked === here.length;
    page.firstElementChild.indeterminate = ticked > 0 && ticked < here.length;
    const { some, elsewhereSays, all } = says.dataset;
    says.textContent = isAll ? all : words(away.length ? elsewhereSays : some, chosen.size, away.length);
    queue.toggleAttribute("data-ticked", isAll || chosen.size > 0 || Boolean(choosing?.checked));
    if (chosen.size) form.querySelector("[hx-get]")?.dispatchEvent(new CustomEvent("ticked-first"));
  }

  function put(box, isOn) {
    if (isOn) chosen.add(box.value);
    else chosen.delete(box.value);
  }

  function tick(box) {
    const here = boxes();
    if (every?.checked) { // all but this one: of the rows that are here
      every.checked = false;
      for (const each of here) put(each, true);
    }
    const from = isStretch ? here.findIndex((each) => each.value === last) : -1, to = here.indexOf(box);
    const stretch = from < 0 ? [box] : here.slice(Math.min(from, to), Math.max(from, to) + 1);
    for (const each of stretch) put(each, box.checked);
    last = box.value;
    isStretch = false;
  }

  queue.addEventListener("click", (event) => { if (event.target.closest(".tick")) isStretch ||= event.shiftKey; }, true);
  queue.addEventListener("change", ({ target }) => {
    if (target.closest(".tick")) tick(target);
    else if (page.contains(target)) for (const box of boxes()) put(box, target.checked);
    else if (target !== every && target !== choosing) return;
    keep();
    tell();
  });
  form.addEventListener("reset", () => {
    chosen.clear();
    keep();
    setTimeout(tell); // once the boxes are empty
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => { if (queue.contains(target)) tell(); });
  window.addEventListener("pageshow", () => { // also of a page that was left and is come back to
    chosen.clear();
    for (const ref of kept()) chosen.add(ref);
    tell();
  });
})();
