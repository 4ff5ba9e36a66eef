// What does script do on the development page of components? It shows what script shows, and keeps specimens from doing anything.
import { passwordPeek } from "./forms";

passwordPeek();
for (const button of document.querySelectorAll<HTMLElement>("[data-wide]")) button.hidden = false;
for (const kind of ["submit", "click"]) {
  document.addEventListener(kind, (event) => {
    const place = event.target as HTMLElement;
    if (place.closest(".specimen") && (kind === "submit" || place.closest("a[href]"))) event.preventDefault();
  });
}
