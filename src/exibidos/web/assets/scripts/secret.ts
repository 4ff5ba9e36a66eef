// What does script add where a secret is shown once? A button that copies it, and no trace of it in a page that is left.

export function secretOnce(): void {
  const field = document.querySelector<HTMLTextAreaElement>("[data-secret]");
  if (!field) return;
  field.addEventListener("focus", () => field.select());
  if (document.activeElement === field) field.select();
  offerToCopy(field);
  // The page answered a form. Reloaded or come back to, it would ask whether to send that again; so it asks for the list instead.
  history.replaceState(history.state, "", location.href);
  // The browser's memory for going back keeps pages alive, also those that say no-store.
  window.addEventListener("pagehide", () => {
    field.defaultValue = "";
    field.value = "";
  });
}

function offerToCopy(field: HTMLTextAreaElement): void {
  const button = document.querySelector<HTMLButtonElement>("[data-copy]");
  const status = document.querySelector<HTMLElement>("[data-copy-status]");
  // Browsers lend the clipboard to https and to this machine only; elsewhere the field is selected by hand.
  if (!button || !("clipboard" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(field.value).then(
      () => {
        const said = button.dataset["copied"] ?? "";
        button.querySelector("span")?.replaceChildren(said);
        if (status) status.textContent = said;
      },
      () => field.focus(),
    );
  });
}
