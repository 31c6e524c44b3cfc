"use strict";
// Comfort only: the page works without it. Opens what hides the target of a link, and marks all pieces of a
// passage that another one cuts.
(() => {
  const show = () => {
    for (const piece of document.querySelectorAll(".also-target")) piece.classList.remove("also-target");
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
    for (const piece of document.querySelectorAll(`[data-of="${CSS.escape(id)}"]`)) piece.classList.add("also-target");
  };
  addEventListener("hashchange", show);
  show();
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details.edges, details.rest, .claims details")) part.open = true;
  });
})();
