/* The palette: Ctrl K, a few letters, Enter. The server says what there is; this moves the choice and does what it says. */
"use strict";

(() => {
  const palette = document.getElementById("palette");
  const own = palette.dataset;
  const box = document.getElementById("palette-words");
  const place = document.getElementById("palette-options");
  const back = document.getElementById("palette-back");
  const step = document.getElementById("palette-step");
  const form = palette.querySelector("form");
  const PAUSE = 40; // ms without a key before the server is asked

  let way = [];          // the addresses of the steps so far; the last is the present one
  let chosen = 0, asking = null, soon = 0, wantsEnter = false;

  const options = () => [...place.querySelectorAll("[role=option]")];

  function start() {
    const address = new URL(form.action);
    if (palette.dataset.ref) address.searchParams.set("ref", palette.dataset.ref);
    way = [address];
    box.value = "";
    if (!palette.open) palette.showModal();
    box.focus();
    load();
  }

  /* ---------- asking ---------- */

  async function load() {
    clearTimeout(soon);
    asking?.abort();
    const mine = asking = new AbortController();
    const address = new URL(way.at(-1));
    if (box.value.trim()) address.searchParams.set("q", box.value);
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: mine.signal });
      if (answer.headers.get("HX-Redirect")) return location.assign(answer.headers.get("HX-Redirect"));
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      place.replaceChildren(Object.assign(document.createElement("p"), { className: "meta palette-none", textContent: own.lost }));
      wantsEnter = false;
    }
    if (asking === mine) asking = null;
    if (wantsEnter) {
      wantsEnter = false;
      choose(options()[chosen]);
    }
  }

  function show(text) {
    place.innerHTML = text;
    const list = place.querySelector("[role=listbox]");
    back.hidden = step.hidden = way.length < 2;
    step.textContent = list.dataset.title;
    document.getElementById("palette-said").textContent = list.dataset.said;
    mark(0);
  }

  function later() {
    asking?.abort();
    asking ??= new AbortController(); // an Enter before the answer waits for it
    clearTimeout(soon);
    soon = setTimeout(load, PAUSE);
  }

  /* ---------- choosing ---------- */

  function mark(to) {
    const every = options();
    chosen = every.length ? (to + every.length) % every.length : 0;
    every.forEach((each, place) => each.setAttribute("aria-selected", place === chosen));
    every[chosen]?.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", every[chosen]?.id ?? "");
  }

  function choose(option) {
    if (!option) return;
    const { does, post } = option.dataset;
    if (does === "step") return enter(option.href);
    palette.close();
    if (does === "go" || !document.getElementById("sheet-body")) return leadTo(option.href);
    const where = { target: "#sheet-body", swap: "innerHTML" };
    if (does === "sheet") return htmx.ajax("GET", option.href, where);
    return htmx.ajax("POST", post ?? option.href, { ...where, values: values(option) });
  }

  function values(option) {
    const given = [...option.attributes].filter((each) => each.name.startsWith("data-value-"));
    return Object.fromEntries(given.map((each) => [each.name.slice("data-value-".length), each.value]));
  }

  function enter(address) {
    way.push(new URL(address));
    box.value = "";
    load();
  }

  function leave() {
    if (way.length < 2) return;
    way.pop();
    box.value = "";
    load();
  }

  /* ---------- keys and pointer ---------- */

  const isComposing = (event) => event.isComposing || event.keyCode === 229;

  const KEYS = {
    ArrowDown: () => mark(chosen + 1),
    ArrowUp: () => mark(chosen - 1),
    Home: () => mark(0),
    End: () => mark(-1),
    Enter: () => (asking ? (wantsEnter = true) : choose(options()[chosen])),
  };

  palette.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "Backspace" && event.target === box && !box.value) return leave();
    const act = event.target === box && KEYS[event.key];
    if (!act || ((event.key === "Home" || event.key === "End") && box.value)) return;
    event.preventDefault();
    act();
  });

  box.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  box.addEventListener("compositionend", later);
  form.addEventListener("submit", (event) => event.preventDefault());
  back.addEventListener("click", () => { leave(); box.focus(); });
  palette.addEventListener("close", () => { asking?.abort(); clearTimeout(soon); wantsEnter = false; });
  palette.addEventListener("click", (event) => {
    if (event.target === palette) return palette.close(); // beside it
    const option = event.target.closest("[role=option]");
    if (!option || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(option);
  });

  document.addEventListener("palette-asked", start);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    start();
  });
  document.addEventListener("keydown", (event) => {
    const isAsked = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    if (!isAsked || isComposing(event)) return;
    event.preventDefault();
    if (palette.open) palette.close();
    else start();
  });
})();
