// Tells the page what changed, so that its parts ask for themselves again. It knows ids, never contents or rules.
//
//   <script src="…/live.js" defer></script>      and <html data-now="…"> tells when the page was made;
//                                                data-stream="…" asks another stream than that of who is signed in
//
// Events on document.body, for hx-trigger="case-changed:C-1042 from:body, live-refetch from:body":
//   case-changed            any case that this person may see; detail {ref, kind}
//   case-changed:C-1042     this one
//   presence-changed        who has a case open; detail {ref}
//   something-changed       for who may not know what: a screen on a wall
//   user-changed:notice     something of this person's own: a notice arrived
//   live-refetch            something was missed, or nothing can be heard: everything asks again
// <body data-live="on|waiting|polling"> says how it is; data-live-at when something was last heard (ms since 1970).
(() => {
  "use strict";
  const script = document.currentScript;
  const address = script.dataset.stream || "/stream/";
  const POLL = 20_000;   // between looks while nothing can be heard
  const AGAIN = 30_000;  // until a refused stream is asked for again
  const HIDDEN = 15_000; // a page that nobody sees gives its connection back: a browser has six for all its tabs
  const PATIENCE = 6_000; // the browser itself reconnects; longer silence is a failure
  const DEAF = 40_000;   // the server says something every 15 s: what is silent for longer is kept from us
  const SELDOM = 600_000; // between tries where something on the way keeps streams back
  const TICK = 5_000;

  let source = null, since = Date.parse(document.documentElement.dataset.now) / 1000, missed = false;
  let brokenAt = 0, refusedAt = 0, polledAt = 0, hiddenAt = 0, tickedAt = Date.now();
  let askedAt = 0, flows = false, pause = AGAIN; // whether anything came through since we asked

  const fire = (name, detail = {}) => document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  const say = (state) => { if (document.body.dataset.live !== state) document.body.dataset.live = state; };
  const heard = () => { document.body.dataset.liveAt = askedAt = Date.now(); };
  const refetch = () => { missed = false; polledAt = Date.now(); fire("live-refetch"); };

  function open() {
    if (source || document.hidden) return;
    source = new EventSource(since ? `${address}?since=${Math.floor(since)}` : address);
    since = 0;
    askedAt = Date.now();
    flows = false;
    source.addEventListener("hello", () => { // not "open": a proxy that keeps the rest back lets the head through
      brokenAt = refusedAt = 0;
      pause = AGAIN;
      flows = true;
      say("on");
      heard();
      if (missed) refetch();
    });
    source.addEventListener("beat", heard);
    source.addEventListener("error", () => {
      brokenAt ||= Date.now();
      say("waiting");
      if (source && source.readyState === EventSource.CLOSED) {
        close();
        refusedAt = Date.now();
        pause = AGAIN;
        say("polling");
      }
    });
    source.addEventListener("case", (event) => {
      const { ref, kind } = JSON.parse(event.data);
      heard();
      fire("case-changed", { ref, kind });
      fire(`case-changed:${ref}`, { ref, kind });
    });
    source.addEventListener("presence", (event) => {
      const { ref } = JSON.parse(event.data);
      heard();
      fire("presence-changed", { ref });
    });
    source.addEventListener("user", (event) => {
      heard();
      fire(`user-changed:${JSON.parse(event.data).kind}`);
    });
    source.addEventListener("something", () => { heard(); fire("something-changed"); });
    source.addEventListener("refetch", () => { heard(); refetch(); });
  }

  function close() {
    if (source) source.close();
    source = null;
    missed = true; // a new stream does not know where this one ended
  }

  // A proxy between us collects what it should pass on: look by ourselves, and try again more and more seldom.
  function giveUp(now) {
    close();
    refusedAt = now;
    pause = Math.min(pause * 4, SELDOM);
  }

  function tick() {
    const now = Date.now(), slept = now - tickedAt > 4 * TICK;
    tickedAt = now;
    if (document.hidden) {
      if (hiddenAt && now - hiddenAt > HIDDEN) close();
      return;
    }
    if (slept || (source && flows && !brokenAt && now - askedAt > DEAF)) close();
    if (source && !flows && !brokenAt && now - askedAt > PATIENCE) giveUp(now);
    if (!source && (!refusedAt || now - refusedAt > pause)) open();
    const silent = refusedAt || (brokenAt && now - brokenAt > PATIENCE);
    if (silent && now - polledAt > POLL) {
      say("polling");
      refetch();
    }
  }

  function shown() {
    hiddenAt = document.hidden ? Date.now() : 0;
    tick();
  }

  function begin() {
    document.addEventListener("visibilitychange", shown);
    window.addEventListener("online", tick);
    window.addEventListener("pageshow", (event) => { if (event.persisted) { close(); tick(); } });
    window.addEventListener("pagehide", () => close());
    setInterval(tick, TICK);
    hiddenAt = document.hidden ? Date.now() : 0;
    open();
  }

  // Not before every script stands: what is told earlier would find nobody who listens.
  if (document.readyState === "complete") begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
