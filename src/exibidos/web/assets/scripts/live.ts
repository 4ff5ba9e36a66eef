// How does a photo's state reach the page that waits for it? By server-sent events, closed while nobody looks.

import type { components } from "./openapi";

export type State = components["schemas"]["StateEvent"];

const FINAL = new Set(["published", "rejected", "failed", "review"]);

// A stream that breaks off is opened again by the browser; one that was answered with 503 never, so that is for us, for ten minutes.
const AGAIN_MILLISECONDS = 5000;
const MOST_TRIES = 120;

/** Tell `changed` every state of the photo until a final one. A hidden tab holds no stream; returning opens it again. */
export function follow(id: string, changed: (state: State) => void): void {
  let stream: EventSource | null = null;
  let tries = 0;
  const open = (): void => {
    if (stream || document.hidden) return;
    stream = new EventSource(`/api/v1/images/${id}/events`);
    stream.addEventListener("state", (event) => {
      const state = JSON.parse((event as MessageEvent<string>).data) as State;
      changed(state);
      if (FINAL.has(state.state)) {
        close();
        document.removeEventListener("visibilitychange", watch);
      }
    });
    stream.addEventListener("error", () => {
      if (stream?.readyState !== EventSource.CLOSED || ++tries > MOST_TRIES) return;
      close();
      window.setTimeout(open, AGAIN_MILLISECONDS);
    });
  };
  const close = (): void => {
    stream?.close();
    stream = null;
  };
  const watch = (): void => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", watch);
  open();
}
