// How does a browser learn to keep the shell? By registering the worker once the page is done, in the reader's language.

export function keepTheShell(): void {
  // Plain http on a local network has no workers: people there read on without.
  if (!("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    const language = encodeURIComponent(document.documentElement.lang);
    // Browsers refuse in private windows or by their owner's choice; nothing that a page shows depends on it.
    navigator.serviceWorker.register(`/sw.js?lang=${language}`).catch(() => undefined);
  });
}
