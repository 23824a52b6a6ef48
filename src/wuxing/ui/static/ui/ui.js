/* Small help for pages that work without it: time left, forms that are sent once, boxes that grow.
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
    const place = clock.querySelector(".left") ?? clock;
    const text = place.firstChild ?? place.appendChild(new Text()); // only its letters change: no style has to be found anew
    if (text.data !== words(seconds)) text.data = words(seconds);
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

function growAll() {
  for (const box of document.querySelectorAll("textarea")) grow(box);
}

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLTextAreaElement) grow(event.target);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("hx-post") || form.method === "dialog") return; // htmx sends once by itself
  if (form.dataset.sent) return event.preventDefault();
  forget(form);
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

/* ---------- drafts: what no server has confirmed yet stays in this browser, until somebody signs out ---------- */

const DRAFT = "wuxing draft ";

function forget(form) {
  if (!form.matches("[data-forgets]")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith(DRAFT)) localStorage.removeItem(key);
}

/* An act that cannot be undone is asked about in a dialog: data-asks names it. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-asks]");
  const dialog = opener && document.getElementById(opener.dataset.asks);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.showModal();
});

/* ---------- counts of the views: soon after a change, but not with every one ---------- */

const EVERY = 10_000;
let counting = 0, countedAt = 0;

function recount() {
  if (counting) return;
  counting = setTimeout(() => {
    counting = 0;
    const groups = document.getElementById("view-groups");
    if (!groups || document.hidden) return;
    if (groups.matches(":focus-within")) return recount();
    countedAt = Date.now();
    groups.dispatchEvent(new CustomEvent("counts-refetch"));
  }, Math.max(1000, countedAt + EVERY - Date.now()) + Math.random() * 1000); // a team's pages do not all ask at once
}

for (const name of ["case-changed", "live-refetch", "clock-due"]) document.addEventListener(name, recount);

/* ---------- what a thing tells more of itself: at rest with the pointer, at once with the keyboard ---------- */

const tip = document.createElement("div");
let telling = 0;

function tell(thing) {
  tip.textContent = thing.getAttribute("aria-description");
  if (!tip.textContent || !tip.showPopover) return;
  if (!tip.isConnected) document.body.append(Object.assign(tip, { className: "tip", popover: "manual", ariaHidden: "true" }));
  tip.showPopover();
  const at = thing.getBoundingClientRect(), own = tip.getBoundingClientRect();
  const isBeside = thing.matches(".row") && at.right + own.width + 8 < innerWidth;
  const below = at.bottom + own.height + 8 < innerHeight ? at.bottom + 4 : at.top - own.height - 4;
  tip.style.left = `${isBeside ? at.right + 4 : Math.max(8, Math.min(at.left, innerWidth - own.width - 8))}px`;
  tip.style.top = `${isBeside ? Math.min(at.top, innerHeight - own.height - 8) : below}px`;
}

function hush() {
  clearTimeout(telling);
  if (tip.matches(":popover-open")) tip.hidePopover();
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch" || tip.contains(event.target)) return clearTimeout(telling);
  const thing = event.target.closest?.("[aria-description]");
  clearTimeout(telling);
  telling = setTimeout(thing ? () => { hush(); tell(thing); } : hush, thing ? 450 : 150);
});
document.addEventListener("focusin", (event) => {
  hush();
  if (event.target.matches("[aria-description]:focus-visible")) tell(event.target);
});
for (const name of ["focusout", "pointerdown", "scroll"]) document.addEventListener(name, hush, { capture: true, passive: true });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });

/* ---------- htmx ---------- */

function raise() {
  const place = document.getElementById("toasts");
  if (!place?.childElementCount || !place.showPopover) return;
  place.popover = "manual"; // above an open dialog as well
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover();
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "toasts") raise();
  growAll();
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

growAll();
listen(true);
tick();
