/* Says what this page does with its case, and shows who else is there: on the case, and on the rows of the list. */
"use strict";

(() => {
  const BEAT = 20_000;    // the server forgets what is not said again for 50 s
  const HIDDEN = 60_000;  // and 150 s for a page that nobody sees
  const IDLE = 180_000;   // without a key or the pointer, somebody is away
  const WRITING = 8_000;  // after the last letter
  const ROWS = 60;        // that are asked about at once
  const SOON = 200;       // once the page stands: it is waited for, this is not

  const token = Array.from(crypto.getRandomValues(new Uint8Array(6)), (each) => each.toString(36).padStart(2, "0")).join("");
  const place = () => document.querySelector("[data-presence]");
  const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";

  let said = "", saidAt = 0, wroteAt = 0, movedAt = Date.now(), hasLeft = false;

  /* ---------- this page ---------- */

  function doing() {
    const now = Date.now();
    if (document.hidden || now - movedAt > IDLE) return "away";
    return now - wroteAt < WRITING ? "writing" : "viewing";
  }

  function words(what) {
    return new URLSearchParams({ page: token, doing: what, csrfmiddlewaretoken: csrf() });
  }

  async function beat() {
    const slot = place();
    if (!slot || hasLeft) return;
    said = doing();
    saidAt = Date.now();
    try {
      const answer = await fetch(slot.dataset.presence, { method: "POST", body: words(said), headers: { "HX-Request": "true" } });
      if (answer.ok && !answer.headers.get("HX-Redirect")) place().innerHTML = await answer.text();
    } catch { /* no connection: the next beat says it */ }
  }

  function tick() {
    const what = doing();
    if (what !== said || Date.now() - saidAt >= (document.hidden ? HIDDEN : BEAT)) beat();
  }

  if (place()) {
    for (const name of ["pointermove", "keydown", "pointerdown"]) {
      document.addEventListener(name, () => { movedAt = Date.now(); if (said === "away") tick(); }, { passive: true });
    }
    document.addEventListener("input", (event) => {
      if (!event.target.closest("#composer") || !event.target.matches("textarea")) return;
      wroteAt = Date.now();
      if (said !== "writing") tick();
    });
    document.addEventListener("visibilitychange", tick);
    document.addEventListener("act-done", () => { wroteAt = 0; tick(); });
    window.addEventListener("pagehide", () => {
      hasLeft = true; // it becomes invisible after this, which is not “away”
      navigator.sendBeacon(place().dataset.presence, words("gone"));
    });
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      hasLeft = false;
      beat();
    });
    setInterval(tick, 2_000);
  }

  /* ---------- the list ---------- */

  const asked = new Set();
  let soon = 0;
  const seats = () => [...document.querySelectorAll(".queue [data-here]")];

  function ask(refs) {
    for (const ref of refs) asked.add(ref);
    if (!asked.size) return;
    clearTimeout(soon);
    soon = setTimeout(fill, 300);
  }

  async function fill() {
    const address = document.querySelector("[data-presences]")?.dataset.presences;
    const refs = [...asked].slice(0, ROWS);
    for (const ref of refs) asked.delete(ref);
    if (!address || document.hidden) return;
    try {
      const answer = await fetch(`${address}?${new URLSearchParams(refs.map((ref) => ["ref", ref]))}`, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const found = document.createElement("template");
      found.innerHTML = await answer.text();
      for (const seat of found.content.querySelectorAll("[data-here]")) {
        for (const old of seats()) if (old.dataset.here === seat.dataset.here && !old.isEqualNode(seat)) old.replaceWith(seat.cloneNode(true));
      }
    } catch { /* no connection: the next change asks again */ }
    ask([]);
  }

  const everybody = () => ask(seats().map((seat) => seat.dataset.here));
  document.body.addEventListener("presence-changed", ({ detail }) => {
    if (detail.ref === place()?.dataset.ref) beat();
    if (seats().some((seat) => seat.dataset.here === detail.ref)) ask([detail.ref]);
  });
  document.body.addEventListener("live-refetch", everybody);
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "queue-rows" || event.target.id === "more-rows") everybody(); });
  setInterval(() => ask(seats().filter((seat) => seat.childElementCount).map((seat) => seat.dataset.here)), 55_000);
  setTimeout(() => { beat(); everybody(); }, SOON);
})();
