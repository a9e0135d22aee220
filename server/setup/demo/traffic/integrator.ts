import { z } from "zod";
import { messageStatus } from "@/server/contract/_shared/dto";
import type { InboxKey } from "@/server/setup/demo/cast";
import { FAILURES } from "@/server/setup/demo/failures";
import type { Random } from "@/server/setup/demo/random";
import { ApiRefusal, type Client } from "./client";
import type { Timers } from "./timers";

const message = z.object({
  id: z.number(),
  inboxId: z.number(),
  kind: z.string(),
  direction: z.string().nullable(),
  status: messageStatus.nullable(),
  attempt: z.number(),
  content: z.string(),
  sender: z.object({ type: z.string() }),
  conversation: z.object({ displayId: z.number() }),
  contact: z.object({ name: z.string() }),
});
/** An outgoing message, as in its event. */
export type OutgoingMessage = z.infer<typeof message>;

const events = z.object({
  data: z.array(z.object({ type: z.string(), data: z.unknown() })),
  nextCursor: z.string(),
  hasMore: z.boolean(),
});

type Receipt = {
  messageId: number;
  signal: string;
  sourceId?: string | undefined;
  error?: string;
  at: string;
};

export type IntegratorOptions = {
  client: Client;
  timers: Timers;
  random: Random;
  /** The cursor to begin at. */
  from: string;
  inboxKeyOf: (inboxId: number) => InboxKey;
  onSent: (message: OutgoingMessage) => void;
  onReported: (receipts: number) => void;
};

const POLL_SECONDS = 0.7;
const POST_SECONDS = 0.4;
const FAILURE_CHANCE = 0.06;

/**
 * Simulates the program between Tickline and the customers' phones: follows the event log, takes every outgoing message
 * and reports its receipts, each some seconds later, in batches.
 */
export function startIntegrator(options: IntegratorOptions): void {
  const { client, timers, random } = options;
  const due: Receipt[] = [];
  const taken = new Set<string>();
  let cursor = options.from;

  async function poll(): Promise<void> {
    try {
      const page = await client.get(`/v1/events?after=${encodeURIComponent(cursor)}&limit=500`, events);
      cursor = page.nextCursor;
      for (const event of page.data)
        if (event.type.startsWith("message.")) take(event.type, message.parse(event.data));
      timers.after(page.hasMore ? 0 : POLL_SECONDS, poll);
    } catch (error) {
      if (!(error instanceof ApiRefusal && error.code === "cursor.gone" && error.oldest)) throw error;
      cursor = error.oldest; // the log was pruned or restored: continue at its beginning
      timers.after(POLL_SECONDS, poll);
    }
  }

  function take(type: string, sent: OutgoingMessage): void {
    const isOut = sent.kind === "message" && sent.direction === "out" && sent.status !== null;
    const isAgain = sent.attempt > 1 && (sent.status === "pending" || sent.status === "sent");
    const attempt = `${sent.id}.${sent.attempt}`;
    if (!isOut || !(type === "message.created" || isAgain) || taken.has(attempt)) return;
    taken.add(attempt);
    if (type === "message.created") options.onSent(sent);
    deliver(sent);
  }

  /** sent → delivered → read, or a failure; a retried message is delivered. Tickline sends the website's own, and they do not fail. */
  function deliver({ id, attempt, inboxId }: OutgoingMessage): void {
    const inbox = options.inboxKeyOf(inboxId);
    const sourceId = inbox === "website" ? undefined : `demo.${id}.${attempt}`;
    const report = (seconds: number, rest: Omit<Receipt, "messageId" | "at">) =>
      timers.after(
        seconds,
        async () => void due.push({ messageId: id, at: new Date().toISOString(), ...rest }),
      );
    const sentAfter = 0.5 + random.next();
    if (inbox !== "website") {
      report(sentAfter, { signal: "sent", sourceId });
      if (attempt === 1 && random.isLikely(FAILURE_CHANCE)) {
        const error = random.pick(FAILURES[inbox]);
        report(sentAfter + 1 + random.next(), { signal: "failed", sourceId, error });
        return;
      }
    }
    const deliveredAfter = sentAfter + 1 + 3 * random.next();
    report(deliveredAfter, { signal: "delivered", sourceId });
    if (random.isLikely(0.85)) report(deliveredAfter + 2 + 15 * random.next(), { signal: "read", sourceId });
  }

  async function post(): Promise<void> {
    const receipts = due.splice(0, 1000);
    if (receipts.length > 0) {
      await client.post("/v1/receipts", { receipts }, z.object({ results: z.array(z.unknown()) }));
      options.onReported(receipts.length);
    }
    timers.after(POST_SECONDS, post);
  }

  timers.after(0, poll);
  timers.after(POST_SECONDS, post);
}
