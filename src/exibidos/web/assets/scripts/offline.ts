// How does the page for no line notice that the line is back? It listens to the browser, and asks the club itself: a browser only
// knows its own end.

// First soon, for a line that only stumbled; then seldom, for a phone in a tunnel.
const SOON_MS = 2_000;
const SELDOM_MS = 30_000;
// As long as the lamp's flicker (doors.css).
const FLICKER_MS = 600;

const line = document.querySelector<HTMLElement>("[data-line]");
let wait = SOON_MS;
let next: ReturnType<typeof setTimeout> | undefined;

async function look(): Promise<void> {
  clearTimeout(next);
  if (document.hidden) return;
  line?.classList.add("line-trying");
  try {
    const answer = await fetch("/healthz", { cache: "no-store", credentials: "omit" });
    if (answer.ok) return comeBack();
  } catch {
    // No line yet: that is what this page is about.
  }
  setTimeout(() => line?.classList.remove("line-trying"), FLICKER_MS);
  next = setTimeout(() => void look(), wait);
  wait = Math.min(wait * 1.5, SELDOM_MS);
}

/** Show what the reader had asked for, which stands in the address bar. */
function comeBack(): void {
  line?.classList.add("line-back");
  // Somebody who opens this page itself would come back to it for ever.
  if (location.pathname === "/offline") location.replace("/");
  else location.reload();
}

window.addEventListener("online", () => void look());
document.addEventListener("visibilitychange", () => void look());
// Not at once: if the club is well and only the page that was asked for is not, this would turn in a circle without a breath.
next = setTimeout(() => void look(), wait);
