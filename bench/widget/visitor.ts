import { type Agent, get, request } from "node:http";

/** Where a visitor's requests go, and from which address: sessions of one network are limited. */
export type VisitorAddress = { url: string; identifier: string; localAddress: string; agent: Agent };

/** An open page of the widget, without a browser. */
export type Visitor = {
  /** Null: the visitor has not written. */
  conversationId: number | null;
  /** Sends a message. Rejects unless it is stored. */
  write(text: string): Promise<void>;
  /** Opens the stream, and resolves with its first byte. */
  listen(onText: (text: string) => void): Promise<void>;
  close(): void;
};

/** Begins a session, and a conversation if the visitor writes. */
export async function openVisitor(at: VisitorAddress, writes: boolean): Promise<Visitor> {
  const session = await post(at, "session", null, { locale: "en" });
  const token = String(session["visitor"]);
  const messageOf = (text: string) => ({ clientId: crypto.randomUUID(), text });
  const first = writes ? await post(at, "messages", token, messageOf("Hello")) : null;
  let stream: ReturnType<typeof get> | undefined;
  return {
    conversationId: first && Number(first["conversationId"]),
    async write(text) {
      await post(at, "messages", token, messageOf(text));
    },
    listen: (onText) =>
      new Promise((resolve, reject) => {
        const path = `${rootOf(at)}events?cursor=${encodeURIComponent(String(session["cursor"]))}`;
        const headers = {
          accept: "text/event-stream",
          authorization: `Bearer ${token}`,
          origin: at.url,
        };
        stream = get(path, { agent: false, headers, localAddress: at.localAddress }, (answer) => {
          if (answer.statusCode !== 200) reject(new Error(`a stream was answered ${answer.statusCode}`));
          answer.setEncoding("utf8").on("error", () => undefined); // `close` cuts it
          answer.on("data", (text: string) => {
            resolve();
            onText(text);
          });
        });
        stream.on("error", reject);
      }),
    close: () => void stream?.destroy(),
  };
}

const rootOf = ({ url, identifier }: VisitorAddress): string => `${url}/channels/widget/${identifier}/`;

function post(
  at: VisitorAddress,
  path: string,
  token: string | null,
  body: object,
): Promise<Record<string, unknown>> {
  const text = JSON.stringify(body);
  const headers = {
    origin: at.url,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...(token !== null && { authorization: `Bearer ${token}` }),
  };
  return send(
    rootOf(at) + path,
    { method: "POST", headers, agent: at.agent, localAddress: at.localAddress },
    text,
  );
}

/** Sends one request. Rejects an answer that is no 2xx. */
export function send(
  url: string,
  options: Parameters<typeof request>[1] & object,
  text: string,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options as object, (answer) => {
      let found = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => {
        found += chunk;
      });
      answer.on("error", reject);
      answer.on("end", () => {
        if ((answer.statusCode ?? 500) < 300) resolve(JSON.parse(found || "{}"));
        else reject(new Error(`${url} answered ${answer.statusCode} ${found.slice(0, 200)}`));
      });
    });
    sent.on("error", reject).end(text);
  });
}
