// How does the wall go on by itself? The "more" link is followed before it comes into sight, and what it leads to is hung below.

// One window ahead: the next part is there before the eye is, and appending happens out of sight (no layout shift); two windows would
// fetch it on arrival, beside the first pictures.
const AHEAD = "100%";

export function endlessWall(): void {
  const more = document.querySelector<HTMLAnchorElement>("[data-more]");
  const wall = document.querySelector<HTMLElement>("[data-wall]");
  if (!more || !wall) return;
  // What ends the page waits for the end of the wall: it would be pushed away each time, from under the eye and from under the focus.
  const foot = document.querySelector<HTMLElement>(".foot");
  const ends = (over: boolean): void => {
    if (foot) foot.hidden = !over;
  };
  ends(false);
  const idle = more.textContent ?? "";
  let loading = false;
  keepFullRows(wall, true);
  window.addEventListener("resize", () => keepFullRows(wall, more.isConnected));

  const load = async (): Promise<void> => {
    if (loading) return;
    loading = true;
    more.setAttribute("aria-busy", "true");
    more.textContent = more.dataset["busy"] ?? idle;
    try {
      const answer = await fetch(more.href);
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      append(wall, page);
      more.textContent = idle;
      const next = page.querySelector<HTMLAnchorElement>("[data-more]");
      const end = page.querySelector(".wall-end");
      if (next) {
        more.href = next.href;
        // Observe anew: on a tall screen the link may still be in sight, and nothing would fire.
        watch.unobserve(more);
        watch.observe(more);
      } else {
        watch.disconnect();
        more.parentElement?.replaceWith(...(end ? [end] : []));
        ends(true);
      }
      keepFullRows(wall, next !== null);
    } catch {
      // The link stays a link: a tap tries again, and nothing else does, or a broken line would be hammered.
      watch.disconnect();
      more.textContent = more.dataset["failed"] ?? idle;
      ends(true);
    } finally {
      loading = false;
      more.removeAttribute("aria-busy");
    }
  };
  const watch = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void load();
    },
    { rootMargin: `0px 0px ${AHEAD} 0px` },
  );
  watch.observe(more);
  more.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    void load();
  });
}

/** While the wall goes on, its last row waits for the pictures that will fill it: hung already, it would change its shape under the eye. */
function keepFullRows(wall: HTMLElement, goesOn: boolean): void {
  const tiles = Array.from(wall.children) as HTMLElement[];
  for (const tile of tiles) tile.hidden = false;
  wall.classList.toggle("wall-goes-on", goesOn);
  const last = tiles.at(-1)?.offsetTop;
  if (!goesOn || tiles[0]?.offsetTop === last) return;
  for (const tile of tiles.filter((one) => one.offsetTop === last)) tile.hidden = true;
}

/** Hang the other page's tiles, but those that hang already: a photo may have moved on while the cursor stood still. */
function append(wall: HTMLElement, page: Document): void {
  const hanging = new Set(Array.from(wall.querySelectorAll<HTMLElement>("[data-photo]"), (link) => link.dataset["photo"]));
  for (const tile of page.querySelectorAll<HTMLElement>("[data-wall] > li")) {
    if (!hanging.has(tile.querySelector<HTMLElement>("[data-photo]")?.dataset["photo"])) wall.append(tile);
  }
}
