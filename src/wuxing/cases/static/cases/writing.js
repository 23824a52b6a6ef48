/* The composer: drafts that outlive page, browser and network, saved texts, colleagues, pasted pictures, marks.
   What the server has not confirmed stays in this browser. Everything works without this, by the form alone. */
"use strict";

(() => {
  const KEPT = "wuxing draft ";
  const PAUSE = 600, AGAIN = 5_000;
  const PASSING = 10_000; // a page that was on its way while a draft was saved shows the one before it
  const form = () => document.getElementById("composer");
  const box = () => document.getElementById("body");
  const part = (name) => form()?.querySelector(`[data-${name}]`);
  const kind = () => form()?.querySelector("[name=kind]:checked")?.value ?? "note";
  const revision = () => Number(form()?.querySelector("[name=revision]")?.value ?? 0);
  const token = () => form().querySelector("[name=csrfmiddlewaretoken]").value;
  const key = () => KEPT + form().dataset.writing;

  let pause = 0, isDirty = false, saving = null, other = null, typedAs = "";

  /* ---------- drafts ---------- */

  function say(words) {
    const place = part("draft-said");
    if (place) place.textContent = words;
  }

  function keepHere(savedAt = 0) {
    const here = { body: box().value, kind: kind(), revision: revision(), writer: form().dataset.writer, savedAt };
    localStorage.setItem(key(), JSON.stringify(here));
  }

  function changed() {
    isDirty = true;
    if (box().value.trim()) typedAs = typedAs || kind();
    else typedAs = "";
    keepHere();
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE);
  }

  function written() {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token());
    data.set("kind", kind());
    data.set("body", box().value);
    data.set("revision", String(revision()));
    return data;
  }

  function setRevision(number) {
    const field = form()?.querySelector("[name=revision]");
    if (field) field.value = String(number);
  }

  async function save() {
    clearTimeout(pause);
    if (!form() || !isDirty || other) return;
    if (saving) {
      await saving;
      return save();
    }
    saving = ask();
    try {
      await saving;
    } finally {
      saving = null;
    }
  }

  async function ask() {
    const ref = form().dataset.writing, body = box().value, as = kind();
    let answer, told = null;
    try {
      answer = await fetch(form().dataset.save, { method: "POST", body: written(), redirect: "manual" });
      told = await answer.json();
    } catch {
      return keptHere();
    }
    if (form()?.dataset.writing !== ref) return;
    if (answer.status === 409) return otherWindow(told);
    if (!answer.ok && told.revision === undefined) return keptHere();
    setRevision(told.revision);
    say(told.said);
    if (!answer.ok) return;
    const menu = part("draft-menu");
    if (menu) menu.hidden = !told.revision;
    if (box().value !== body || kind() !== as) return;
    isDirty = false;
    keepHere(Date.now());
  }

  function keptHere() {
    const time = new Date().toTimeString().slice(0, 5);
    say(`${form().dataset.keptHere} ${time}`);
    clearTimeout(pause);
    pause = setTimeout(save, AGAIN);
  }

  function otherWindow(told) {
    other = told;
    part("other-said").textContent = told.said;
    part("other-window").hidden = false;
  }

  function settled(body) {
    setRevision(other.revision);
    other = null;
    part("other-window").hidden = true;
    if (body !== null) box().value = body;
    isDirty = true;
    return save();
  }

  function leaving() {
    if (!form() || !isDirty || other || saving) return;
    navigator.sendBeacon(form().dataset.save, written());
  }

  /* What this browser kept and the server never heard of comes back; where both changed, the writer is asked. */
  function restore() {
    const kept = JSON.parse(localStorage.getItem(key()) ?? "null");
    if (!kept || kept.writer !== form().dataset.writer || kept.body === box().value) {
      localStorage.removeItem(key());
      return;
    }
    const isPassing = kept.savedAt && kept.revision > revision() && Date.now() - kept.savedAt < PASSING;
    if (kept.savedAt && !isPassing) return localStorage.removeItem(key());
    const theirs = { said: form().dataset.otherSaid, body: box().value, revision: revision() };
    const choice = form().querySelector(`[name=kind][type=radio][value=${kept.kind}]`);
    if (choice) choice.checked = true;
    box().value = kept.body;
    if (isPassing) return setRevision(kept.revision);
    isDirty = true;
    if (kept.revision !== revision() && theirs.body.trim()) otherWindow(theirs);
    else save();
  }

  function begin() {
    if (!form() || form().dataset.begun) return;
    form().dataset.begun = "yes";
    isDirty = false;
    other = null;
    typedAs = box().value.trim() ? kind() : "";
    part("tools").hidden = false;
    restore();
    if (box().value.trim()) typedAs = kind();
  }

  /* ---------- what the customer sees is asked about once ---------- */

  function isMeant() {
    if (kind() !== "reply" || typedAs !== "note" || !box().value.trim() || form().querySelector("[name=meant]")) return true;
    choose("note");
    part("asks-kind").hidden = false;
    part("kind-yes").focus();
    return false;
  }

  function choose(value) {
    const choice = form().querySelector(`[name=kind][type=radio][value=${value}]`);
    if (choice) choice.checked = true;
  }

  function meant() {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "meant", value: "1" });
    form().append(field);
    typedAs = "reply";
    choose("reply");
    part("asks-kind").hidden = true;
    box().focus();
    changed();
  }

  /* ---------- words put in at the caret, so that the browser can undo them ---------- */

  function put(words, from, to) {
    const area = box();
    area.focus();
    area.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, words)) {
      area.setRangeText(words, from, to, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function mark(sign) {
    const { selectionStart: from, selectionEnd: to, value } = box();
    put(sign + value.slice(from, to) + sign, from, to);
    if (from === to) box().setSelectionRange(from + sign.length, from + sign.length);
  }

  function lines(sign) {
    const { selectionStart, selectionEnd: to, value } = box();
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    put(value.slice(from, to).split("\n").map((line) => sign + line).join("\n"), from, to);
  }

  function link() {
    const { selectionStart: from, selectionEnd: to, value } = box();
    const words = value.slice(from, to);
    put(`[${words}](https://)`, from, to);
    const end = from + words.length + 11;
    box().setSelectionRange(end - 8, end);
  }

  /* ---------- offers: / saved texts, @ colleagues ---------- */

  const SIGNS = [[/(?:^|\s)(\/([^\s/]{0,20}))$/, "texts"], [/(@([^\s@]{0,20}))$/, "colleagues"]];
  let offered = null, asked = 0;
  const offers = () => document.getElementById("offers");
  const options = () => [...(offers()?.querySelectorAll("[role=option]") ?? [])];

  async function offer() {
    const before = box().value.slice(0, box().selectionStart);
    const found = SIGNS.map(([sign, name]) => [sign.exec(before), name]).find(([match]) => match);
    if (!found || (found[1] === "colleagues" && kind() !== "note")) return noOffer(); // only a note calls colleagues
    const [match, name] = found, mine = ++asked;
    const address = `${form().dataset[name]}?q=${encodeURIComponent(match[2])}&kind=${kind()}`;
    let told = "";
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, redirect: "manual" });
      if (answer.ok) told = await answer.text();
    } catch { // no network: nothing is offered
    }
    if (mine !== asked || !form()) return; // more was typed meanwhile
    if (!told) return noOffer();
    offers().innerHTML = told;
    offers().hidden = false;
    offered = { from: before.length - match[1].length, length: match[1].length };
    pick(0);
  }

  function noOffer() {
    asked++;
    offered = null;
    if (!offers()) return;
    offers().hidden = true;
    offers().replaceChildren();
    box().removeAttribute("aria-activedescendant");
  }

  function pick(place) {
    const all = options();
    all.forEach((each, at) => each.toggleAttribute("aria-selected", at === place));
    all.forEach((each, at) => at === place && each.setAttribute("aria-selected", "true"));
    if (all[place]) box().setAttribute("aria-activedescendant", all[place].id);
    all[place]?.scrollIntoView({ block: "nearest" });
  }

  function take(option) {
    const { from, length } = offered;
    noOffer();
    put(option.dataset.words, from, from + length);
  }

  function steer(event) {
    if (!offered || event.isComposing || event.keyCode === 229) return;
    const all = options(), here = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) pick((here + step + all.length) % all.length);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && all[here]) take(all[here]);
    else if (event.key === "Escape") noOffer();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /* ---------- files ---------- */

  async function attach(files) {
    if (!files.length) return;
    const data = new FormData(), place = document.getElementById("draft-files");
    data.set("csrfmiddlewaretoken", token());
    for (const file of files) data.append("attached", file, file.name || "picture.png");
    place.setAttribute("aria-busy", "true");
    try {
      await save();
      const answer = await fetch(form().dataset.files, { method: "POST", body: data, headers: { "HX-Request": "true" }, redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      place.outerHTML = await answer.text();
      htmx.process(document.getElementById("draft-files"));
      const menu = part("draft-menu");
      if (menu) menu.hidden = false;
    } catch {
      place.removeAttribute("aria-busy");
      document.dispatchEvent(new CustomEvent("htmx:sendError"));
    }
  }

  /* ---------- events ---------- */

  const inBox = (event) => event.target.id === "body" && event.target.form?.id === "composer";

  document.addEventListener("input", (event) => {
    if (!inBox(event)) return;
    changed();
    if (!event.isComposing) offer();
  });
  document.addEventListener("compositionend", (event) => { if (inBox(event)) offer(); });
  document.addEventListener("keydown", (event) => {
    if (!inBox(event)) return;
    steer(event);
    if (!event.defaultPrevented && event.key === "b" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      mark("**");
    }
  }, true);
  document.addEventListener("keydown", (event) => { // else the browser presses the first button of the form
    if (event.key !== "Enter" || event.target.form?.id !== "composer" || !event.target.matches("input")) return;
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.target.id === "later_at") event.target.form.querySelector("button[name=later][value=picked]").click();
  });
  document.addEventListener("focusout", (event) => { if (inBox(event) && !offers()?.matches(":hover")) noOffer(); });

  document.addEventListener("change", (event) => {
    if (event.target.form?.id !== "composer") return;
    if (event.target.type === "file") {
      const files = [...event.target.files];
      event.target.value = "";
      event.target.dispatchEvent(new CustomEvent("files-taken", { bubbles: true }));
      attach(files);
    }
    if (event.target.name === "kind" && isMeant() && box().value.trim()) changed();
  }, true);

  document.addEventListener("paste", (event) => {
    if (!inBox(event) || !event.clipboardData?.files.length) return;
    event.preventDefault();
    attach([...event.clipboardData.files]);
  });
  document.addEventListener("dragover", (event) => { if (event.target.closest?.("#composer")) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!event.target.closest?.("#composer") || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    attach([...event.dataTransfer.files]);
  });

  const DO = {
    "[data-mark]": (button) => mark(button.dataset.mark),
    "[data-line]": (button) => lines(button.dataset.line),
    "[data-link]": link,
    "[data-offer]": (button) => put((box().value.slice(0, box().selectionStart).match(/(^|\s)$/) ? "" : " ") + button.dataset.offer, box().selectionStart, box().selectionEnd),
    "[data-preview]": (button) => {
      const place = document.getElementById("preview");
      place.hidden = !place.hidden;
      button.setAttribute("aria-expanded", String(!place.hidden));
      if (!place.hidden) htmx.trigger(button, "preview");
    },
    "[data-kind-yes]": meant,
    "[data-kind-no]": () => { part("asks-kind").hidden = true; box().focus(); },
    "[data-take-other]": () => settled(other.body),
    "[data-keep-mine]": () => settled(null),
  };

  document.addEventListener("click", (event) => {
    const option = event.target.closest?.("#offers [role=option]");
    if (option && offered) return take(option);
    for (const [what, act] of Object.entries(DO)) {
      const button = event.target.closest?.(`#composer ${what}`);
      if (button) return act(button);
    }
  });

  /* Whatever goes to the server from the composer goes after the words are safe there. */
  document.addEventListener("htmx:confirm", (event) => {
    const from = event.detail.elt;
    if (!from.closest?.("#composer") || from.id === "composer" || !isDirty || other) return;
    if (from.matches("[data-discards], [data-preview]")) return;
    event.preventDefault();
    save().then(() => event.detail.issueRequest(true));
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id !== "composer") return;
    if (!isMeant()) return event.preventDefault();
    clearTimeout(pause);
  });
  const isWritten = (elt) => elt.id === "composer" || elt.matches?.("[data-discards]");
  document.addEventListener("htmx:beforeOnLoad", ({ target, detail }) => { // before the new composer looks for a draft
    const elt = detail.requestConfig?.elt ?? target;
    if (!isWritten(elt) || detail.xhr.status >= 400) return;
    isDirty = false;
    localStorage.removeItem(KEPT + (elt.dataset.writing ?? form()?.dataset.writing));
  });
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (isWritten(detail.requestConfig?.elt ?? target) && isDirty && !detail.successful) pause = setTimeout(save, PAUSE);
  });
  document.addEventListener("htmx:afterSettle", begin);
  window.addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("online", save);

  begin();
})();
