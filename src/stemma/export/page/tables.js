// Sorting and filtering in a file; on a server the same links and forms ask for another page.

const fold = (text) => text.toLocaleLowerCase();

for (const form of document.querySelectorAll("form[data-filter][hidden]")) {
  const view = form.closest(".view");
  const tables = [...view.querySelectorAll("table.claims")];
  if (!tables.length) continue;
  const body = tables[0].tBodies[0];
  const rest = view.querySelector("details.rest");
  const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
  const shown = form.querySelector("[data-shown]");
  form.hidden = false;

  // The rows that were folded away come to the others as soon as a reader sorts or filters.
  const gather = () => {
    body.append(...rows);
    if (rest) rest.hidden = true;
  };

  const filter = () => {
    gather();
    const words = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    const only = form.elements.only.value;
    let n = 0;
    for (const row of rows) {
      const said = fold(row.querySelector(".claim").textContent);
      const fits = words.every((w) => said.includes(w)) && (!only || row.dataset.marks.split(" ").includes(only));
      row.hidden = !fits;
      n += fits;
    }
    shown.textContent = n === rows.length ? "" : n ? `${n} of ${rows.length} claims` : "No claim fits this filter.";
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());

  const value = {
    claim: (row) => fold(row.querySelector(".claim").textContent),
    reports: (row) => -row.cells[1].textContent,
    texts: (row) => -row.cells[2].textContent,
    origins: (row) => -row.dataset.rank,
    voices: (row) => -(parseInt(row.cells[4].textContent, 10) || 0),
  };
  for (const head of tables[0].querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      gather();
      const turned = head.dataset.turned === "no";
      for (const other of tables[0].querySelectorAll("th[data-sort]")) {
        delete other.dataset.turned;
        other.removeAttribute("aria-sort");
      }
      head.dataset.turned = turned ? "yes" : "no";
      const rising = (head.dataset.sort === "claim") !== turned;
      head.setAttribute("aria-sort", rising ? "ascending" : "descending");
      const of = value[head.dataset.sort];
      const keyed = rows.map((row, n) => [of(row), n, row]);
      keyed.sort(([a, m], [b, n]) => (a < b ? -1 : a > b ? 1 : m - n));
      if (turned) keyed.reverse();
      body.append(...keyed.map(([, , row]) => row));
    });
  }
}

for (const form of document.querySelectorAll("form[data-filter-variants][hidden]")) {
  const view = form.closest(".view");
  const variants = [...view.querySelectorAll(".variant")];
  const shown = form.querySelector("[data-shown]");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const words = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    const kind = form.elements.kind.value;
    let n = 0;
    for (const variant of variants) {
      const said = fold(variant.textContent);
      const fits = (!kind || variant.dataset.kind === kind) && words.every((w) => said.includes(w));
      variant.hidden = !fits;
      n += fits;
    }
    for (const section of view.querySelectorAll(".section")) {
      section.hidden = !section.querySelector(".variant:not([hidden])");
    }
    shown.textContent = n === variants.length ? "" : n ? `${n} of ${variants.length} variants` : "No variant fits this filter.";
  });
}
