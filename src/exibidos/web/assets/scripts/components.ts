// What does script do on the development page of components? It shows what script shows, and keeps specimens from doing anything.
// Nothing is imported: what this page shared with others would become a file of its own, and every page would fetch one more.
export {};

for (const button of document.querySelectorAll<HTMLElement>("[data-peek], [data-wide]")) button.hidden = false;
for (const kind of ["submit", "click"]) {
  document.addEventListener(kind, (event) => {
    const place = event.target as HTMLElement;
    if (place.closest(".specimen") && (kind === "submit" || place.closest("a[href]"))) event.preventDefault();
  });
}
