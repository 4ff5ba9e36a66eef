// What happens to one photo in the tray? Its bytes travel while its words are written; publishing hands both over.
import { type Details, handOver, type Photo, Refusal, send, ticket } from "./api";
import { follow, type State } from "./live";
import type { Words } from "./words";

export type Stage = "waiting" | "reading" | "sending" | "sent" | "ready" | "finishing" | "processing" | "review" | "published" | "refused" | "failed";

/** Only a secure context can digest; elsewhere (http on the local network) the form itself carries the bytes. */
export const direct = typeof crypto !== "undefined" && "subtle" in crypto;

// While the store or the club is away a photo waits in the tray and goes on by itself: for a minute and a half, longer than a restart takes.
const AGAIN_MILLISECONDS = 8000;
const MOST_TRIES = 12;

export class Item {
  stage: Stage = "waiting";
  readonly element: HTMLElement;
  private readonly aborter = new AbortController();
  private uploadId = "";
  private tries = 0;
  private wanted: (() => Details) | null = null;

  constructor(
    readonly file: File,
    template: HTMLTemplateElement,
    private readonly words: Words,
    private readonly changed: (item: Item) => void,
  ) {
    this.element = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    this.part("[data-name]").textContent = file.name;
    const view = this.part<HTMLImageElement>("[data-view]");
    view.src = URL.createObjectURL(file);
    view.onerror = () => (view.hidden = true);
    this.part("[data-again]").addEventListener("click", () => void this.retry());
  }

  /** Bring the bytes to the club as far as they go before somebody presses publish. */
  async bring(): Promise<void> {
    if (!direct) return this.show("ready");
    try {
      this.show("reading");
      const digest = await crypto.subtle.digest("SHA-256", await this.file.arrayBuffer());
      const where = await ticket(this.file, hex(digest));
      this.show("sending", { percent: 0 });
      const answer = await send(where.method, where.url, this.file, where.headers, (share) => this.travelled(share), this.aborter.signal);
      // 412: create-only storage already holds these bytes, so an earlier try arrived after all.
      if (answer.status >= 300 && answer.status !== 412) throw new Refusal(answer.status, "gone", this.words.say("gone"));
      this.uploadId = where.upload_id;
      this.show("sent");
      if (this.wanted) await this.publish(this.wanted);
    } catch (error) {
      this.refuse(error);
    }
  }

  /** Hand the photo over; if its bytes still travel, as soon as they are there. */
  async publish(details: () => Details): Promise<void> {
    this.wanted = details;
    if (this.stage !== "sent" && this.stage !== "ready") return;
    try {
      this.show("finishing");
      this.lock();
      const photo = direct ? await handOver(this.uploadId, details()) : await this.sendForm(details());
      this.part<HTMLAnchorElement>("[data-open]").href = `/p/${photo.id}`;
      // A quick worker may have decided already, before anybody followed.
      this.arrived({ state: photo.state, reason: photo.reason ?? null }, details().visibility);
      if (photo.state === "processing") follow(photo.id, (state) => this.arrived(state, details().visibility));
    } catch (error) {
      this.refuse(error);
    }
  }

  said(): Pick<Details, "title" | "caption" | "alt"> {
    const value = (name: string): string => this.part<HTMLInputElement>(`[name=${name}]`).value;
    return { title: value("title"), caption: value("caption"), alt: value("alt") };
  }

  drop(): void {
    this.aborter.abort();
    URL.revokeObjectURL(this.part<HTMLImageElement>("[data-view]").src);
    this.element.remove();
  }

  refuse(problem: unknown): void {
    if (problem instanceof DOMException && problem.name === "AbortError") return;
    const refusal = problem instanceof Refusal ? problem : new Refusal(0, "", "");
    const final = refusal.status >= 400 && refusal.status < 500 && refusal.code !== "gone";
    const said = refusal.message || this.words.refusal(refusal.code, this.words.say(refusal.code === "offline" ? "offline" : "failed"));
    this.show(final ? "refused" : "failed", {}, said);
    this.part("[data-again]").hidden = final;
    const away = refusal.status === 0 || refusal.status >= 500;
    if (!direct || !away || ++this.tries > MOST_TRIES) return;
    // Only if nobody pressed the button meanwhile, or took the photo off the list.
    window.setTimeout(() => this.stage === "failed" && this.element.isConnected && void this.retry(), AGAIN_MILLISECONDS);
  }

  show(stage: Stage, values: Record<string, string | number> = {}, said = ""): void {
    this.stage = stage;
    this.element.dataset["state"] = stage;
    this.part("[data-said]").textContent = said || this.words.say(stage === "refused" ? "rejected" : stage, values);
    this.part("[data-again]").hidden = true;
    this.part("[data-fields]").hidden = stage === "refused" || stage === "published";
    this.changed(this);
  }

  private async sendForm(details: Details): Promise<Photo> {
    const form = new FormData();
    form.set("file", this.file);
    for (const name of ["title", "caption", "alt", "visibility"] as const) form.set(name, details[name]);
    for (const name of ["teaser", "sensitive"] as const) if (details[name]) form.set(name, "on");
    form.set("declared", "on");
    form.set("terms", "on");
    for (const name of ["licence", "watermark"] as const) form.set(name, details[name] ?? "");
    for (const name of ["camera", "comments"] as const) if (details[name]) form.set(name, "on");
    if (details.ranked !== null) form.set("ranked", details.ranked ? "yes" : "no");
    const answer = await send("POST", "/upload", form, {}, (share) => this.travelled(share), this.aborter.signal);
    const id = answer.responseURL.match(/\/p\/([0-9a-f-]{36})/)?.[1];
    if (id) return { id, state: "processing" };
    const page = new DOMParser().parseFromString(answer.responseText, "text/html");
    throw new Refusal(answer.status, "", page.querySelector("[data-form-error]")?.textContent?.trim() ?? "");
  }

  private arrived(state: State, visibility: string): void {
    if (state.state === "rejected") {
      this.refuse(new Refusal(422, state.reason ?? "", state.sentence ?? ""));
      return this.offer(this.words.say("open_refused"));
    }
    this.show(state.state as Stage, {}, state.state === "published" && visibility !== "public" ? this.words.say("published_private") : "");
    if (state.state !== "published") return;
    this.offer(this.words.say("open"));
    this.part<HTMLProgressElement>("[data-bar]").value = 100;
    this.part("[data-name]").textContent = this.said().title || this.file.name;
  }

  /** Lead to the photo's page; a refused one waits there too, with its reason and the means to delete it. */
  private offer(said: string): void {
    const link = this.part<HTMLAnchorElement>("[data-open]");
    link.textContent = said;
    link.hidden = false;
  }

  private travelled(share: number): void {
    const percent = Math.round(share * 100);
    this.part<HTMLProgressElement>("[data-bar]").value = percent;
    this.part("[data-said]").textContent = this.words.say("sending", { percent });
  }

  private async retry(): Promise<void> {
    if (this.uploadId && this.wanted) {
      this.stage = "sent";
      return this.publish(this.wanted);
    }
    return this.bring();
  }

  private lock(): void {
    for (const input of this.element.querySelectorAll<HTMLInputElement>("[data-fields] *")) input.disabled = true;
    this.part("[data-remove]").hidden = true;
  }

  private part<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
    return this.element.querySelector(selector) as Kind;
  }
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
