// How does the number on the bell keep up while a page is open? By server-sent events, closed while nobody looks.

import type { components } from "./openapi";

type Unseen = components["schemas"]["UnseenAnswer"];

// A browser opens a stream that broke off again by itself; one that was answered with an error never, so that is for us, ever more rarely.
const FIRST_MILLISECONDS = 5000;
const LONGEST_MILLISECONDS = 300_000;
const MOST = 99;

export function bell(): void {
  const link = document.querySelector<HTMLElement>("[data-bell]");
  const badge = link?.querySelector<HTMLElement>("[data-count]");
  const address = link?.dataset["bell"];
  if (!badge || !address) return;
  let stream: EventSource | null = null;
  let wait = FIRST_MILLISECONDS;
  const open = (): void => {
    if (stream || document.hidden) return;
    stream = new EventSource(address);
    stream.addEventListener("unseen", (event) => {
      wait = FIRST_MILLISECONDS;
      show(badge, JSON.parse((event as MessageEvent<string>).data) as Unseen);
    });
    stream.addEventListener("error", () => {
      if (stream?.readyState !== EventSource.CLOSED) return;
      close();
      window.setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_MILLISECONDS);
    });
  };
  const close = (): void => {
    stream?.close();
    stream = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  // A page that a browser keeps for the way back must hold no stream, or it is not kept.
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
}

function show(badge: HTMLElement, { unseen }: Unseen): void {
  badge.textContent = unseen > MOST ? `${MOST}+` : String(unseen);
  badge.hidden = unseen === 0;
}
