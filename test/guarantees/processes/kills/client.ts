import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Product } from "./product";

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the checks at the end are about.
type Body = any;

/** A request with `Prefer: confirm`, once. */
export type Try = {
  requestId: string;
  /** Whether it was sent under an Idempotency-Key, perhaps again. */
  isKeyed: boolean;
  /** Null: cut on the way, so that nobody knows. */
  answer: { status: number; code: string | null; operationId: string | null } | null;
};

export type Client = {
  /** Asks until there is an answer, under one key, so that asking again does nothing twice. */
  post(path: string, body: object): Promise<Body>;
  /** The same without a key, where asking again does no harm. */
  repeat(path: string, body: object): Promise<Body>;
  /** As `post` with `Prefer: confirm`; also says how it was tried, each time under a `requestId` of its own. */
  confirmed(path: string, body: object): Promise<{ body: Body; tries: Try[] }>;
  /** Asks once, with `Prefer: confirm`: the log tells what became of it. */
  once(path: string, body: object): Promise<Try>;
  get(path: string): Promise<Body>;
  /** Requests that were answered. */
  answered: number;
  /** How often nobody answered, or with 503. */
  again: number;
  /** All that asked for a confirmation. */
  tries: Try[];
  faults: string[];
};

const AGAIN_MS = 40;
const PATIENCE_MS = 60_000;
const REQUEST_MS = 20_000;
/** What has a key is asked again while it may still be under way. */
const KEYED_MS = 2_000;

type Sent = RequestInit & { withinMs: number };
type Reply = { status: number; body: Body; operationId: string | null };

/** Somebody who insists, through every crash. An answer that is neither good nor 503 is a fault, unless asked for once. */
export function createClient({ url, token }: Pick<Product, "url" | "token">): Client {
  const client: Client = { post, repeat, confirmed, once, get, answered: 0, again: 0, tries: [], faults: [] };
  const authorization = `Bearer ${token}`;
  const posting = (body: object, headers: Record<string, string>): Sent => ({
    method: "POST",
    withinMs: "idempotency-key" in headers ? KEYED_MS : REQUEST_MS,
    headers: { authorization, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

  async function insist(path: string, ask: () => Promise<Reply | null>): Promise<Body> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const reply = await ask();
      if (reply === null || reply.status === 503) {
        client.again += 1;
        await sleep(AGAIN_MS);
        continue;
      }
      client.answered += 1;
      if (reply.status < 300) return reply.body;
      client.faults.push(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      throw new Error(client.faults.at(-1));
    }
    throw new Error(`${path}: nobody answers`);
  }

  /** One try, noted. */
  async function tryOnce(path: string, body: object, key: string | null) {
    const requestId = randomUUID();
    const headers = { prefer: "confirm", "x-request-id": requestId, ...(key && { "idempotency-key": key }) };
    const reply = await ask(`${url}${path}`, posting(body, headers));
    const made: Try = { requestId, isKeyed: key !== null, answer: reply && answerOf(reply) };
    client.tries.push(made);
    return { reply, made };
  }

  function post(path: string, body: object): Promise<Body> {
    const init = posting(body, { "idempotency-key": randomUUID() });
    return insist(path, () => ask(`${url}${path}`, init));
  }
  function repeat(path: string, body: object): Promise<Body> {
    return insist(path, () => ask(`${url}${path}`, posting(body, {})));
  }
  async function confirmed(path: string, body: object): ReturnType<Client["confirmed"]> {
    const key = randomUUID();
    const tries: Try[] = [];
    const answer = await insist(path, async () => {
      const { reply, made } = await tryOnce(path, body, key);
      tries.push(made);
      return reply;
    });
    return { body: answer, tries };
  }
  async function once(path: string, body: object): Promise<Try> {
    const { reply, made } = await tryOnce(path, body, null);
    if (reply) client.answered += 1;
    else await sleep(AGAIN_MS);
    return made;
  }
  function get(path: string): Promise<Body> {
    return insist(path, () =>
      ask(`${url}${path}`, { method: "GET", headers: { authorization }, withinMs: REQUEST_MS }),
    );
  }
  return client;
}

const answerOf = ({ status, body, operationId }: Reply): Try["answer"] => ({
  status,
  code: status < 300 ? null : String(body.error?.code),
  operationId,
});

/** Null: cut on the way, so that nobody knows. */
async function ask(url: string, { withinMs, ...init }: Sent): Promise<Reply | null> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(withinMs) });
    const operationId = answer.headers.get("operation-id");
    return { status: answer.status, body: await answer.json(), operationId };
  } catch {
    return null;
  }
}
