// How does a picture travel from the wall to its page and back? The browser animates what has the same name on both pages; only the
// picture that was opened may have it, so it is given as the page is left, and again when the wall returns.

interface Swap extends Event {
  readonly viewTransition: { finished: Promise<void> } | null;
  readonly activation: { entry: { url: string | null }; from: { url: string | null } | null } | null;
}

export function followThePicture(): void {
  window.addEventListener("pageswap", (event) => {
    const swap = event as unknown as Swap;
    if (swap.viewTransition) name(swap.activation?.entry.url, swap.viewTransition.finished);
  });
  window.addEventListener("pagereveal", (event) => {
    const swap = event as unknown as Swap;
    const from = (window as unknown as { navigation?: { activation: Swap["activation"] } }).navigation?.activation?.from;
    if (swap.viewTransition) name(from?.url, swap.viewTransition.finished);
  });
}

function name(address: string | null | undefined, finished: Promise<void>): void {
  const id = address?.match(/\/p\/([0-9a-f-]{36})$/)?.[1];
  const picture = id && document.querySelector(`[data-photo="${id}"] .picture`);
  // Its own page names the picture in the stylesheet; two of one name would cancel the whole transition.
  if (!picture || document.querySelector("[data-photo-page]")) return;
  picture.classList.add("shown");
  const done = (): void => picture.classList.remove("shown");
  // A transition may be skipped (a slow page, a hidden tab); that is no error, and the name goes all the same.
  void finished.then(done, done);
}
