/* A board or a wall follows what happens: it asks for its figures again when something changed, never oftener than it has to.
   Two hundred are told at the same instant; each waits a moment of its own. On the element with the figures:
   `figures-shown` after they are new, `figures-answered` after every answer, and `figures-wanted` asks for them. */
"use strict";

(() => {
  const board = document.querySelector("[data-figures]");
  const GATHER = 120, SPREAD = 180, EVERY = 30_000; // ms: changes that come together are one; length of a pause
  const CHANGES = ["case-changed", "something-changed", "user-changed:people", "live-refetch", "clock-due", "figures-wanted"];
  let timer = 0, tag = "", isAsking = false, isStale = false;

  function soon(wait) {
    if (document.hidden) { isStale = true; return; }
    if (timer) return;
    timer = setTimeout(ask, wait);
  }

  async function ask() {
    timer = 0;
    if (isAsking) { isStale = true; return; }
    isAsking = true;
    isStale = false;
    try {
      const headers = { "HX-Request": "true", ...(tag && { "If-None-Match": tag }) };
      const answer = await fetch(board.dataset.figures, { headers, cache: "no-store", credentials: "same-origin" });
      if (answer.redirected || answer.status === 403 || answer.status === 404) { location.reload(); return; }
      if (answer.ok) { tag = answer.headers.get("ETag") ?? ""; show(await answer.text()); }
      if (answer.ok || answer.status === 304) told("figures-answered");
      const again = Number(answer.headers.get("X-Ask-Again"));
      if (again > 0) soon(again);
    } catch {
      // No connection: the page says so by itself, and live.js has it asked again.
    } finally {
      isAsking = false;
      if (isStale) soon(GATHER);
    }
  }

  function show(html) {
    const active = document.activeElement;
    const focused = board.contains(active) ? active.getAttribute("href") ?? "" : "";
    board.innerHTML = html;
    if (focused) [...board.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === focused)?.focus({ preventScroll: true });
    told("htmx:afterSettle"); // clocks begin to count
    told("figures-shown");
  }

  const told = (name) => board.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  const changed = () => soon(GATHER + Math.random() * SPREAD);
  for (const name of CHANGES) document.body.addEventListener(name, changed);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isStale) soon(0); });
  setInterval(() => soon(0), EVERY);
})();
