// How does a page talk to a device's passkeys? It asks the club for a question, has the device answer, and brings the answer back.

import { Refusal, ask, post } from "./api";
import type { components } from "./openapi";

type Schemas = components["schemas"];
type Known = Schemas["RequestOptions"];

// The club forgets a question after ten minutes; a page that waits for an answer asks anew before.
const FRESH_MS = 8 * 60_000;
// Which passkeys this browser has seen come from its own device, so that the list can say which one is here.
const HERE = "passkeys-here";

/* The conversions that browsers have learnt lately, by hand: some of the managers that stand in for a browser's own break theirs. */
const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (data: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(data))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const described = (all: Schemas["Described"][]): PublicKeyCredentialDescriptor[] =>
  all.map((one) => ({ id: bytes(one.id), type: "public-key", transports: (one.transports ?? []) as AuthenticatorTransport[] }));

async function make(options: Schemas["CreationOptions"]): Promise<Schemas["MadeCredential"]> {
  const made = (await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  remember(made);
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: "public-key",
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports(),
    },
  };
}

async function show(options: Known, signal: AbortSignal, mediation: CredentialMediationRequirement = "optional"): Promise<Schemas["ShownCredential"]> {
  const shown = (await navigator.credentials.get({
    mediation,
    signal,
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: described(options.allowCredentials) },
  })) as PublicKeyCredential;
  const response = shown.response as AuthenticatorAssertionResponse;
  remember(shown);
  return {
    id: shown.id,
    rawId: text(shown.rawId),
    type: "public-key",
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

function seenHere(): string[] {
  try {
    return JSON.parse(localStorage.getItem(HERE) ?? "[]") as string[];
  } catch {
    return []; // storage is closed to us: then nothing is said
  }
}

function remember(credential: PublicKeyCredential): void {
  if (credential.authenticatorAttachment !== "platform") return;
  const mark = Array.from(new Uint8Array(credential.rawId), (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    localStorage.setItem(HERE, JSON.stringify([...new Set([mark, ...seenHere()])].slice(0, 20)));
  } catch {
    // As above.
  }
}

/** One place of a page that asks a device: its button, what it says while it waits, and what went wrong. */
class Place {
  private readonly button: HTMLButtonElement | null;
  private readonly problem: HTMLElement | null;
  private readonly idle: string;

  constructor(private readonly root: HTMLElement) {
    this.button = root.querySelector("[data-passkey-act]");
    this.problem = root.querySelector("[data-passkey-problem]");
    this.idle = this.button?.querySelector("span")?.textContent ?? "";
  }

  /** Say whether passkeys can be used here, and show what can be done where they cannot. */
  usable(): boolean {
    const here = location.hostname === this.root.dataset["party"] || location.hostname.endsWith(`.${this.root.dataset["party"]}`);
    const known = "PublicKeyCredential" in window;
    if (here && known) return true;
    const around = this.root.parentElement;
    for (const part of this.root.matches("form") ? [this.root] : this.root.querySelectorAll<HTMLElement>(".row, .passkey-or")) part.hidden = true;
    const told = here ? "[data-passkey-unknown]" : "[data-passkey-elsewhere]";
    around?.querySelector<HTMLElement>(told)?.removeAttribute("hidden");
    return false;
  }

  next(): string {
    return this.root.dataset["next"] ?? "/";
  }

  pressed(act: () => Promise<void>): void {
    const form = this.root.closest("form");
    const press = (event: Event): void => {
      event.preventDefault();
      void this.busy(act);
    };
    form ? form.addEventListener("submit", press) : this.button?.addEventListener("click", press);
  }

  async busy(act: () => Promise<void>): Promise<void> {
    if (this.button?.getAttribute("aria-busy")) return;
    this.say("");
    this.button?.setAttribute("aria-busy", "true");
    this.button?.querySelector("span")?.replaceChildren(this.button.dataset["busy"] ?? this.idle);
    try {
      await act();
    } catch (error) {
      this.tell(error);
    } finally {
      this.button?.removeAttribute("aria-busy");
      this.button?.querySelector("span")?.replaceChildren(this.idle);
    }
  }

  tell(error: unknown): void {
    const words = JSON.parse(this.root.dataset["say"] ?? "{}") as Record<string, string>;
    if (error instanceof Refusal) {
      const door = { "accounts.prove_first": "/prove", "accounts.sign_in_first": "/sign-in" }[error.code];
      if (door) return location.assign(`${door}?next=${encodeURIComponent(location.pathname)}`);
      return this.say(error.message || (words["offline"] ?? ""));
    }
    const name = error instanceof DOMException ? error.name : "";
    const key = { InvalidStateError: "known", NotAllowedError: "cancelled", AbortError: "cancelled" }[name] ?? "failed";
    this.say(words[key] ?? "");
  }

  private say(sentence: string): void {
    if (!this.problem) return;
    this.problem.hidden = !sentence;
    this.problem.querySelector("span")?.replaceChildren(sentence);
  }
}

function go(path: string, notice = ""): void {
  const target = new URL(path, location.href);
  if (notice) target.searchParams.set("notice", notice);
  location.assign(target);
}

async function signIn(root: HTMLElement): Promise<void> {
  const place = new Place(root);
  if (!place.usable()) return;
  let waiting = new AbortController();
  const question = (): Promise<Known> => post("/api/v1/session/passkey/options");
  const enter = async (credential: Schemas["ShownCredential"]): Promise<void> => {
    const said = await post("/api/v1/session/passkey", { credential });
    // Whose account rests is asked first whether they are back.
    if ("owes" in said) return go(`/sign-in/${said.owes}?next=${encodeURIComponent(place.next())}`);
    go(place.next(), "signed_in");
  };

  /** Let the e-mail field offer passkeys among what it fills in, for as long as nothing else is asked of the device. */
  const wait = async (): Promise<void> => {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    const { signal } = (waiting = new AbortController());
    const again = setTimeout(() => {
      waiting.abort();
      void wait();
    }, FRESH_MS);
    let shown: Schemas["ShownCredential"] | undefined;
    try {
      shown = await show(await question(), signal, "conditional");
    } catch {
      return; // nobody has asked for anything yet: the button is there for who does
    } finally {
      clearTimeout(again);
    }
    await place.busy(async () => enter(shown));
    void wait();
  };

  place.pressed(async () => {
    waiting.abort();
    try {
      await enter(await show(await question(), new AbortController().signal));
    } catch (error) {
      void wait();
      throw error;
    }
  });
  await wait();
}

function prove(root: HTMLElement): void {
  const place = new Place(root);
  if (!place.usable()) return;
  place.pressed(async () => {
    const options = await post("/api/v1/session/proof/passkey/options");
    await ask("PUT", "/api/v1/session/proof/passkey", { credential: await show(options, new AbortController().signal) });
    go(place.next());
  });
}

function add(form: HTMLFormElement): void {
  const place = new Place(form);
  if (!place.usable()) return;
  place.pressed(async () => {
    const credential = await make(await post("/api/v1/passkeys/options"));
    await post("/api/v1/passkeys", { name: String(new FormData(form).get("name")), credential });
    go(location.pathname, "passkey_added");
  });
}

/** Offer to join without a password where a passkey can be made afterwards; who takes it up is not asked for one. */
function instead(root: HTMLElement): void {
  if (!new Place(root).usable()) return;
  const password = document.getElementById(root.dataset["passkeyInstead"] ?? "") as HTMLInputElement | null;
  const box = root.querySelector<HTMLInputElement>("input");
  const field = password?.closest<HTMLElement>(".field");
  if (!password || !box || !field) return;
  const follow = (): void => {
    field.hidden = password.disabled = box.checked;
  };
  root.hidden = false;
  box.addEventListener("change", follow);
  follow();
}

for (const root of document.querySelectorAll<HTMLElement>("[data-passkey-instead]")) instead(root);
for (const root of document.querySelectorAll<HTMLElement>("[data-passkey-sign_in]")) void signIn(root);
for (const root of document.querySelectorAll<HTMLElement>("[data-passkey-prove]")) prove(root);
for (const form of document.querySelectorAll<HTMLFormElement>("[data-passkey-add]")) add(form);
const here = new Set(seenHere());
for (const line of document.querySelectorAll<HTMLElement>("[data-passkey]")) {
  line.querySelector<HTMLElement>("[data-passkey-here]")?.toggleAttribute("hidden", !here.has(line.dataset["passkey"] ?? ""));
}
