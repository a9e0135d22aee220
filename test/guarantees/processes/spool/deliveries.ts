import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** Somebody who writes, and how a provider brings their messages. */
export type Writer = { name: string; post(content: string): Promise<Response> };

export const APP_SECRET = "app-secret-of-meta";

/** A customer of a WhatsApp number: signed webhooks of Meta. `base` may change when a process moves. */
export function whatsappWriter(
  base: () => string,
  { identifier, phoneNumberId, from }: { identifier: string; phoneNumberId: string; from: string },
): Writer {
  return {
    name: `${identifier} ${from}`,
    post(content) {
      const message = {
        from,
        id: `wamid.${from}.${content.replaceAll(" ", "-")}`,
        timestamp: String(Math.floor(Date.now() / 1_000)),
        type: "text",
        text: { body: content },
      };
      const metadata = { display_phone_number: "15550100", phone_number_id: phoneNumberId };
      const value = { messaging_product: "whatsapp", metadata, messages: [message] };
      const entry = [{ id: "900000001", changes: [{ field: "messages", value }] }];
      const body = JSON.stringify({ object: "whatsapp_business_account", entry });
      const signature = createHmac("sha256", APP_SECRET).update(body).digest("hex");
      const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
      return fetch(`${base()}/channels/whatsapp/${identifier}`, { method: "POST", body, headers });
    },
  };
}

/** A visitor of Chatwoot's public API, whose software names each message by a key of its own. */
export const publicWriter = (base: () => string, path: string): Writer => ({
  name: path,
  post: (content) =>
    fetch(`${base()}${path}/messages`, {
      method: "POST",
      body: JSON.stringify({ content }),
      headers: {
        "content-type": "application/json",
        "idempotency-key": `${path}/${content}`.replaceAll(" ", "-"),
      },
    }),
});

export type Load = {
  /** How often each status was answered; `none`: there was no answer, and the message was sent again. */
  statuses: Record<string, number>;
  /** What each writer has sent, in order. */
  sent: ReadonlyMap<string, readonly string[]>;
  /** Sends no more, and resolves when every message has been answered with 2xx. */
  stop(): Promise<void>;
};

/** Sends so many messages a second, in turn by each writer. A writer repeats a message until it has arrived, as providers do. */
export function startLoad(writers: readonly Writer[], perSecond: number): Load {
  const statuses: Record<string, number> = {};
  const sent = new Map<string, string[]>(writers.map(({ name }) => [name, []]));
  const chains = new Map<string, Promise<void>>();
  const startedMs = performance.now();
  let count = 0;

  const deliver = async (writer: Writer, content: string) => {
    for (;;) {
      const status = await writer.post(content).then(
        async (answer) => {
          await answer.arrayBuffer();
          return String(answer.status);
        },
        () => "none",
      );
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status.startsWith("2")) return;
      await sleep(200);
    }
  };
  const sendNext = () => {
    const writer = writers[count % writers.length];
    if (!writer) return;
    const contents = sent.get(writer.name) ?? [];
    const content = `message ${contents.length + 1}`;
    contents.push(content);
    count += 1;
    const before = chains.get(writer.name) ?? Promise.resolve();
    chains.set(
      writer.name,
      before.then(() => deliver(writer, content)),
    );
  };
  const timer = setInterval(() => {
    while (count < ((performance.now() - startedMs) / 1_000) * perSecond) sendNext();
  }, 10);
  return {
    statuses,
    sent,
    async stop() {
      clearInterval(timer);
      await Promise.all(chains.values());
    },
  };
}
