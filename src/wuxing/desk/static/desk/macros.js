/* An act of a macro unfolds what it asks when it is ticked. */
"use strict";

for (const box of document.querySelectorAll(".macro-step > summary input")) {
  box.addEventListener("change", () => { box.closest("details").open = box.checked; });
}
