import type {
  WidgetContact,
  WidgetContactInput,
  WidgetConversations,
  WidgetEvents,
  WidgetFile,
  WidgetMessage,
  WidgetMessageInput,
  WidgetMessages,
  WidgetReceiptsInput,
  WidgetSession,
  WidgetSessionInput,
  WidgetTranscriptInput,
  WidgetTypingInput,
} from "@/server/contract/channel/widget";

/** An answer that is no 2xx. `isFinal`: the same request would be refused again. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code = "", message = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
  get isFinal(): boolean {
    return /^4(?!01|08|25|29)/.test(`${this.status}`);
  }
}

const REQUEST_MS = 30_000;

/** The public API of one inbox. `token`, and the version of the look that the page shows, are read at each request. */
export function createClient(
  base: string,
  inbox: string,
  token: () => string | null,
  look: () => string | undefined,
) {
  const root = `${base}channels/widget/${encodeURIComponent(inbox)}/`;
  const headers = (): Record<string, string> => {
    const bearer = token();
    return bearer ? { authorization: `Bearer ${bearer}` } : {};
  };
  const request = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    fetch(root + path, {
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(REQUEST_MS),
      ...init,
      headers: { ...headers(), ...init.headers },
    });
  /** An answer to who is not the visitor any more, by a logout for example, is nobody's. */
  async function json<T>(path: string, method = "GET", body?: unknown): Promise<T> {
    const visitor = token();
    const response = await request(path, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    const answer = await bodyOf<T>(response);
    if (visitor !== token()) throw new Refused(401);
    return answer;
  }
  const events = (cursor: string) => `events?${new URLSearchParams({ cursor, config: look() ?? "" })}`;
  return {
    session: (input: WidgetSessionInput) => json<WidgetSession>("session", "POST", input),
    conversations: () => json<WidgetConversations>("conversations"),
    messages: (id: number, before: string | null) =>
      json<WidgetMessages>(`conversations/${id}/messages?${new URLSearchParams(before ? { before } : {})}`),
    send: (input: WidgetMessageInput) => json<WidgetMessage>("messages", "POST", input),
    receipts: (input: WidgetReceiptsInput) => json<unknown>("receipts", "POST", input),
    typing: (input: WidgetTypingInput) => json<unknown>("typing", "POST", input),
    contact: (input: WidgetContactInput) => json<WidgetContact>("contact", "PATCH", input),
    transcript: (input: WidgetTranscriptInput) => json<unknown>("transcript", "POST", input),
    poll: (cursor: string) => json<WidgetEvents>(`${events(cursor)}&wait=25`),
    stream: (cursor: string, signal: AbortSignal) =>
      request(events(cursor), {
        headers: { accept: "text/event-stream" },
        signal,
      }),
    upload: (file: File, onProgress: (part: number) => void) =>
      upload(`${root}files`, headers(), file, onProgress),
  };
}

export type Client = ReturnType<typeof createClient>;

/** The answer's JSON; refuses with the server's code where it is no 2xx. */
export async function bodyOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw refusalOf(response.status, text);
  return JSON.parse(text || "null");
}

function refusalOf(status: number, text: string): Refused {
  try {
    const { code, message } = JSON.parse(text).error;
    return new Refused(status, code, message);
  } catch {
    return new Refused(status); // a proxy answers without JSON
  }
}

/** By XMLHttpRequest: fetch reports no progress of what it sends. */
function upload(
  url: string,
  headers: Record<string, string>,
  file: File,
  onProgress: (part: number) => void,
): Promise<WidgetFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onloadend = () => {
      const { status, responseText } = request; // status 0: the upload was cut
      if (status > 199 && status < 300) resolve(JSON.parse(responseText));
      else reject(refusalOf(status, responseText));
    };
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}
