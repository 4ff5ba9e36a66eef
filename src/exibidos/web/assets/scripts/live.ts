// How does a photo's state reach the page that waits for it? By server-sent events, closed while nobody looks.

import type { components } from "./openapi";

export type State = components["schemas"]["StateEvent"];

const FINAL = new Set(["published", "rejected", "failed", "review"]);

/** Tell `changed` every state of the photo until a final one. A hidden tab holds no stream; returning opens it again. */
export function follow(id: string, changed: (state: State) => void): void {
  let stream: EventSource | null = null;
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
  };
  const close = (): void => {
    stream?.close();
    stream = null;
  };
  const watch = (): void => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", watch);
  open();
}
