import { get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { encode } from "next-auth/jwt";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { waitUntil } from "@/server/lib/async/wait-until";

/** What a browser receives of its whole account, over as many connections as needed. */
export type LiveReader = {
  /** In order of arrival. */
  seqs: number[];
  faults: string[];
  /** How often it reconnected. */
  connections: number;
  /** The session's cookie. */
  cookie: string;
  stop(): Promise<void>;
};

const AGAIN_MS = 50;
const frame = z.object({
  json: z.object({ events: z.array(z.object({ seq: z.number() })), reset: z.unknown().optional() }),
});

/** Follows the live stream through the proxy and reconnects with the last id it saw; resolves when it is connected. */
export async function openReader(url: string, secret: string, userId: number): Promise<LiveReader> {
  const headers = { cookie: await sessionCookie(secret, userId) };
  const reader: LiveReader = { seqs: [], faults: [], connections: 0, cookie: headers.cookie, stop };
  let lastId: string | null = null;
  let isStopping = false;
  let current: IncomingMessage | undefined;

  const take = (block: string) => {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
    const [kind, data, id] = [field("event"), field("data"), field("id")];
    if (kind === "connected") reader.connections += 1;
    if (kind === "serialized-error" && !data?.includes("server.busy")) reader.faults.push(`refused: ${data}`);
    if (kind !== undefined || !data) return;
    const { json } = frame.parse(JSON.parse(data));
    if (json.reset !== undefined) reader.faults.push(`reset after ${lastId}: ${JSON.stringify(json.reset)}`);
    reader.seqs.push(...json.events.map(({ seq }) => seq));
    if (id) lastId = id;
  };
  const follow = () =>
    new Promise<void>((resolve) => {
      const resume = lastId === null ? {} : { "last-event-id": lastId };
      const request = get(
        `${url}/api/trpc/live`,
        { headers: { ...headers, ...resume }, agent: false },
        (answer) => {
          current = answer;
          let rest = "";
          answer.setEncoding("utf8");
          answer.on("data", (text: string) => {
            const blocks = (rest + text).split(/\n\n+/);
            rest = blocks.pop() ?? "";
            blocks.filter(Boolean).forEach(take);
          });
          answer.on("error", () => undefined); // a cut stream; `close` follows
          answer.on("close", resolve);
        },
      );
      request.on("error", () => resolve());
    });
  const following = (async () => {
    while (!isStopping) {
      await follow();
      if (!isStopping) await sleep(AGAIN_MS);
    }
  })();
  async function stop() {
    isStopping = true;
    current?.destroy();
    await following;
  }
  onTestFinished(stop);
  if (!(await waitUntil(() => lastId !== null, { withinMs: 30_000 })))
    throw new Error(`the stream did not open: ${reader.faults}`);
  return reader;
}

/** A session cookie, signed as the product signs it. */
export async function sessionCookie(secret: string, userId: number): Promise<string> {
  const token = await encode({ token: { userId, sessionVersion: 1, signedInAt: Date.now() / 1000 }, secret });
  return `next-auth.session-token=${token}`;
}

const LOOK_EVERY_MS = 20;

/** Watches counts that rise. `stop` returns the longest time in which each did not, in ms; the last one may go on. */
export function watchPauses<Name extends string>(
  counts: Record<Name, () => number>,
): { stop(): Record<Name, number> } {
  const names = Object.keys(counts) as Name[];
  const seen = names.map((name) => ({
    name,
    count: counts[name](),
    atMs: performance.now(),
    longestMs: 0,
  }));
  const look = () => {
    for (const last of seen) {
      const [count, nowMs] = [counts[last.name](), performance.now()];
      last.longestMs = Math.max(last.longestMs, nowMs - last.atMs);
      if (count > last.count) Object.assign(last, { count, atMs: nowMs });
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  onTestFinished(() => clearInterval(timer));
  return {
    stop() {
      clearInterval(timer);
      const entries = seen.map(({ name, longestMs }) => [name, Math.round(longestMs)]);
      return Object.fromEntries(entries) as Record<Name, number>;
    },
  };
}
