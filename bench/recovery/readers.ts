import { get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { encode } from "next-auth/jwt";
import type { Event } from "@/server/contract/event/event";
import type { Frame } from "@/server/contract/live/frame";

export type Reader<T> = { seen: T[]; faults: string[]; stop(): Promise<void> };
export type SeenEvent = { seq: number; id: string };

const RETRY_MS = 100;

/** Follows the live stream as a browser does, through every crash: reconnects with the last id it saw. */
export function readStream(url: string, cookie: string): Reader<SeenEvent> & { isOpen(): boolean } {
  const seen: SeenEvent[] = [];
  const faults: string[] = [];
  let lastId: string | null = null;
  let isStopping = false;
  let isOpen = false;
  let current: IncomingMessage | undefined;

  const take = (block: string) => {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
    const [kind, data, id] = [field("event"), field("data"), field("id")];
    if (kind === "connected") isOpen = true;
    if (kind === "serialized-error" && !data?.includes("server.busy"))
      faults.push(`the stream ended with ${data}`);
    if (kind !== undefined || !data) return;
    const frame: Frame = JSON.parse(data).json;
    if (frame.reset) faults.push(`the stream has a gap: reset to ${frame.reset.cursor} after ${lastId}`);
    for (const { seq, id: eventId } of frame.events) seen.push({ seq, id: eventId });
    if (id) lastId = id;
  };
  const follow = () =>
    new Promise<void>((resolve) => {
      const headers = { cookie, ...(lastId ? { "last-event-id": lastId } : {}) };
      const request = get(`${url}/api/trpc/live`, { headers, agent: false }, (answer) => {
        current = answer;
        let rest = "";
        answer.setEncoding("utf8");
        answer.on("data", (text: string) => {
          const blocks = (rest + text).split(/\n\n+/);
          rest = blocks.pop() ?? "";
          blocks.forEach(take);
        });
        answer.on("error", () => undefined); // `close` follows
        answer.on("close", resolve);
      });
      request.on("error", () => resolve());
    });
  const loop = (async () => {
    while (!isStopping) {
      await follow();
      if (!isStopping) await sleep(RETRY_MS);
    }
  })();
  return {
    seen,
    faults,
    isOpen: () => isOpen,
    stop: async () => {
      isStopping = true;
      current?.destroy();
      await loop;
    },
  };
}

/** A session cookie of this user, signed as the product signs it. */
export async function sessionCookie(userId: number, secret: string): Promise<string> {
  const token = await encode({ token: { userId, sessionVersion: 1, signedInAt: Date.now() / 1000 }, secret });
  return `next-auth.session-token=${token}`;
}

/** Reads `/v1/events` from the beginning to the end, page by page, through every crash. */
export function readEvents(url: string, token: string): Reader<Event> {
  const seen: Event[] = [];
  const faults: string[] = [];
  let isStopping = false;
  let cursor: string | null = null;
  async function step(): Promise<void> {
    const after = cursor === null ? "" : `&after=${encodeURIComponent(cursor)}`;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/v1/events?limit=1000${after}`, {
      headers,
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.status >= 500) return;
    const page: { data: Event[]; nextCursor: string } = await answer.json();
    if (!answer.ok) {
      faults.push(`/v1/events answered ${answer.status} ${JSON.stringify(page)}`);
      isStopping = true;
      return;
    }
    seen.push(...page.data);
    cursor = page.nextCursor;
  }
  const loop = (async () => {
    while (!isStopping) {
      await step().catch(() => undefined); // a crash: repeat
      await sleep(RETRY_MS);
    }
  })();
  return {
    seen,
    faults,
    stop: async () => {
      isStopping = true;
      await loop;
    },
  };
}
