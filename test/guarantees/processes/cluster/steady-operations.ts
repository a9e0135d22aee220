import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { z } from "zod";
import type { Database } from "@/server/store/_postgres/db";

const KINDS = ["new conversation", "reply", "receipt", "read"] as const;
type Kind = (typeof KINDS)[number];

/** One operation: its first try, and whether it was acknowledged at last. */
export type Operation = {
  kind: Kind;
  /** Of the first try: its status, or why there was no answer. */
  first: number | string;
  tookMs: number;
  /** Of the first try. */
  retryAfter: string | null;
  tries: number;
  isDone: boolean;
};

export type Operations = {
  all: Operation[];
  /** Client id → message id of every acknowledged message. */
  messages: Map<string, number>;
  /** Begins none any more; resolves when all have ended. */
  stop(): Promise<void>;
};

const GIVEN_UP_MS = 60_000;
const AGAIN_MS = 250;
const made = z.object({ id: z.number(), conversation: z.object({ displayId: z.number() }) });
type Request = { path: string; clientId?: string; body?: object };

/**
 * Begins so many operations a second whether earlier ones have ended or not, as many clients do: customers begin conversations,
 * programs reply, report and read, in equal parts. What is refused or cut is sent again under the same key, as `Retry-After` says.
 */
export async function startOperations(
  url: string,
  token: string,
  { perSecond }: { perSecond: number },
): Promise<Operations> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const known: { id: number; displayId: number }[] = [];
  const all: Operation[] = [];
  const messages: Operations["messages"] = new Map();
  const running = new Set<Promise<void>>();
  const send = (path: string, key: string, body?: object) =>
    fetch(`${url}${path}`, {
      headers: { ...headers, ...(body && { "idempotency-key": key }) },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(GIVEN_UP_MS),
    });
  const inbox: { id: number } = await (await send("/v1/inboxes", randomUUID(), { name: "Steady" })).json();

  function requestOf(kind: Kind): Request {
    const target = known[Math.floor(Math.random() * known.length)];
    const clientId = randomUUID();
    if (target === undefined || kind === "new conversation") {
      const body = { from: { sourceId: clientId, name: "A customer" }, content: "Hello", clientId };
      return { path: `/v1/inboxes/${inbox.id}/messages`, clientId, body };
    }
    const conversation = `/v1/conversations/${target.displayId}`;
    if (kind === "read") return { path: conversation };
    if (kind === "reply")
      return { path: `${conversation}/messages`, clientId, body: { content: "Hello", clientId } };
    return { path: "/v1/receipts", body: { receipts: [{ messageId: target.id, signal: "delivered" }] } };
  }

  async function operate(kind: Kind): Promise<void> {
    const { path, clientId, body } = requestOf(kind);
    const operation: Operation = { kind, first: "", tookMs: 0, retryAfter: null, tries: 0, isDone: false };
    all.push(operation);
    const [key, fromMs] = [randomUUID(), performance.now()];
    while (!operation.isDone && performance.now() - fromMs < GIVEN_UP_MS) {
      const answer = await send(path, key, body).catch(reasonOf);
      const text = typeof answer === "string" ? answer : await answer.text().catch(reasonOf);
      const status = typeof answer === "string" ? answer : answer.status;
      operation.tries += 1;
      operation.isDone = typeof status === "number" && status < 300;
      const retryAfter = typeof answer === "string" ? null : answer.headers.get("retry-after");
      if (operation.tries === 1)
        Object.assign(operation, { first: status, tookMs: performance.now() - fromMs, retryAfter });
      if (operation.isDone && clientId) note(clientId, text);
      else if (!operation.isDone) await sleep(retryAfter === null ? AGAIN_MS : Number(retryAfter) * 1_000);
    }
  }
  function note(clientId: string, text: string): void {
    const { id, conversation } = made.parse(JSON.parse(text));
    messages.set(clientId, id);
    known.push({ id, displayId: conversation.displayId });
  }

  let begun = 0;
  const timer = setInterval(() => {
    const operation = operate(KINDS[begun++ % KINDS.length] ?? "read");
    running.add(operation);
    void operation.finally(() => running.delete(operation));
  }, 1_000 / perSecond);
  const stop = async () => {
    clearInterval(timer);
    await Promise.all(running);
  };
  onTestFinished(stop);
  return { all, messages, stop };
}

const reasonOf = (error: unknown): string =>
  `${error} (${error instanceof Error && error.cause instanceof Error ? error.cause.message : "no cause"})`;

/** Figures of operations: those refused at first, and how long the others took, in ms. */
export function summarize(all: readonly Operation[]) {
  const served = all.filter(({ tries, isDone }) => isDone && tries === 1).map(({ tookMs }) => tookMs);
  const refused = all.filter(({ first }) => first === 503 || first === 429);
  const quantile = (share: number) =>
    Math.round(served.toSorted((a, b) => a - b)[Math.floor(served.length * share)] ?? 0);
  return {
    operations: all.length,
    refused: refused.length,
    refusedPercent: Math.round((refused.length / all.length) * 1_000) / 10,
    refusedSlowestMs: Math.round(Math.max(0, ...refused.map(({ tookMs }) => tookMs))),
    withoutRetryAfter: refused.filter(({ retryAfter }) => retryAfter === null).length,
    /** First tries that neither succeeded nor were refused. */
    failed: all
      .filter((one) => one.tries > 1 && !refused.includes(one))
      .map(({ kind, first }) => `${kind}: ${first}`),
    givenUp: all.filter(({ isDone }) => !isDone).length,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    slowestMs: quantile(0.99999),
  };
}

/** The acknowledged messages that are not there, or twice. */
export async function lostMessages(database: Database, { messages }: Operations): Promise<string[]> {
  const rows = await database.query<{ clientId: string; ids: number[] }>(
    `select client_id as "clientId", json_agg(id) as ids from message where client_id is not null group by 1`,
  );
  const idsOf = new Map(rows.map(({ clientId, ids }) => [clientId, ids]));
  return [...messages]
    .filter(([clientId, id]) => idsOf.get(clientId)?.join() !== String(id))
    .map(([clientId]) => clientId);
}
