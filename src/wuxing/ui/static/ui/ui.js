/* Small help for pages that work without it: time left, drafts, forms that are sent once, boxes that grow.
   It counts down to an instant it was given; it knows no rule. */
"use strict";

const page = document.documentElement;
const isEnglish = page.lang.startsWith("en");
const skew = page.dataset.now ? Date.parse(page.dataset.now) - Date.now() : 0; // the server's clock decides

/* ---------- time left ---------- */

function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600), minutes = Math.floor((whole % 3600) / 60);
  const two = String(minutes).padStart(2, "0");
  if (hours && minutes) return isEnglish ? `${hours} h ${two} min` : `${hours}小时${two}分`;
  if (hours) return isEnglish ? `${hours} h` : `${hours}小时`;
  if (minutes) return isEnglish ? `${minutes} min` : `${minutes}分`;
  return isEnglish ? `${whole} s` : `${whole}秒`;
}

function words(seconds) {
  if (seconds >= 0) return isEnglish ? `${duration(seconds)} left` : `还剩 ${duration(seconds)}`;
  return isEnglish ? `${duration(-seconds)} overdue` : `超时 ${duration(-seconds)}`;
}

function tick() {
  let soonest = 60;
  for (const clock of document.querySelectorAll("[data-due]")) {
    const seconds = Math.floor((Date.parse(clock.dataset.due) - Date.now() - skew) / 1000);
    const text = clock.querySelector(".left") ?? clock;
    if (text.textContent !== words(seconds)) text.textContent = words(seconds);
    if (seconds < 0 && !clock.dataset.told && clock.dataset.state !== "late") {
      clock.dataset.told = "yes"; // a part that listens asks the server for the new state
      clock.dispatchEvent(new CustomEvent("clock-due", { bubbles: true }));
    }
    soonest = Math.min(soonest, Math.abs(seconds) <= 61 ? 1 : seconds % 60 + 1);
  }
  setTimeout(tick, 1000 * Math.max(1, soonest));
}

/* ---------- what those hear who do not see ---------- */

const states = new Map();

function listen(isFirst) {
  for (const clock of document.querySelectorAll("a.clock[data-state]")) {
    const before = states.get(clock.href);
    states.set(clock.href, clock.dataset.state);
    if (isFirst || before === undefined || before === clock.dataset.state) continue;
    const spoken = [".name", ".left"].map((part) => clock.querySelector(part)?.textContent ?? "").join(" ");
    document.getElementById("announcer").textContent = spoken;
  }
}

/* ---------- forms ---------- */

function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.rows = Math.min(14, Math.max(Number(box.getAttribute("rows")) || 2, box.value.split("\n").length));
}

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLTextAreaElement) grow(event.target);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("hx-post") || form.method === "dialog") return; // htmx sends once by itself
  if (form.dataset.sent) return event.preventDefault();
  clearTimeout(keeping);
  forget(form); // should it be refused, the answer shows what was typed
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !(box instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  const senders = [...(box.form?.querySelectorAll("[data-enter]") ?? [])];
  box.form?.requestSubmit(senders.find((button) => button.offsetParent) ?? null);
});

/* ---------- drafts: what is not sent yet stays in this browser, until it is sent or somebody signs out ---------- */

const DRAFT = "wuxing draft ";

function keep(box) {
  const said = box.form?.querySelector("[data-draft-said]");
  if (box.value.trim()) localStorage.setItem(DRAFT + box.dataset.draft, box.value);
  else localStorage.removeItem(DRAFT + box.dataset.draft);
  const time = new Date(Date.now() + skew).toTimeString().slice(0, 5);
  if (said) said.textContent = !box.value.trim() ? "" : isEnglish ? `Draft saved ${time}` : `草稿已存 ${time}`;
}

function restore() {
  for (const box of document.querySelectorAll("textarea[data-draft]")) {
    const kept = localStorage.getItem(DRAFT + box.dataset.draft);
    if (kept && !box.value) box.value = kept;
    grow(box);
  }
}

function forget(form) {
  for (const box of form.querySelectorAll("textarea[data-draft]")) localStorage.removeItem(DRAFT + box.dataset.draft);
  if (!form.matches("[data-forgets]")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith(DRAFT)) localStorage.removeItem(key);
}

let keeping = 0;
document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.matches?.("textarea[data-draft]")) return;
  clearTimeout(keeping);
  keeping = setTimeout(() => keep(box), 400);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.querySelector?.("textarea[data-draft]")) clearTimeout(keeping); // it is being sent
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = (event.detail.requestConfig?.elt ?? event.target).closest?.("form"); // it may have been replaced by now
  if (form && event.detail.successful) forget(form);
});

/* An act that cannot be undone is asked about in a dialog: data-asks names it. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-asks]");
  const dialog = opener && document.getElementById(opener.dataset.asks);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.showModal();
});

/* ---------- htmx ---------- */

function raise() {
  const place = document.getElementById("toasts");
  if (!place?.childElementCount || !place.showPopover) return;
  place.popover = "manual"; // above an open dialog as well
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover();
}

function lost() {
  const copy = document.getElementById("lost-part")?.content.cloneNode(true);
  if (copy) document.getElementById("toasts").replaceChildren(copy);
  raise();
}

document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:responseError", lost);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "toasts") raise();
  restore();
  listen(false);
});

document.addEventListener("click", (event) => {
  event.target.closest("[data-closes]")?.closest(".toast, dialog")?.[event.target.closest("dialog") ? "close" : "remove"]();
  for (const drop of document.querySelectorAll("details.drop[open]")) if (!drop.contains(event.target)) drop.open = false;
});

document.addEventListener("keydown", (event) => {
  const drop = event.key === "Escape" && document.querySelector("details.drop[open]");
  if (!drop) return;
  drop.open = false;
  drop.querySelector("summary").focus();
});

restore();
listen(true);
tick();
