// How does the tray talk to the club? Three calls: ask where to send, send, hand over. Bytes go straight to storage.

export interface Ticket {
  upload_id: string;
  url: string;
  method: string;
  headers: Record<string, string>;
}

export interface Details {
  title: string;
  caption: string;
  alt: string;
  visibility: string;
  sensitive: boolean;
}

export interface Photo {
  id: string;
  state: string;
  reason?: string | null;
}

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
  return post<Ticket>("/api/v1/uploads", {
    filename: file.name,
    size: file.size,
    content_type: file.type,
    sha256,
  });
}

export async function handOver(uploadId: string, details: Details, key: string): Promise<Photo> {
  return post<Photo>("/api/v1/images", { upload_id: uploadId, ...details, declared: true }, key);
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

async function post<Answer>(path: string, body: unknown, key?: string): Promise<Answer> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...(key ? { "idempotency-key": key } : {}) },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refusal(0, "offline", "");
  }
  const said: unknown = await answer.json().catch(() => ({}));
  if (answer.ok) return said as Answer;
  const problem = said as { code?: string; detail?: string };
  throw new Refusal(answer.status, problem.code ?? "", problem.detail ?? "");
}
