import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Product } from "./product";

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the checks at the end are about.
type Answer = any;

export type Client = {
  /** Asks until there is an answer, under one key, so that asking again does nothing twice. */
  post(path: string, body: object): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Requests that were answered. */
  answered: number;
  /** How often nobody answered, or with 503. */
  again: number;
  faults: string[];
};

const AGAIN_MS = 40;
const PATIENCE_MS = 60_000;
const REQUEST_MS = 20_000;

/** Somebody who insists, through every crash. An answer that is neither good nor 503 is a fault. */
export function createClient({ url, token }: Pick<Product, "url" | "token">): Client {
  const client: Client = { post, get, answered: 0, again: 0, faults: [] };

  async function insist(path: string, init: RequestInit): Promise<Answer> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const answer = await ask(`${url}${path}`, init);
      if (answer === null || answer.status === 503) {
        client.again += 1;
        await sleep(AGAIN_MS);
        continue;
      }
      client.answered += 1;
      if (answer.status < 300) return answer.body;
      client.faults.push(`${init.method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      throw new Error(client.faults.at(-1));
    }
    throw new Error(`${init.method} ${path}: nobody answers`);
  }

  const authorization = `Bearer ${token}`;
  function post(path: string, body: object): Promise<Answer> {
    const headers = { authorization, "content-type": "application/json", "idempotency-key": randomUUID() };
    return insist(path, { method: "POST", headers, body: JSON.stringify(body) });
  }
  function get(path: string): Promise<Answer> {
    return insist(path, { method: "GET", headers: { authorization } });
  }
  return client;
}

/** Null: cut on the way, so that nobody knows. */
async function ask(url: string, init: RequestInit): Promise<{ status: number; body: Answer } | null> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_MS) });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return null;
  }
}
