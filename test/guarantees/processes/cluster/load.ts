import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { createRandom, type Random } from "@/server/setup/demo/random";

/** What was acknowledged, for `verify`. */
export type Promised = {
  /** Client id → message id of a send. */
  sends: Map<string, number>;
  /** Client ids of all sends, acknowledged or not. */
  attempted: Set<string>;
  /** Message id → the highest status that an acknowledged report gave it. */
  ticks: Map<number, string>;
  /** Conversation, its version and status, of every change of status. */
  statuses: { id: number; version: number; status: string }[];
  /** Answers that are neither a success nor an outage. */
  faults: string[];
  /** How often a request was repeated after an outage. */
  again: number;
};

export type LoadOptions = {
  url: string;
  token: string;
  seed: number;
  conversations: number;
  /** A request without an answer for this long is repeated. */
  answerMs?: number;
  /** Settings of the inbox. Default: `ONE_ATTEMPT`. */
  inbox?: object;
};

const SENDERS = 2;
const TICKERS = 3;
const CHANGERS = 2;
const PAUSE_MS = 20;
const AGAIN_MS = 40;
const SIGNALS = ["sent", "failed", "delivered", "read"];
export const RANKS = ["pending", "sent", "failed", "delivered", "read"];
/** Settings of an inbox in which a failed message stays failed: no report of seconds later begins another attempt. */
export const ONE_ATTEMPT = { autoRetry: false, retryGapSeconds: 3_600 };

const made = z.object({ id: z.number() });
const conversationAnswer = z.object({ id: z.number(), version: z.number(), status: z.string() });
const receiptsAnswer = z.object({
  results: z.array(z.object({ result: z.string(), messageId: z.number(), status: z.string() })),
});

/** Makes an inbox and its conversations, then sends, ticks, resolves and reopens through `url` until stopped. */
export async function startLoad({
  url,
  token,
  seed,
  conversations,
  answerMs = 20_000,
  inbox = ONE_ATTEMPT,
}: LoadOptions) {
  const promised: Promised = {
    sends: new Map(),
    attempted: new Set(),
    ticks: new Map(),
    statuses: [],
    faults: [],
    again: 0,
  };
  const displayIds: number[] = [];
  let isStopping = false;

  /** Repeats the request until there is an answer; the key makes that safe. Null after a fault, or if the load stops. */
  async function insist(path: string, body: object, key: string | null = randomUUID()): Promise<unknown> {
    for (;;) {
      const answer = await post(`${url}${path}`, { token, key, body, answerMs });
      if (answer !== null && answer.status < 300) return answer.body;
      if (answer !== null && ![502, 503].includes(answer.status)) {
        promised.faults.push(`${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
        if (displayIds.length === 0) throw new Error(promised.faults[0]);
        return null;
      }
      if (isStopping) return null; // the result is unknown
      promised.again += 1;
      await sleep(AGAIN_MS);
    }
  }

  displayIds.push(...(await makeConversations(insist, conversations, inbox)));

  const send = async (random: Random, clientId: string) => {
    promised.attempted.add(clientId);
    const path = `/v1/conversations/${random.pick(displayIds)}/messages`;
    const answer = made.safeParse(await insist(path, { content: clientId, clientId }, clientId));
    if (answer.success) promised.sends.set(clientId, answer.data.id);
  };
  const tick = async (random: Random) => {
    const ids = [...promised.sends.values()].slice(-100);
    if (ids.length === 0) return;
    const receipts = Array.from({ length: random.between(1, 5) }, () => ({
      messageId: random.pick(ids),
      signal: random.pick(SIGNALS),
    }));
    const answer = receiptsAnswer.safeParse(await insist("/v1/receipts", { receipts }, null));
    for (const { messageId, status } of answer.success ? answer.data.results : []) {
      const known = promised.ticks.get(messageId) ?? "pending";
      if (RANKS.indexOf(status) > RANKS.indexOf(known)) promised.ticks.set(messageId, status);
    }
  };
  const change = async (random: Random) => {
    const path = `/v1/conversations/${random.pick(displayIds)}/status`;
    const answer = conversationAnswer.safeParse(
      await insist(path, { signal: random.pick(["resolve", "reopen"]) }),
    );
    if (answer.success) promised.statuses.push(answer.data);
  };

  const keep = async (worker: number, work: (random: Random, n: number) => Promise<void>) => {
    const random = createRandom(seed * 100 + worker);
    for (let n = 0; !isStopping; n += 1) {
      await work(random, n);
      await sleep(PAUSE_MS);
    }
  };
  const working = Promise.all([
    ...Array.from({ length: SENDERS }, (_, i) => keep(i, (random, n) => send(random, `send-${i}-${n}`))),
    ...Array.from({ length: TICKERS }, (_, i) => keep(30 + i, tick)),
    ...Array.from({ length: CHANGERS }, (_, i) => keep(60 + i, change)),
  ]);
  return {
    promised,
    async stop() {
      isStopping = true;
      await working;
    },
  };
}

async function makeConversations(
  insist: (path: string, body: object) => Promise<unknown>,
  count: number,
  settings: object,
): Promise<number[]> {
  const inbox = made.parse(await insist("/v1/inboxes", { name: "Several processes", ...settings }));
  const displayIds: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const contact = made.parse(await insist("/v1/contacts", { name: `Customer ${i}` }));
    const body = { inboxId: inbox.id, contactId: contact.id };
    const begun = z.object({ displayId: z.number() }).parse(await insist("/v1/conversations", body));
    displayIds.push(begun.displayId);
  }
  return displayIds;
}

type Post = { token: string; key: string | null; body: object; answerMs: number };

async function post(
  url: string,
  { token, key, body, answerMs }: Post,
): Promise<{ status: number; body: unknown } | null> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...(key === null ? {} : { "idempotency-key": key }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMs),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
  } catch {
    return null; // cut: the result is unknown
  }
}
