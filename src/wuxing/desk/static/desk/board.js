/* The board follows what happens: it asks for its figures again when something changed, never oftener than it has to.
   Two hundred boards are told at the same instant; each waits a moment of its own. */
"use strict";

(() => {
  const board = document.getElementById("board");
  const GATHER = 120, SPREAD = 180, EVERY = 30_000; // ms: changes that come together are one; length of a pause
  let timer = 0, isAsking = false, isStale = false, focused = "";

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
      const answer = await fetch(board.dataset.figures, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (answer.redirected || answer.status === 403) { location.reload(); return; }
      if (answer.ok) show(await answer.text(), Number(answer.headers.get("X-Ask-Again")));
    } catch {
      // No connection: the page says so by itself, and live.js has it asked again.
    } finally {
      isAsking = false;
      if (isStale) soon(GATHER);
    }
  }

  function show(html, again) {
    const active = document.activeElement;
    focused = board.contains(active) ? active.getAttribute("href") ?? "" : "";
    board.innerHTML = html;
    if (focused) [...board.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === focused)?.focus({ preventScroll: true });
    board.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true })); // clocks begin to count
    if (again > 0) soon(again);
  }

  const changed = () => soon(GATHER + Math.random() * SPREAD);
  for (const name of ["case-changed", "user-changed:people", "live-refetch", "clock-due"]) document.body.addEventListener(name, changed);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isStale) soon(0); });
  setInterval(() => soon(0), EVERY);
})();
