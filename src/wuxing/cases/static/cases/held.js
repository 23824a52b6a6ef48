/* Replies that can still be undone: how many seconds are left, and that they are gone. */
"use strict";

(() => {
  const skew = Date.parse(document.documentElement.dataset.now) - Date.now() || 0;

  function tick() {
    const place = document.getElementById("held");
    let isOver = false;
    for (const toast of place?.querySelectorAll("[data-leaves]") ?? []) {
      const left = Math.floor((Date.parse(toast.dataset.leaves) - Date.now() - skew) / 1000);
      const said = toast.querySelector("[data-leaves-said]");
      said.textContent = left > 0 ? said.textContent.replace(/\d+/, String(left)) : place.dataset.leaving;
      isOver ||= left <= 0;
    }
    if (isOver) htmx.trigger(place, "held-changed");
    setTimeout(tick, 1000);
  }

  tick();
})();
