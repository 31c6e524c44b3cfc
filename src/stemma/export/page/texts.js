// Two texts side by side with bands between what they share, and links to any passage: #r=REPORT&s=START-END.

const SVG = "http://www.w3.org/2000/svg";
const px = (value) => Math.round(value * 10) / 10;

// ── places in a text, counted in code points as everywhere in Stemma ────────────────────────────────────

const units = (text, points) => {
  let at = 0;
  for (; points > 0 && at < text.length; points -= 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
};
const length = (text) => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);

const nodesOf = (element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let at = 0, node = walker.nextNode(); node; node = walker.nextNode()) {
    const size = length(node.data);
    nodes.push({ node, at, end: at + size });
    at += size;
  }
  return nodes;
};

const rangeOf = (nodes, start, end) => {
  const first = nodes.find((n) => n.end > start);
  const last = nodes.find((n) => n.end >= end);
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(first.node, units(first.node.data, start - first.at));
  range.setEnd(last.node, units(last.node.data, end - last.at));
  return range;
};

const paint = (name, ranges) => {
  if (!globalThis.CSS?.highlights) return;
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
};

// ── bands ───────────────────────────────────────────────────────────────────────────────────────────────

const touch = (a, b, c, d) => a < d && c < b;

const bandsOf = (data, left, right) => {
  if (data.pair) return data.pair;
  const bands = [];
  for (const [child, parent, passages] of data.edges) {
    if (child === left && parent === right) bands.push(...passages);
    if (child === right && parent === left) bands.push(...passages.map(([a, b, c, d]) => [c, d, a, b]));
  }
  for (const readings of data.claims) {
    const ours = readings.filter(([r]) => r === left);
    const theirs = readings.filter(([r]) => r === right);
    for (let n = 0; n < Math.min(ours.length, theirs.length); n += 1) {
      const [, a, b] = ours[n];
      const [, c, d] = theirs[n];
      if (!bands.some((x) => touch(a, b, x[0], x[1]) || touch(c, d, x[2], x[3]))) bands.push([a, b, c, d]);
    }
  }
  return bands.sort((x, y) => x[0] - y[0] || x[2] - y[2]);
};

const svgOf = (box) => {
  let svg = box.querySelector("svg.bands");
  if (!svg) {
    svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "bands");
    svg.setAttribute("aria-hidden", "true");
    box.append(svg);
  }
  return svg;
};

const draw = (box, left, right, bands) => {
  const svg = svgOf(box);
  svg.replaceChildren();
  const [one, other] = [left, right].map((article) => article.querySelector(".text"));
  const [ours, theirs] = [nodesOf(one), nodesOf(other)];
  const base = box.getBoundingClientRect();
  const from = one.getBoundingClientRect().right - base.left + 4;
  const to = other.getBoundingClientRect().left - base.left - 4;
  if (to - from < 24) return;
  svg.setAttribute("width", base.width);
  svg.setAttribute("height", base.height);
  const painted = [];
  bands.forEach(([a, b, c, d], n) => {
    const [here, there] = [rangeOf(ours, a, b), rangeOf(theirs, c, d)];
    if (!here || !there) return;
    painted.push(here, there);
    const [p, q] = [here.getBoundingClientRect(), there.getBoundingClientRect()];
    const [t1, b1, t2, b2] = [p.top, p.bottom, q.top, q.bottom].map((y) => px(y - base.top));
    const middle = px((from + to) / 2);
    const path = document.createElementNS(SVG, "path");
    path.setAttribute(
      "d",
      `M${px(from)} ${t1}C${middle} ${t1} ${middle} ${t2} ${px(to)} ${t2}V${b2}C${middle} ${b2} ${middle} ${b1} ${px(from)} ${b1}Z`,
    );
    const number = document.createElementNS(SVG, "text");
    number.setAttribute("x", middle);
    number.setAttribute("y", px((t1 + b1 + t2 + b2) / 4 + 4));
    number.textContent = n + 1;
    path.addEventListener("click", () => {
      // Bring both level.
      const shift = (parseFloat(right.style.top) || 0) + (p.top - q.top);
      right.style.top = `${px(shift)}px`;
      draw(box, left, right, bands);
      svg.querySelectorAll("path")[n]?.classList.add("lit");
      paint("asked", [here, there]);
    });
    svg.append(path, number);
  });
  if (!bands.length || box.classList.contains("beside")) paint("band", painted);
};

const dataOf = (box) => {
  const script = document.querySelector(`script[data-bands="${box.dataset.texts}"]`);
  return script ? JSON.parse(script.textContent) : { edges: [], claims: [] };
};

const watch = (box, redraw) => {
  box.watching?.disconnect();
  box.watching = new ResizeObserver(redraw);
  box.watching.observe(box);
  // What opens above a text moves it, though the box may stay as high.
  for (const text of box.querySelectorAll(".full")) box.watching.observe(text);
  document.fonts?.ready.then(redraw);
  redraw();
};

// ── a server shows two texts, a file any two that are chosen ────────────────────────────────────────────

for (const box of document.querySelectorAll(".texts.two")) {
  const [left, right] = box.querySelectorAll(".full");
  const bands = bandsOf(dataOf(box), 0, 0);
  watch(box, () => draw(box, left, right, bands));
}

