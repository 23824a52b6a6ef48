/* Single keys of the desk, and the sheet that lists them (desk/keys.py has the words). They press what the page shows:
   a key never does what no button does. Whoever switched them off, types, or composes Chinese is left alone. */
"use strict";

(() => {
  const SAME = { "？": "?", "、": "/", "【": "[", "】": "]", "。": ".", "》": ">" }; // keys of a Chinese layout
  const FREE = ["checkbox", "radio", "button", "submit"]; // boxes in which nobody types
  const sheet = document.getElementById("keys");
  const own = sheet.dataset;
  let isOn = own.keys === "on";

  const find = (selector) => document.querySelector(selector);
  const go = (address) => leadTo(new URL(address, location).href);
  const tell = (text) => { find("#announcer").textContent = text; };

  /* ---------- the list ---------- */

  const rows = () => [...document.querySelectorAll("#queue-rows .row")];

  function here(every) {
    const focused = every.indexOf(document.activeElement);
    return focused >= 0 ? focused : every.findIndex((row) => row.hasAttribute("aria-current"));
  }

  function move(step) {
    const every = rows();
    const to = every[Math.min(every.length - 1, Math.max(0, here(every) + step))];
    to?.focus();
    to?.scrollIntoView({ block: "nearest" });
    if (to === every.at(-1)) find("#more-rows")?.scrollIntoView({ block: "nearest" }); // which brings them
  }

  function neighbour(step) {
    const link = find(step > 0 ? "a[rel=next]" : "a[rel=prev]");
    if (link) return link.click();
    const every = rows(), from = every.findIndex((row) => row.hasAttribute("aria-current"));
    const to = every[from + step];
    to?.click();
  }

  function tick() {
    document.activeElement.closest("#queue-rows li")?.querySelector(".tick > input")?.click();
  }

  /* ---------- the case ---------- */

  function write(kind) {
    const choice = find(`#composer [name=kind][type=radio][value=${kind}]`);
    if (!choice) return;
    if (!choice.checked) choice.click();
    document.getElementById("body").focus();
  }

  function press(...names) {
    for (const name of names) {
      const form = find(`#case-head form[action$="/${name}/"]`);
      const link = find(`#case-head a[href$="/${name}/"]`);
      if (!form && !link) continue;
      // Not by a click: htmx may not have taken up a button that has just come, and it would load a page.
      const [verb, address] = form ? ["POST", form.action] : ["GET", link.href];
      return htmx.ajax(verb, address, { source: form ?? link, target: "#sheet-body", swap: "innerHTML" });
    }
  }

  function classify(field) {
    document.addEventListener("htmx:afterSwap", () => {
      setTimeout(() => find(`#sheet [name="${field}"]`)?.focus());
    }, { once: true });
    press("classification");
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // a page without TLS has no clipboard of this kind
      const box = Object.assign(document.createElement("textarea"), { value: text, className: "sr" });
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    tell(`${own.copied} ${text}`);
  }

  function search() {
    const box = document.getElementById("search");
    if (box?.offsetParent) box.focus();
    else document.dispatchEvent(new CustomEvent("palette-asked"));
  }

  function showKeys() {
    if (sheet.open) return;
    const body = document.getElementById("keys-body");
    if (!body.childElementCount) body.dispatchEvent(new CustomEvent("keys-asked")); // once: it would come over who switches
    sheet.showModal();
  }

  const ref = () => document.getElementById("palette").dataset.ref;
  const KEYS = {
    "?": showKeys,
    "/": search,
    n: () => go(own.new),
    j: () => move(1),
    k: () => move(-1),
    "[": () => neighbour(-1),
    "]": () => neighbour(1),
    x: tick,
    b: () => find("#ticked-act")?.focus(),
  };
  const OF_CASE = {
    u: () => go(own.list + location.search),
    r: () => write("reply"),
    c: () => write("note"),
    m: () => press("taking", "acceptance"),
    a: () => press("assignee"),
    s: () => press("stage"),
    w: () => press("resumption", "waits"),
    t: () => classify("class.business"),
    p: () => classify("class.urgency"),
    e: () => press("resolution", "closure"),
    ".": () => copy(ref()),
    ">": () => copy(location.origin + location.pathname),
  };

  /* ---------- when a key is a key ---------- */

  // A box of a dialog that was just closed has the focus until the next frame: nobody types in it.
  const isBox = (at) => at.isContentEditable || (at.matches?.("input, textarea, select") && !FREE.includes(at.type));
  const isTyping = (at) => isBox(at) && at.checkVisibility();
  const isComposing = (event) => event.isComposing || event.keyCode === 229; // an input method has it

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target, isOver = document.querySelector("dialog[open]");
    if (event.key === "Escape" && isTyping(at) && !isOver) return at.blur();
    if (!isOn || isOver || isTyping(at)) return;
    const name = SAME[event.key] ?? event.key;
    const act = KEYS[name] ?? (ref() ? OF_CASE[name] : undefined);
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) isOn = event.target.checked;
  });
})();
