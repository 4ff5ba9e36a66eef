// What does script add to the guide for developers? A button that copies a listing, the place in the contents, and all folds open on paper.

function copying(): void {
  // Browsers lend the clipboard to https and to this machine only; elsewhere a listing is selected by hand.
  if (!("clipboard" in navigator)) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy-listing]")) {
    const idle = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => {
      const said = button.parentElement?.querySelector("pre")?.textContent ?? "";
      void navigator.clipboard.writeText(said.trimEnd()).then(() => {
        button.textContent = button.dataset["copied"] ?? "";
        setTimeout(() => (button.textContent = idle), 2000);
      });
    });
  }
}

function placeInContents(): void {
  const contents = document.querySelector<HTMLElement>("[data-contents]");
  if (!contents) return;
  const seen = new Set<Element>();
  const sections = [...document.querySelectorAll<HTMLElement>("[data-section]")];
  const watch = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
      const here = sections.find((section) => seen.has(section));
      contents.querySelector("[aria-current]")?.removeAttribute("aria-current");
      const link = here && contents.querySelector<HTMLElement>(`a[href="#${here.id}"]`);
      if (!link) return;
      link.setAttribute("aria-current", "true");
      // Only its own column scrolls: scrollIntoView would move the page as well.
      const room = contents.getBoundingClientRect();
      const place = link.getBoundingClientRect();
      if (place.top < room.top || place.bottom > room.bottom) contents.scrollTop += place.top - room.top - room.height / 3;
    },
    { rootMargin: "-12% 0px -70% 0px" },
  );
  for (const section of sections) watch.observe(section);
}

function openOnPaper(): void {
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll<HTMLDetailsElement>(".shape")) fold.open = true;
  });
}

copying();
placeInContents();
openOnPaper();