const alone = (box) => {
  box.classList.remove("beside");
  box.watching?.disconnect();
  box.querySelector("svg.bands")?.remove();
  for (const article of box.querySelectorAll(".full")) {
    article.classList.remove("left", "right");
    article.style.top = "";
  }
  paint("band", []);
};

const beside = (left, right) => {
  const box = left.closest("[data-texts]");
  alone(box);
  left.classList.add("left");
  right.classList.add("right");
  box.classList.add("beside");
  const [ours, theirs] = [left, right].map((article) => Number(article.id.slice(1)));
  const bands = bandsOf(dataOf(box), ours, theirs);
  watch(box, () => draw(box, left, right, bands));
  const form = document.querySelector(`form[data-beside="${box.dataset.texts}"]`);
  form.elements.a.value = left.id;
  form.elements.b.value = right.id;
  form.querySelector("[data-shown]").textContent = bands.length
    ? `${bands.length} shared ${bands.length === 1 ? "passage" : "passages"}; click a band to bring both level`
    : "No passage of one was found to have a counterpart in the other.";
};

for (const form of document.querySelectorAll("form[data-beside]")) {
  const box = document.querySelector(`[data-texts="${form.dataset.beside}"]`);
  if (box.querySelectorAll(".full").length < 2) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const [a, b] = [form.elements.a, form.elements.b];
    if (!a.value) return (location.hash = `${form.dataset.beside}-texts`);
    if (a.value === b.value) b.value = [...b.options].find((o) => o.value !== a.value).value;
    location.hash = `pair=${a.value},${b.value}`;
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-left]");
  if (!link?.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  location.hash = `pair=${link.dataset.left},${link.dataset.right}`;
});

// ── a link to what is selected ──────────────────────────────────────────────────────────────────────────

const handle = document.createElement("button");
handle.type = "button";
handle.className = "handle";
handle.textContent = "Copy a link to this passage";
handle.hidden = true;

const selected = () => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const text = range.commonAncestorContainer.parentElement?.closest(".text") ?? null;
  if (!text) return null;
  const nodes = nodesOf(text);
  const point = (container, offset) => {
    const node = nodes.find((n) => n.node === container);
    return node ? node.at + length(node.node.data.slice(0, offset)) : null;
  };
  const [start, end] = [point(range.startContainer, range.startOffset), point(range.endContainer, range.endOffset)];
  return start === null || end === null || end <= start ? null : { text, range, place: `${start}-${end}` };
};

if (navigator.clipboard && document.querySelector(".text")) {
  document.body.append(handle);
  document.addEventListener("selectionchange", () => {
    const found = selected();
    handle.hidden = !found;
    if (!found) return;
    const at = found.range.getBoundingClientRect();
    handle.textContent = "Copy a link to this passage";
    handle.style.top = `${px(at.bottom + scrollY + 6)}px`;
    handle.style.left = `${px(Math.min(at.left, innerWidth - 230) + scrollX)}px`;
  });
  // The selection must outlive the press of the button.
  handle.addEventListener("pointerdown", (event) => event.preventDefault());
  handle.addEventListener("click", async () => {
    const found = selected();
    if (!found) return;
    const query = new URLSearchParams({ r: found.text.closest("[data-report]").dataset.report, s: found.place });
    const page = location.href.split("#")[0].split("?")[0];
    const link = document.querySelector("[data-view=texts]") ? `${page}?${query}#passage` : `${page}#${query}`;
    await navigator.clipboard.writeText(link);
    handle.textContent = "Copied";
  });
}

// ── the address ─────────────────────────────────────────────────────────────────────────────────────────

const open = (report, place) => {
  const article = [...document.querySelectorAll("[data-report]")].find((a) => a.dataset.report === report);
  if (!article) {
    // On a server the report may be on another page of the same view.
    if (document.querySelector("[data-view=texts]")) {
      location.replace(`?${new URLSearchParams({ r: report, s: place.join("-") })}#passage`);
    }
    return;
  }
  const box = article.closest("[data-texts]");
  if (box.classList.contains("beside") && !article.matches(".left, .right")) alone(box);
  const range = rangeOf(nodesOf(article.querySelector(".text")), ...place);
  if (!range) return;
  paint("asked", [range]);
  const at = range.getBoundingClientRect();
  scrollTo({ top: at.top + scrollY - innerHeight / 3 });
};

const route = () => {
  paint("asked", []);
  const hash = location.hash.slice(1);
  const pair = hash.match(/^pair=(r\d+),(r\d+)$/);
  const [left, right] = pair ? pair.slice(1).map((id) => document.getElementById(id)) : [];
  if (left && right && left !== right) {
    beside(left, right);
    left.closest(".view").scrollIntoView();
    return;
  }
  const query = new URLSearchParams(hash);
  const place = /^(\d+)-(\d+)$/.exec(query.get("s") || "");
  if (query.has("r") && place) {
    open(query.get("r"), [Number(place[1]), Number(place[2])]);
    return;
  }
  const target = hash ? document.getElementById(hash) : null;
  const hidden = target?.closest(".texts.beside");
  if (target?.matches("[id$=-texts]")) for (const box of target.querySelectorAll(".texts.beside")) alone(box);
  else if (hidden && !target.closest(".left, .right")) {
    alone(hidden);
    target.scrollIntoView({ block: target.matches(".full") ? "start" : "center" });
  }
};
addEventListener("hashchange", route);
route();
