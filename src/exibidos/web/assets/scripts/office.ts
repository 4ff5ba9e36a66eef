// What does script do for moderators? Keys: on the list j and k walk, on a case a key presses what names it.

export function office(): void {
  const queue = document.querySelector<HTMLElement>("[data-queue]");
  const page = document.querySelector<HTMLElement>("[data-case-page]");
  const room = queue ?? page;
  if (!room) return;
  for (const hint of room.querySelectorAll<HTMLElement>("[data-keys]")) hint.hidden = false;
  document.addEventListener("keydown", (event) => {
    const writing = (event.target as HTMLElement).closest("input:not([type=radio], [type=checkbox]), textarea, select");
    if (event.ctrlKey || event.metaKey || event.altKey || writing) return;
    if (queue && (event.key === "j" || event.key === "k")) return walk(queue, event.key === "j" ? 1 : -1);
    const named = page && /^[a-z0-9]$|^Escape$/i.test(event.key) ? page.querySelector<HTMLElement>(`[data-key="${event.key}"]`) : null;
    if (!named) return;
    event.preventDefault();
    named.click();
    named.focus();
  });
}

function walk(queue: HTMLElement, step: number): void {
  const doors = [...queue.querySelectorAll<HTMLElement>("[data-case]")];
  const at = doors.indexOf(document.activeElement as HTMLElement);
  doors[Math.min(doors.length - 1, Math.max(0, at + step))]?.focus();
}
