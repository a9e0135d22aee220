import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeForm } from "@/test/support/network/cut-request";
import type { Product } from "./product";

// biome-ignore lint/suspicious/noExplicitAny: the checks at the end assert the answers' contents.
type Body = any;

/** A request with `Prefer: confirm`, once. */
export type Try = {
  requestId: string;
  /** Whether it was sent under an Idempotency-Key, perhaps repeated. */
  isKeyed: boolean;
  /** Null: cut, so that the result is unknown. */
  answer: { status: number; code: string | null; operationId: string | null } | null;
};

export type Client = {
  /** Repeats a POST under one key until there is an answer. */
  post(path: string, body: object): Promise<Body>;
  /** The same with a form. */
  postForm(path: string, form: FormData): Promise<Body>;
  /** As `post` without a key, for requests that may be repeated. */
  repeat(path: string, body: object): Promise<Body>;
  /** The same with PATCH. */
  patch(path: string, body: object): Promise<Body>;
  /** As `post` with `Prefer: confirm`. Also returns the tries, each with a new `requestId`. */
  confirmed(path: string, body: object): Promise<{ body: Body; tries: Try[] }>;
  /** Sends one request with `Prefer: confirm`, whose result is in the log. */
  once(path: string, body: object): Promise<Try>;
  get(path: string): Promise<Body>;
  /** Requests that were answered. */
  answered: number;
  /** How often there was no answer, or a 503. */
  repeated: number;
  /** All tries with `Prefer: confirm`. */
  tries: Try[];
  faults: string[];
};

const AGAIN_MS = 40;
const PATIENCE_MS = 60_000;
const REQUEST_MS = 20_000;
/** Keyed requests are repeated while the first may still run. */
const KEYED_MS = 2_000;

type Sent = RequestInit & { withinMs: number };
type Reply = { status: number; body: Body; operationId: string | null };

/** Repeats requests through every crash. Any answer other than a success or 503 is a fault, except of `once`. */
export function createClient({ url, token }: Pick<Product, "url" | "token">): Client {
  const client: Client = {
    post,
    postForm,
    repeat,
    patch,
    confirmed,
    once,
    get,
    answered: 0,
    repeated: 0,
    tries: [],
    faults: [],
  };
  const authorization = `Bearer ${token}`;
  const posting = (body: object, headers: Record<string, string>): Sent => ({
    method: "POST",
    withinMs: "idempotency-key" in headers ? KEYED_MS : REQUEST_MS,
    headers: { authorization, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

  async function untilAnswered(path: string, attempt: () => Promise<Reply | null>): Promise<Body> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const reply = await attempt();
      if (reply === null || reply.status === 503) {
        client.repeated += 1;
        await sleep(AGAIN_MS);
        continue;
      }
      client.answered += 1;
      if (reply.status < 300) return reply.body;
      client.faults.push(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      throw new Error(client.faults.at(-1));
    }
    throw new Error(`${path}: no answer`);
  }

  /** Makes and records one try. */
  async function tryOnce(path: string, body: object, key: string | null) {
    const requestId = randomUUID();
    const headers = { prefer: "confirm", "x-request-id": requestId, ...(key && { "idempotency-key": key }) };
    const reply = await send(`${url}${path}`, posting(body, headers));
    const made: Try = { requestId, isKeyed: key !== null, answer: reply && answerOf(reply) };
    client.tries.push(made);
    return { reply, made };
  }

  function post(path: string, body: object): Promise<Body> {
    const init = posting(body, { "idempotency-key": randomUUID() });
    return untilAnswered(path, () => send(`${url}${path}`, init));
  }
  async function postForm(path: string, form: FormData): Promise<Body> {
    const { type, body } = await encodeForm(form); // the same bytes each time
    const headers = { authorization, "content-type": type, "idempotency-key": randomUUID() };
    const init = { method: "POST", withinMs: REQUEST_MS, headers, body: new Uint8Array(body) };
    return untilAnswered(path, () => send(`${url}${path}`, init));
  }
  function repeat(path: string, body: object): Promise<Body> {
    return untilAnswered(path, () => send(`${url}${path}`, posting(body, {})));
  }
  function patch(path: string, body: object): Promise<Body> {
    return untilAnswered(path, () => send(`${url}${path}`, { ...posting(body, {}), method: "PATCH" }));
  }
  async function confirmed(path: string, body: object): ReturnType<Client["confirmed"]> {
    const key = randomUUID();
    const tries: Try[] = [];
    const answer = await untilAnswered(path, async () => {
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
    return untilAnswered(path, () =>
      send(`${url}${path}`, { method: "GET", headers: { authorization }, withinMs: REQUEST_MS }),
    );
  }
  return client;
}

const answerOf = ({ status, body, operationId }: Reply): Try["answer"] => ({
  status,
  code: status < 300 ? null : String(body.error?.code),
  operationId,
});

/** Null: cut, so that the result is unknown. */
async function send(url: string, { withinMs, ...init }: Sent): Promise<Reply | null> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(withinMs) });
    const operationId = answer.headers.get("operation-id");
    return { status: answer.status, body: await answer.json(), operationId };
  } catch {
    return null;
  }
}
