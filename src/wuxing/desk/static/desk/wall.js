/* A screen on a wall: asks every second, shows its faces in turn, and says when it has lost the connection. */
"use strict";

(() => {
  const wall = document.getElementById("wall"), lost = document.querySelector(".wall-lost");
  const time = document.querySelector(".wall-clock time");
  const EVERY = 1_000, SLOWER = 5_000, TURN = 15_000, PATIENCE = 5_000;
  let tag = "", face = 0, heardAt = Date.now();

  async function ask() {
    let wait = EVERY;
    try {
      const answer = await fetch(wall.dataset.figures, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", credentials: "same-origin" });
      if (answer.redirected || answer.status === 403 || answer.status === 404) { location.reload(); return; }
      if (answer.ok) { tag = answer.headers.get("ETag") ?? ""; wall.innerHTML = await answer.text(); shown(); }
      if (answer.ok || answer.status === 304) heardAt = Date.now();
    } catch {
      wait = SLOWER;
    }
    lost.hidden = Date.now() - heardAt < PATIENCE;
    setTimeout(ask, wait);
  }

  function shown() {
    const faces = [...wall.querySelectorAll(".face")];
    faces.forEach((each, place) => each.classList.toggle("is-shown", place === face % faces.length));
  }

  function tick() {
    const now = new Date();
    time.textContent = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
  }

  wall.dataset.turns = "yes";
  shown();
  tick();
  setInterval(() => { face += 1; shown(); }, TURN);
  setInterval(tick, 5_000);
  ask();
})();
