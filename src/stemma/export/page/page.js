// Keys, and what a link opens. Comfort only: every page works without it.

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const visible = (element) => element.getClientRects().length > 0;

// ── what the address names ──────────────────────────────────────────────────────────────────────────────

const openUpTo = (element) => {
  for (let at = element; at; at = at.parentElement) if (at.localName === "details") at.open = true;
};

const show = () => {
  for (const piece of $$(".also-target")) piece.classList.remove("also-target");
  const id = location.hash.slice(1); // letters, digits and hyphens: nothing to decode, and nothing that could fail
  const target = id && document.getElementById(id);
  if (!target) return;
  openUpTo(target.parentElement);
  const own = target.matches("tr") && $("details", target);
  if (own) own.open = true;
  // A passage that another one crosses stands on the page in pieces.
  for (const piece of $$(`[data-of="${CSS.escape(id)}"]`)) piece.classList.add("also-target");
  if (target.matches(".sheet")) target.focus({ preventScroll: true });
  else if (target.matches(".p, .cite, tr")) target.scrollIntoView({ block: "center" });
};
addEventListener("hashchange", show);
show();

// ── what is open is closed by Esc or by a click beside it ───────────────────────────────────────────────

let before = null;
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link && (link.hash || "").match(/^#(edge|s\d+-e)/)) before = document.activeElement;
  for (const fold of $$("details.fold[open]")) if (!fold.contains(event.target)) fold.open = false;
  // In a file the way back from a sheet is an address, and the browser would scroll to it.
  if (link?.matches(".close[href^='#']")) {
    const top = scrollY;
    addEventListener("hashchange", () => scrollTo({ top, behavior: "instant" }), { once: true });
  }
});

const openSheet = () => $(".sheet:target") || $("[data-view] .sheet");

const closeAll = () => {
  const folds = $$("details.fold[open]");
  if (folds.length) {
    for (const fold of folds) {
      fold.open = false;
      $("summary", fold).focus();
    }
    return;
  }
  const sheet = openSheet();
  if (sheet) {
    const back = before && document.contains(before) ? before : null;
    $(".close", sheet).click();
    if (back) back.focus({ preventScroll: true });
    return;
  }
  const details = document.activeElement.closest("details[open]");
  if (details) {
    details.open = false;
    $("summary", details).focus();
  }
};

// ── on a server the explanation of an edge comes without the page going away ────────────────────────────

const bring = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) return location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  $("[data-view=tree] .sheet")?.remove();
  const sheet = $(".sheet", page);
  if (sheet) {
    $("[data-view=tree] .tree").after(document.importNode(sheet, true));
    $(".sheet").focus({ preventScroll: true });
  }
};

if ($("[data-view=tree]")) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".edge, .why, .sheet .close, .edges td:last-child a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = link.href.baseVal ?? link.getAttribute("href");
    if (!address || location.protocol === "file:") return;
    event.preventDefault();
    if (!link.matches(".close")) before = link.closest(".row") ? link : document.activeElement;
    history.pushState(null, "", address);
    bring(address);
  });
  addEventListener("popstate", () => bring(location.href));
}

// ── the way from a report up to its origin is drawn strong while one points at it ───────────────────────

for (const rows of $$(".rows")) {
  const light = (event) => {
    const way = new Set();
    for (let row = event.target.closest(".row"); row; row = document.getElementById(row.dataset.up)) way.add(row.id);
    for (const edge of $$(".edge[data-to]", rows.parentElement)) edge.classList.toggle("lit", way.has(edge.dataset.to));
  };
  for (const kind of ["pointerover", "focusin", "pointerleave", "focusout"]) {
    rows.addEventListener(kind, kind === "pointerleave" || kind === "focusout" ? () => light({ target: document.body }) : light);
  }
}

// ── keys ────────────────────────────────────────────────────────────────────────────────────────────────

const ITEMS = ".row, .claim-row, .variant, .item, .full";

const go = (item) => {
  if (!item) return;
  for (const old of $$(".current")) old.classList.remove("current");
  item.classList.add("current");
  const inner = $("a[href], summary, button", item);
  if (inner) inner.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
};

const step = (by) => {
  const items = $$(ITEMS).filter(visible);
  const focused = document.activeElement.closest(ITEMS) || $(".current");
  const at = items.indexOf(focused);
  if (at >= 0) return go(items[at + by]);
  const below = items.findIndex((item) => item.getBoundingClientRect().bottom > 60);
  return go(items[Math.max(0, by > 0 ? below : below - 1)]);
};

const walk = (row, key) => {
  const rows = $$(".row", row.parentElement);
  const at = rows.indexOf(row);
  if (key === "ArrowUp") return go(rows[at - 1]);
  if (key === "ArrowDown") return go(rows[at + 1]);
  if (key === "ArrowLeft") return go(document.getElementById(row.dataset.up));
  return go(rows.find((other) => other.dataset.up === row.id));
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const keys = $("#keys");
  if (keys.open) {
    if (event.key === "?") keys.close();
    return;
  }
  if (event.key === "Escape") return closeAll();
  if (event.target.closest("input, select, textarea")) return;
  const row = document.activeElement.closest(".row");
  if (row && event.key.startsWith("Arrow")) {
    event.preventDefault();
    return walk(row, event.key);
  }
  if (row && event.key === "e") return $(".why", row)?.click();
  if (event.key === "j") return step(1);
  if (event.key === "k") return step(-1);
  if (event.key === "?") return keys.showModal();
  if (event.key === "/") {
    const field = $$("input[type=search]").find(visible);
    if (field) {
      event.preventDefault();
      field.focus();
    }
    return;
  }
  if (/^[1-7]$/.test(event.key)) {
    const navs = $$(".tabs").filter((nav) => nav.parentElement.getBoundingClientRect().bottom > 60);
    navs[0]?.children[event.key - 1]?.click();
  }
});

// ── the tab of the part one reads, in a file that holds all parts ───────────────────────────────────────

for (const nav of $$(".story:not([data-view]) .tabs")) {
  const parts = $$("a", nav).map((a) => [a, document.getElementById(a.hash.slice(1))]).filter(([, part]) => part);
  const mark = () => {
    const at = parts.filter(([, part]) => part.getBoundingClientRect().top < innerHeight / 3).pop()?.[0];
    if (at === nav.querySelector("[aria-current]")) return;
    for (const [a] of parts) a.removeAttribute("aria-current");
    at?.setAttribute("aria-current", "true");
    if (at) nav.scrollLeft = at.offsetLeft - 24;
  };
  new IntersectionObserver(mark, { threshold: [0, 0.1] }).observe(parts[0]?.[1] ?? nav);
  addEventListener("scroll", mark, { passive: true });
  mark();
}

for (const tab of $$(".tabs [aria-current=page]")) tab.parentElement.scrollLeft = tab.offsetLeft - 24;

// ── copying a citation ──────────────────────────────────────────────────────────────────────────────────

if (navigator.clipboard) {
  for (const citation of $$(".citation")) {
    const button = document.createElement("button");
    button.className = "copy";
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      // The address of a file is good for nobody else.
      const link = location.protocol === "file:" ? "" : `\n${new URL(citation.dataset.link, location.href)}`;
      await navigator.clipboard.writeText(citation.textContent + link);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    citation.after(button);
  }
}

// ── paper shows what stands open, the rest of a table, and what a brief cites ──────────────────────────────────────────────────────────────────────────────────

addEventListener("beforeprint", () => {
  for (const part of $$("details.table, details.rest, details.doubts, .brief details")) part.open = true;
});
