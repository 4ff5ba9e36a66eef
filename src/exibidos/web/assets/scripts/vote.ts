// What does script add to judging? The buttons answer in place; without it the page comes back with the same answer.

export function voting(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-vote-form]")) return;
    event.preventDefault();
    void vote(form, (event as SubmitEvent).submitter as HTMLButtonElement | null);
  });
}

async function vote(form: HTMLFormElement, pressed: HTMLButtonElement | null): Promise<void> {
  if (!pressed) return;
  pressed.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams({ choice: pressed.value }) });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector<HTMLElement>("[data-vote]");
    const old = form.closest("[data-vote]");
    if (!fresh || !old) throw new Error("no vote");
    const box = document.importNode(fresh, true);
    old.replaceWith(box);
    // The button that was pressed is another element now; who steers by keyboard stays where they were.
    const again = box.querySelector<HTMLElement>(`[value="${pressed.value}"]`) ?? box.querySelector<HTMLElement>("button");
    again?.focus();
  } catch {
    // The plain form still works; it shows the error page if there is one to show.
    const choice = document.createElement("input");
    choice.type = "hidden";
    choice.name = "choice";
    choice.value = pressed.value;
    form.append(choice);
    form.submit();
  }
}
