/* A screen on a wall: shows its faces in turn, and says when it has lost the connection. board.js brings its figures.
   Its clock goes by the server's time and zone, as its figures do. Needs ui.js: `skew`. */
"use strict";

(() => {
  const wall = document.getElementById("wall"), lost = document.querySelector(".wall-lost");
  const time = document.querySelector(".wall-clock time");
  const TURN = 15_000, LOOK = 5_000, PATIENCE = 10_000, ONCE_HEARD = 45_000; // board.js asks every 30 s in any case
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(document.documentElement.dataset.now) ?? [0, "+", 0, 0];
  const zone = Number(`${sign}1`) * (hours * 60 + minutes * 1) * 60_000;
  let face = 0, answeredAt = Date.now();

  function turn() {
    const faces = [...wall.querySelectorAll(".face")];
    faces.forEach((each, place) => each.classList.toggle("is-shown", place === face % faces.length));
  }

  function tell() {
    time.textContent = new Date(Date.now() + skew + zone).toISOString().slice(11, 16);
  }

  /* Nobody stands by to load a wall again: where it hears nothing, it looks by itself, and says so when nobody answers. */
  function look() {
    tell();
    const hears = document.body.dataset.live === "on";
    if (!hears) wall.dispatchEvent(new CustomEvent("figures-wanted", { bubbles: true }));
    lost.hidden = Date.now() - answeredAt < (hears ? ONCE_HEARD : PATIENCE);
  }

  wall.addEventListener("figures-shown", turn);
  wall.addEventListener("figures-answered", () => { answeredAt = Date.now(); lost.hidden = true; });
  wall.dataset.turns = "yes";
  turn();
  tell();
  setInterval(() => { face += 1; turn(); }, TURN);
  setInterval(look, LOOK);
})();
