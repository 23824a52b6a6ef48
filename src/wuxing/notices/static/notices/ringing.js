/* A quiet sound and a browser notice for what the person chose; the server says when. One page of all that are open
   does it: the first that takes the word from the others. A page in view hears at once; of those that nobody sees, one
   asks every half minute. */
"use strict";

(() => {
  const own = document.getElementById("ringing").dataset;
  const LAST = `wuxing rung ${own.person}`, WANTED = `wuxing rings ${own.person}`, LEASE = "wuxing ring lease";
  const POLL = 30_000;
  const SOON = 500; // once the page stands
  const token = String(Math.random());
  let sound = null, isAsking = false;

  /* ---------- the sound: two soft tones, made here ---------- */

  function voice() {
    const isTouched = navigator.userActivation?.hasBeenActive ?? true; // the browser's rule: silent until then
    if (!window.AudioContext || !isTouched) return null;
    sound ??= new AudioContext();
    if (sound.state === "suspended") sound.resume();
    return sound;
  }

  function tone(context, pitch, at) {
    const source = context.createOscillator(), volume = context.createGain();
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.06, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.45);
    source.connect(volume).connect(context.destination);
    source.start(at);
    source.stop(at + 0.5);
  }

  function ring() {
    const context = voice();
    if (!context) return;
    tone(context, 659, context.currentTime);
    tone(context, 880, context.currentTime + 0.16);
    document.body.dataset.rung = Date.now();
  }

  const waken = () => { if (localStorage.getItem(WANTED) === "yes") voice(); };
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, waken, { once: true });

  /* ---------- the browser's notice ---------- */

  function show({ id, title, text, path }) {
    if (!window.Notification || Notification.permission !== "granted" || document.hasFocus()) return;
    try {
      const notice = new Notification(title, { body: text, tag: `wuxing ${id}` });
      notice.onclick = () => { window.focus(); location.assign(path); };
    } catch { /* a phone shows them only to a program that is installed */ }
  }

  /* ---------- asking ---------- */

  async function ask() {
    if (isAsking) return;
    isAsking = true;
    try {
      const from = localStorage.getItem(LAST);
      const answer = await fetch(own.ringing + (from ? `?after=${from}` : ""), { headers: { "HX-Request": "true" } });
      if (answer.ok && answer.headers.get("Content-Type")?.includes("json")) take(await answer.json());
    } catch { /* no connection: the next time */ }
    isAsking = false;
  }

  function take({ last, is_heard: isHeard, is_wanted: isWanted, shown }) {
    localStorage.setItem(WANTED, isWanted ? "yes" : "no");
    if (Number(localStorage.getItem(LAST) ?? -1) >= last) return; // another page was quicker
    localStorage.setItem(LAST, last);
    if (isHeard) ring();
    shown.forEach(show);
  }

  function tick() {
    if (!document.hidden || localStorage.getItem(WANTED) === "no") return;
    const [holder, until] = (localStorage.getItem(LEASE) ?? "").split(" ");
    if (holder !== token && Number(until) > Date.now()) return;
    localStorage.setItem(LEASE, `${token} ${Date.now() + 1.5 * POLL}`);
    ask();
  }

  document.body.addEventListener("user-changed:notice", () => setTimeout(ask, Math.random() * 150));
  document.body.addEventListener("live-refetch", ask);
  setInterval(tick, POLL);
  if (localStorage.getItem(LAST) === null) setTimeout(ask, SOON);

  /* ---------- the page of preferences ---------- */

  const asks = document.querySelector("[data-ask-browser]"), says = document.querySelector("[data-browser-says]");

  function tell() {
    const state = window.Notification && window.isSecureContext ? Notification.permission : "none";
    says.textContent = says.dataset[state];
    asks.hidden = state !== "default";
  }

  document.querySelector("[data-try-sound]")?.addEventListener("click", ring);
  asks?.addEventListener("click", async () => { await Notification.requestPermission(); tell(); });
  if (says) tell();
})();
