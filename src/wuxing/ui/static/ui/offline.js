/* What a page says when nothing comes through: how old it is, that drafts are safe, what did not load, what was not sent.
   Needs ui.js: `skew`, `raise`. */
"use strict";

(() => {
  let heardAt = Date.now(), again = null, retried = null;

  const clock = (ms) => new Date(ms + skew).toTimeString().slice(0, 5);

  function heard() {
    heardAt = Date.now();
    delete document.body.dataset.offline;
  }

  function cut() {
    const last = Math.max(heardAt, Number(document.body.dataset.liveAt) || 0);
    for (const place of document.querySelectorAll("[data-as-of]")) place.textContent = clock(last);
    document.body.dataset.offline = "yes";
  }

  function show(name) {
    const copy = document.getElementById(name)?.content.cloneNode(true);
    if (copy) document.getElementById("toasts").replaceChildren(copy);
    raise();
  }

  const isWanted = ({ detail }) => detail?.requestConfig?.triggeringEvent?.isTrusted !== false || detail.elt === retried;

  /* What the page asked for by itself needs no word: the banner tells it, and it asks again when the line is back. */
  function lost(event) {
    const { requestConfig: asked, elt } = event.detail ?? {};
    if (!isWanted(event)) return;
    again = asked?.verb === "get" ? elt : null;
    show(asked && asked.verb !== "get" ? "not-sent" : "lost-part");
  }

  document.addEventListener("htmx:sendError", (event) => { cut(); lost(event); });
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr?.status ?? 0;
    if (status < 500 && event.detail.requestConfig?.verb !== "get") return; // a refusal says itself what was wrong
    again = event.detail.elt;
    if (isWanted(event)) show("lost-part");
  });
  document.addEventListener("htmx:afterOnLoad", heard);
  window.addEventListener("offline", cut);
  window.addEventListener("online", heard);
  new MutationObserver(() => (document.body.dataset.live === "on" ? heard() : document.body.dataset.live === "waiting" && cutSoon()))
    .observe(document.body, { attributeFilter: ["data-live"] });

  let soon = 0;
  function cutSoon() { // a short gap is no news
    clearTimeout(soon);
    soon = setTimeout(() => { if (document.body.dataset.live === "waiting") cut(); }, 4000);
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-again]")) return;
    event.target.closest(".toast").remove();
    retried = again;
    if (again?.isConnected && again.matches("a, button")) again.click();
    else document.body.dispatchEvent(new CustomEvent("live-refetch", { bubbles: true }));
  });

  /* A form that would load a page loses what was typed where no page comes: it waits for the line. */
  document.addEventListener("submit", (event) => {
    if (navigator.onLine && !document.body.dataset.offline) return;
    if (event.target.hasAttribute("hx-post") || event.target.method === "dialog") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show("not-sent");
  }, true);
})();
