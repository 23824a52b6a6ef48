/* The desk: a sheet for acts, a list that waits while somebody points at it. Everything works without it. */
"use strict";

(() => {
  const sheet = document.getElementById("sheet");
  const queue = document.querySelector(".queue");
  const news = document.getElementById("queue-news");

  /* ---------- acts ---------- */

  document.addEventListener("click", (event) => { // one for all of them: each that htmx knows costs every page time
    const link = event.target.closest?.("a[data-sheet]");
    if (!link || !sheet || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    htmx.ajax("GET", link.href, { source: link, target: "#sheet-body", swap: "innerHTML" });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "sheet-body" || !sheet || !event.target.childElementCount) return;
    for (const drop of document.querySelectorAll("details.drop[open]")) drop.open = false;
    if (!sheet.open) sheet.showModal();
    sheet.querySelector("[aria-invalid], textarea, select, input:not([type=hidden])")?.focus();
  });

  // What the refresher asked for before an act was done may come after it, and is older than what the page shows by then.
  let doneAt = 0;
  document.addEventListener("htmx:beforeRequest", ({ detail }) => { detail.xhr.askedAt = performance.now(); });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.requestConfig.elt.id === "refresher" && detail.xhr.askedAt < doneAt) detail.shouldSwap = false;
  });

  document.addEventListener("act-done", () => {
    doneAt = performance.now();
    for (const drop of document.querySelectorAll("details.drop[open]")) drop.open = false;
    if (!sheet?.open) return;
    sheet.close();
    document.getElementById("sheet-body").replaceChildren();
  });

  document.addEventListener("change", (event) => {
    const names = event.target.matches("input[type=file]") && event.target.parentElement.querySelector("[data-names]");
    if (!names) return;
    names.dataset.names ||= names.textContent;
    const files = [...event.target.files];
    names.textContent = files.map((file) => file.name).join(", ") || names.dataset.names;
  });

  /* ---------- the list: never reordered under the pointer ---------- */

  const PAGE = 25, MOST = 100; // rows that the server tells at once, and at most
  let waiting = false, soon = 0;
  const STOOD = "wuxing list stood";
  const list = () => document.getElementById("queue-rows").dataset.list;
  const rows = () => queue.querySelectorAll(".row");
  const isBusy = () => queue.matches(":hover, :focus-within") || queue.querySelector("details[open]") || rows().length > MOST;
  const refetch = () => {
    waiting = false;
    if (news) news.hidden = true;
    document.getElementById("queue-rows")?.dispatchEvent(new CustomEvent("queue-refetch"));
  };
  const changed = () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      waiting = true;
      if (isBusy()) news.hidden = false;
      else refetch();
    }, 700);
  };

  if (queue) {
    for (const name of ["case-changed", "live-refetch", "clock-due"]) document.body.addEventListener(name, changed);
    news.addEventListener("click", refetch);
    queue.addEventListener("pointerleave", () => { if (waiting && !isBusy()) refetch(); });
    document.addEventListener("click", (event) => { // the list beside the case is as long as it was, and stands where it stood
      const link = event.target.closest(".queue .row, .strip a[rel]");
      if (!link) return;
      const address = new URL(link.href), isOver = link.rel === "next" && [...rows()].at(-1)?.ariaCurrent;
      const length = rows().length + (isOver ? PAGE : 0);
      if (length > PAGE) address.searchParams.set("rows", Math.min(length, MOST));
      link.href = address.href;
      sessionStorage.setItem(STOOD, JSON.stringify({ list: list(), top: queue.scrollTop }));
    }, true);
    const stood = JSON.parse(sessionStorage.getItem(STOOD) ?? "{}");
    sessionStorage.removeItem(STOOD);
    if (stood.list === list()) {
      if (stood.top) queue.scrollTop = stood.top;
      queue.querySelector(".row[aria-current]")?.scrollIntoView({ block: "nearest" });
    }
    queue.addEventListener("htmx:configRequest", ({ target, detail }) => { if (target.id === "queue-rows") detail.parameters.set("rows", rows().length); });
  }

  /* ---------- open cases: a dot where somebody wrote ---------- */

  let asking = 0;
  const tabs = () => document.getElementById("tabs");
  const ask = () => {
    clearTimeout(asking);
    asking = setTimeout(() => (tabs()?.matches(":focus-within") ? ask() : tabs()?.dispatchEvent(new CustomEvent("tabs-refetch"))), 900);
  };
  document.body.addEventListener("live-refetch", ask);
  document.body.addEventListener("case-changed", (event) => {
    const tab = [...document.querySelectorAll(".open-case")].find((each) => each.dataset.ref === event.detail.ref);
    if (tab && !tab.querySelector("[aria-current]")) ask();
  });

  /* ---------- the conversation: read only by who sees it, still under the eyes of who reads further up ---------- */

  const story = document.querySelector(".latest");
  let isOwed = false, held = null;
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.id !== "refresher" || !document.hidden) return;
    event.detail.parameters.set("hidden", "1");
    isOwed = true;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !isOwed) return;
    isOwed = false;
    document.body.dispatchEvent(new CustomEvent("live-refetch"));
  });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target?.id !== "stream" || !story || story.scrollTop > -40) return;
    const top = story.getBoundingClientRect().top;
    const seen = [...story.querySelectorAll(".msg")].find((each) => each.getBoundingClientRect().bottom > top);
    held = seen && { id: seen.id, top: seen.getBoundingClientRect().top };
  });
  document.addEventListener("htmx:oobAfterSwap", () => {
    const back = held && document.getElementById(held.id);
    if (back) story.scrollTop += back.getBoundingClientRect().top - held.top;
    held = null;
  });
})();
