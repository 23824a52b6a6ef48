/* What stands in a pane while its page is on the way: nothing for a blink, then bones; words and a way on where it does not come.
   The pane keeps its place and what it shows; a cover lies over it. Links lead on without this. Needs live.js to know the line. */
"use strict";

const leadTo = (() => {
  const BLINK = 150, LONG = 10_000, PATIENCE = 6_000, AGAIN = 5_000; // ms
  const CASES = ".row, .open-case > a, [rel=next], [rel=prev]";
  const LINKS = `${CASES}, .view, .chosen a`;
  const health = document.getElementById("bones-list").dataset.health;
  const announcer = document.getElementById("announcer");
  let panes = [], cover = null, timers = [], soon = 0, wanted = null; // {address, kind}

  const all = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.getClientRects().length);
  const isSure = () => navigator.onLine && !document.body.dataset.offline && !/waiting|polling/.test(document.body.dataset.live);
  const bare = (address) => address.split("#")[0];

  /* ---------- where ---------- */

  function kindOf(address) {
    const list = document.querySelector(".queue-search")?.action;
    return list && new URL(address).pathname === new URL(list).pathname ? "list" : "page";
  }

  function panesFor(kind) {
    const every = all(".shell.desk > :is(.queue, .case)");
    const own = every.filter((each) => each.matches({ list: ".queue", case: ".case", page: "*" }[kind]));
    return own.length ? own : every.length ? every : all("#main");
  }

  function lay() {
    const boxes = panes.map((each) => each.getBoundingClientRect());
    const left = Math.min(...boxes.map((box) => box.left)), right = Math.max(...boxes.map((box) => box.right));
    const top = Math.max(0, Math.min(...boxes.map((box) => box.top)));
    Object.assign(cover.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${innerHeight - top}px` });
  }

  /* ---------- what ---------- */

  function show(name) {
    cover ??= Object.assign(document.createElement("div"), { className: "cover" });
    cover.replaceChildren(document.getElementById(name).content.cloneNode(true));
    cover.dataset.shows = name;
    if (!cover.isConnected) {
      document.body.append(cover);
      lay();
    }
    for (const each of panes) {
      each.inert = true;
      each.ariaBusy = cover.querySelector(".bone") !== null;
    }
    announcer.textContent = cover.querySelector("h2, .sr").textContent;
    cover.querySelector(".btn.is-primary")?.focus({ preventScroll: true });
  }

  function clear() {
    for (const each of [...timers, soon]) clearTimeout(each);
    for (const each of panes) { each.inert = false; each.removeAttribute("aria-busy"); }
    cover?.remove();
    cover = wanted = null;
    panes = timers = [];
  }

  function wait(address, kind) {
    clear();
    wanted = { address, kind };
    panes = panesFor(kind);
    if (!panes.length) return;
    const bones = kind === "case" && !document.querySelector(".shell.desk") ? "page" : kind;
    timers = [setTimeout(show, BLINK, `bones-${bones}`), setTimeout(show, LONG, "pane-slow")];
  }

  /* ---------- going ---------- */

  /* A browser that finds nobody puts its own page in place of ours, and what was open is gone: where the line is in doubt, ask first. */
  async function wrong() {
    if (!navigator.onLine) return "pane-offline";
    try {
      const answer = await fetch(health, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      return answer.ok ? "" : "pane-failed";
    } catch {
      return "pane-offline";
    }
  }

  async function lead(address, kind = kindOf(address)) {
    wait(address, kind);
    const mine = wanted, found = isSure() ? "" : await wrong();
    if (wanted !== mine) return;
    if (!found) return location.assign(address);
    for (const each of timers) clearTimeout(each);
    if (panes.length) show(found);
    soon = setTimeout(again, AGAIN);
  }

  async function again() {
    if (!cover || !/failed|offline/.test(cover.dataset.shows)) return;
    const mine = wanted, found = await wrong();
    if (wanted !== mine) return;
    if (!found) return location.assign(mine.address);
    clearTimeout(soon);
    soon = setTimeout(again, AGAIN);
  }

  window.addEventListener("click", (event) => { // after the document's own listeners: a link may open something over the page
    const link = event.target.closest?.("a[href]");
    if (!link?.matches(LINKS) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.hash && bare(link.href) === bare(location.href)) return;
    const kind = link.matches(CASES) ? "case" : kindOf(link.href);
    if (isSure()) return wait(link.href, kind);
    event.preventDefault();
    lead(link.href, kind);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!event.defaultPrevented && form.method === "get" && form.matches(".queue form")) wait(form.action, "list");
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-stays]")) { window.stop(); clear(); }
    if (event.target.closest("[data-leads]")) lead(wanted.address, wanted.kind);
  });

  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && cover) { window.stop(); clear(); } });
  window.addEventListener("resize", () => { if (cover) lay(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) clear(); });
  window.addEventListener("online", again);
  new MutationObserver(() => { if (document.body.dataset.live === "on") again(); }).observe(document.body, { attributeFilter: ["data-live"] });

  return lead;
})();
