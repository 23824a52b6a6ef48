/* Choosing several cases: all of a page at once, a stretch with the shift key, how many; and what a macro asks. */
"use strict";

/* An act of a macro unfolds what it asks when it is ticked. */
for (const box of document.querySelectorAll(".macro-step > summary input")) {
  box.addEventListener("change", () => { box.closest("details").open = box.checked; });
}

(() => {
  const form = document.querySelector("[data-many]");
  if (!form) return;
  const rows = () => [...form.querySelectorAll("input[name=ref]")];
  const count = form.querySelector("[data-many-count]");
  const every = form.querySelector("input[name=all]");
  const page = form.querySelector("[data-many-all]");
  page.hidden = false;

  const tell = () => {
    const chosen = rows().filter((box) => box.checked).length;
    count.textContent = every?.checked ? "" : chosen ? ` · ${chosen}` : "";
    page.firstElementChild.checked = chosen > 0 && chosen === rows().length;
    page.firstElementChild.indeterminate = chosen > 0 && chosen < rows().length;
    for (const box of rows()) box.disabled = Boolean(every?.checked);
  };

  let last = null;
  form.addEventListener("click", (event) => {
    const box = event.target.closest("input[name=ref]");
    if (!box) return;
    if (event.shiftKey && last) {
      const [from, to] = [rows().indexOf(last), rows().indexOf(box)].sort((a, b) => a - b);
      for (const each of rows().slice(from, to + 1)) each.checked = box.checked;
    }
    last = box;
  });
  form.addEventListener("change", (event) => {
    if (page.contains(event.target)) for (const box of rows()) box.checked = event.target.checked;
    tell();
  });
  tell();
})();
