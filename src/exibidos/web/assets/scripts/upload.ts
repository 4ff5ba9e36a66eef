// How does the upload form become a tray? Several photos by choosing, dropping or pasting; each a line with its own fate.
import type { Details } from "./api";
import { Item } from "./item";
import { follow } from "./live";
import { Words } from "./words";

// Three at a time fill a home uplink; more only make each one slower and its bar less honest.
const AT_ONCE = 3;

/** On which terms all of them are shown; what was not answered stays open. */
function terms(said: FormData): Pick<Details, "licence" | "watermark" | "camera" | "comments" | "ranked"> {
  return {
    licence: said.get("licence") as Details["licence"],
    watermark: said.get("watermark") as Details["watermark"],
    camera: said.has("camera"),
    comments: said.has("comments"),
    ranked: said.has("ranked") ? said.get("ranked") === "yes" : null,
  };
}

/** Browsers leave the type of a format unsaid that their system has no reader for; its name tells it, where the club takes such names. */
function named(file: File, types: string[]): File {
  const ending = /\.[a-z]+$/.exec(file.name.toLowerCase())?.[0] ?? "";
  return file.type || !types.includes(ending) ? file : new File([file], file.name, { type: `image/${ending.slice(1)}`, lastModified: file.lastModified });
}

function start(root: HTMLElement): void {
  const find = <Kind extends HTMLElement>(selector: string): Kind => root.querySelector(selector) as Kind;
  const form = find<HTMLFormElement>("[data-upload-form]");
  const input = find<HTMLInputElement>("#f-file");
  const place = find("[data-drop]");
  const tray = find("[data-tray]");
  const publish = find<HTMLButtonElement>("[data-publish]");
  const status = find("[data-tray-status]");
  const template = find<HTMLTemplateElement>("[data-tray-item]") as unknown as HTMLTemplateElement;
  const words = Words.of(root);
  const types = (root.dataset["types"] ?? "").split(",");
  const megabytes = Number(root.dataset["megabytes"]);
  const items: Item[] = [];
  let publishing = false;

  input.multiple = true;
  input.required = false;

  const details = (item: Item): Details => ({
    ...item.said(),
    visibility: new FormData(form).get("visibility") as Details["visibility"],
    teaser: (form.elements.namedItem("teaser") as HTMLInputElement).checked,
    sensitive: (form.elements.namedItem("sensitive") as HTMLInputElement).checked,
    ...terms(new FormData(form)),
  });

  const changed = (item: Item): void => {
    if (item.stage === "published") status.textContent = words.say("said_published", { name: item.file.name });
    if (item.stage === "failed" || item.stage === "refused") status.textContent = words.say("said_failed", { name: item.file.name });
    const open = items.filter((one) => ["waiting", "reading", "sending", "sent", "ready"].includes(one.stage));
    if (!open.length) publishing = false;
    publish.disabled = !open.length || publishing;
    publish.textContent = open.length > 1 ? words.say("publish_many", { count: open.length }) : words.say("publish_one");
    next();
  };

  const next = (): void => {
    const moving = items.filter((item) => item.stage === "reading" || item.stage === "sending").length;
    const waiting = items.filter((item) => item.stage === "waiting");
    for (const item of waiting.slice(0, Math.max(0, AT_ONCE - moving))) void item.bring();
  };

  const take = (files: Iterable<File>): void => {
    for (const sent of files) {
      const file = named(sent, types);
      const item = new Item(file, template, words, changed);
      items.push(item);
      tray.append(item.element);
      item.element.querySelector("[data-remove]")?.addEventListener("click", () => {
        items.splice(items.indexOf(item), 1);
        item.drop();
        settle();
      });
      if (!types.includes(file.type)) item.show("refused", {}, words.say("wrong_type"));
      else if (file.size > megabytes * 1024 * 1024) item.show("refused", {}, words.say("too_large", { megabytes }));
      else item.show("waiting");
    }
    settle();
  };

  const settle = (): void => {
    tray.hidden = !items.length;
    root.classList.toggle("upload-busy", items.length > 0);
    find("[data-drop-title]").textContent = words.say(items.length ? "drop_more" : "drop");
    next();
  };

  publish.disabled = true;
  input.addEventListener("change", () => {
    take(input.files ?? []);
    input.value = "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    publishing = true;
    publish.disabled = true;
    for (const item of items) void item.publish(() => details(item));
  });
  document.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    if (files?.length) take(files);
  });
  // Dropping beside the place must not open the picture instead of the page.
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.add("drop-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) place.classList.remove("drop-over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("drop-over");
    if (event.dataTransfer?.files.length) take(event.dataTransfer.files);
  });
  window.addEventListener("beforeunload", (event) => {
    if (items.some((item) => ["reading", "sending", "sent", "finishing"].includes(item.stage))) event.preventDefault();
  });
}

const root = document.querySelector<HTMLElement>("[data-upload]");
if (root) start(root);

// A photo's own page waits for it in the same way, and shows itself anew when there is something to show.
const waiting = document.querySelector<HTMLElement>('[data-waiting][data-state="processing"]');
if (waiting) {
  follow(waiting.dataset["waiting"] ?? "", (state) => {
    if (state.state !== "processing") location.reload();
  });
}
