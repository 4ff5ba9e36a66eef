// What does a browser keep of the club? The bundled files and one page that says there is no line. Nothing else, ever.
//
// Pages, answers of the API, pictures, streams and uploads pass by untouched: what was never kept needs no clearing when somebody signs
// out. A new worker waits until no page of the old one is open (no skipWaiting): a shell and its files are always of one build, and no
// open page changes under its reader. Nobody sees old pages meanwhile, because pages always come from the network.

/** Written before this file by the club (web/components/shell.py): the build's name, its files, and where the page for no line is. */
declare const SHELL: { readonly version: string; readonly page: string; readonly files: readonly string[] };

const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELF = `shell-${SHELL.version}`;

worker.addEventListener("install", (event) => event.waitUntil(fill()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy()));
worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== worker.location.origin) return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (SHELL.files.includes(pathname)) event.respondWith(file(event.request, pathname));
});

async function fill(): Promise<void> {
  const shelf = await caches.open(SHELF);
  await Promise.all([...SHELL.files, SHELL.page].map((address) => keep(shelf, address)));
}

/** Put one file on the shelf, asked for by nobody in particular. What is not meant for everybody ends the installation instead. */
async function keep(shelf: Cache, address: string): Promise<void> {
  const answer = await fetch(address, { credentials: "omit", cache: address === SHELL.page ? "reload" : "default" });
  if (!answer.ok || answer.redirected || /private|no-store/.test(answer.headers.get("cache-control") ?? "")) {
    throw new Error(`${address} is not to be kept`);
  }
  await shelf.put(address, answer);
}

async function tidy(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name !== SHELF);
  await Promise.all(old.map((name) => caches.delete(name)));
  // The browser may ask for the page while it still wakes this worker, so that a worker costs no time.
  await worker.registration.navigationPreload?.enable();
  // On the first visit the open page has no worker yet; it may have this one, there is no other.
  await worker.clients.claim();
}

async function page(event: FetchEvent): Promise<Response> {
  try {
    const early = (await event.preloadResponse) as Response | undefined;
    return early ?? (await fetch(event.request));
  } catch (noLine) {
    const shell = await caches.match(SHELL.page, { cacheName: SHELF });
    if (shell) return shell;
    throw noLine;
  }
}

async function file(request: Request, address: string): Promise<Response> {
  return (await caches.match(address, { cacheName: SHELF, ignoreVary: true })) ?? fetch(request);
}
