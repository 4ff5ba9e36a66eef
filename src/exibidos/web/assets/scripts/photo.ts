// What does script add to a photo's page? The veil lifts in place, the picture can fill the screen, and back is really back.

export function unveil(): void {
  const form = document.querySelector<HTMLFormElement>("[data-reveal]");
  const hung = document.querySelector<HTMLElement>("[data-hung]");
  if (!form || !hung) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void lift(form, hung);
  });
}

/** Ask for the page with the veil lifted, wait until its picture is decoded, then let the veil rise off it. */
async function lift(form: HTMLFormElement, hung: HTMLElement): Promise<void> {
  const button = form.querySelector("button");
  button?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const clear = page.querySelector<HTMLImageElement>("[data-picture]");
    const label = page.querySelector(".label");
    if (!clear) throw new Error("no picture");
    const picture = document.importNode(clear, true);
    await picture.decode();
    hung.querySelector("[data-picture]")?.replaceWith(picture);
    if (label) document.querySelector(".label")?.replaceWith(document.importNode(label, true));
    const veil = hung.querySelector<HTMLElement>("[data-veil]");
    veil?.classList.add("veil-rising");
    setTimeout(() => veil?.remove(), 220);
    picture.tabIndex = -1;
    picture.focus();
  } catch {
    // The plain form still works; it shows the error page if there is one to show.
    form.submit();
  }
}

export function fullscreen(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-wide]");
  const stage = button?.closest<HTMLElement>(".stage");
  if (!button || !stage || !document.fullscreenEnabled) return;
  const toggle = (): void => void (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen());
  button.hidden = false;
  button.addEventListener("click", toggle);
}

/** Going back keeps the wall's place; the link itself starts at its top. Escape is the same way out, but while somebody writes. */
export function backToTheWall(): void {
  const back = document.querySelector<HTMLElement>("[data-back]");
  back?.addEventListener("click", (event) => {
    if (history.length < 2 || !document.referrer.startsWith(location.origin)) return;
    if (new URL(document.referrer).pathname === location.pathname) return;
    event.preventDefault();
    history.back();
  });
  document.addEventListener("keydown", (event) => {
    const writing = (event.target as HTMLElement).closest("input, textarea");
    if (event.key === "Escape" && !event.defaultPrevented && !writing && !document.fullscreenElement) back?.click();
  });
}
