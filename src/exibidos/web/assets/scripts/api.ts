// How does the tray talk to the club? Three calls: ask where to send, send, hand over. Bytes go straight to storage.

import type { components, paths } from "./openapi";

type Schemas = components["schemas"];
export type Ticket = Schemas["UploadAnswer"];
export type Details = Required<Schemas["DetailsRequest"]>;
export type Photo = Pick<Schemas["PhotoAnswer"], "id" | "state" | "reason">;

/** What a POST to a path takes, and what it answers when all is well. */
type Post<Path extends keyof paths> = NonNullable<paths[Path]["post"]>;
type Body<Path extends keyof paths> = Post<Path> extends { requestBody: { content: { "application/json": infer Sent } } } ? Sent : never;
type Answer<Path extends keyof paths> = {
  [Status in keyof Post<Path>["responses"]]: Status extends 200 | 201 | 202
    ? Post<Path>["responses"][Status] extends { content: { "application/json": infer Said } } ? Said : never
    : never;
}[keyof Post<Path>["responses"]];

/** A refusal with the club's own sentence, if it sent one (RFC 9457), and its code. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export async function ticket(file: File, sha256: string): Promise<Ticket> {
  return post("/api/v1/uploads", {
    filename: file.name,
    size: file.size,
    content_type: file.type,
    sha256,
  });
}

/** Make a photo of an upload, once: asked again, the club answers with the photo that it made. */
export async function handOver(uploadId: string, details: Details): Promise<Photo> {
  const photo = await post("/api/v1/images", { upload_id: uploadId, ...details, declared: true });
  // An earlier try got through whose answer was lost, and who may see the photo was chosen anew since.
  const teaser = details.teaser && details.visibility === "followers";
  if (photo.visibility !== details.visibility || photo.teaser !== teaser || photo.sensitive !== details.sensitive) await ask("PUT", `/api/v1/images/${photo.id}`, details);
  return photo;
}

/** Send with progress: fetch cannot tell how far it is, XMLHttpRequest can. */
export function send(
  method: string,
  url: string,
  body: Blob | FormData,
  headers: Record<string, string>,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) {
      // The browser sets these itself and refuses to have them set.
      if (!/^(content-length|host)$/i.test(name)) request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => resolve(request);
    request.onerror = () => reject(new Refusal(0, "offline", ""));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

/** A path whose POST takes no body is asked without one. */
export async function post<Path extends keyof paths>(path: Path, ...body: [Body<Path>] extends [never] ? [] : [Body<Path>]): Promise<Answer<Path>> {
  return (await ask("POST", path, body[0])) as Answer<Path>;
}

export async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers: { "content-type": "application/json", accept: "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw new Refusal(0, "offline", "");
  }
  const said: unknown = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const problem = said as Partial<Schemas["ProblemAnswer"]>;
  throw new Refusal(answer.status, problem.code ?? "", problem.detail ?? "");
}
