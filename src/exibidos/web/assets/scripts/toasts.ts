// How long does a toast stay? Long enough to be read; its word is taken out of the address, so that a reload does not repeat it.

const READING_MS = 5000;

export function toasts(): void {
  const toast = document.querySelector<HTMLElement>("[data-toast]");
  if (!toast) return;
  const here = new URL(location.href);
  here.searchParams.delete("notice");
  history.replaceState(history.state, "", here);
  setTimeout(() => {
    toast.classList.add("toast-leaving");
    setTimeout(() => toast.remove(), 300);
  }, READING_MS);
}
