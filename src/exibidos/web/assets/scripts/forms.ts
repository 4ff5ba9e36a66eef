// What does script do for forms? A second press sends nothing twice, and a password may be looked at.

export function busyForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.matches("[data-form]")) return;
    if (form.dataset["sent"]) return event.preventDefault();
    form.dataset["sent"] = "1";
    const button = form.querySelector<HTMLButtonElement>("[data-busy]");
    if (!button) return;
    button.dataset["idle"] = button.textContent ?? "";
    button.setAttribute("aria-busy", "true");
    button.textContent = button.dataset["busy"] ?? "";
  });
  // A page that comes back from the browser's memory must not come back as "sending".
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll<HTMLElement>("[data-sent]")) {
      delete form.dataset["sent"];
      const button = form.querySelector<HTMLElement>("[data-busy]");
      button?.removeAttribute("aria-busy");
      if (button?.dataset["idle"]) button.textContent = button.dataset["idle"];
    }
  });
}

export function passwordPeek(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-peek]")) {
    const input = document.getElementById(button.dataset["peek"] ?? "") as HTMLInputElement | null;
    if (!input) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = input.type === "password";
      input.type = open ? "text" : "password";
      button.setAttribute("aria-pressed", String(open));
    });
  }
}
