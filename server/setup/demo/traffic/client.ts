import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";

/** A fault that the operator must correct. Its message is one line for them. */
export class TrafficFailure extends Error {
  override readonly name = "TrafficFailure";
}

/** A refusal of the API, by its code. */
export class ApiRefusal extends Error {
  readonly code: string;
  /** With `cursor.gone`: the beginning of the log. */
  readonly oldest: string | undefined;
  constructor(code: string, message: string, oldest: string | undefined) {
    super(`${code}: ${message}`);
    this.code = code;
    this.oldest = oldest;
  }
}

export type Client = {
  get<T>(path: string, answer: z.ZodType<T>): Promise<T>;
  /** Sends an Idempotency-Key, so that a retry after a broken connection changes nothing twice. */
  post<T>(path: string, body: object, answer: z.ZodType<T>): Promise<T>;
};

export type ClientOptions = {
  baseUrl: string;
  token: string;
  /** Called once for each time that the server is unreachable. */
  onAway: () => void;
  signal: AbortSignal;
};

const RETRY_MS = 500;

/** Calls `/v1` with an API token. While the server is unreachable (it restarts), every call waits for it. */
export function createClient({ baseUrl, token, onAway, signal }: ClientOptions): Client {
  let isAway = false;
  async function send<T>(
    method: string,
    path: string,
    body: object | undefined,
    answer: z.ZodType<T>,
  ): Promise<T> {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body && { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }),
    };
    const request = { method, headers, signal, ...(body && { body: JSON.stringify(body) }) };
    for (;;) {
      const response = await fetch(`${baseUrl}${path}`, request).catch(whenUnreachable);
      if (response && response.status !== 503) {
        isAway = false;
        const json: unknown = await response.json();
        if (!response.ok) throw refusalIn(json, response.status);
        return answer.parse(json);
      }
      if (!isAway) onAway();
      isAway = true;
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
  function whenUnreachable(error: unknown): undefined {
    if (signal.aborted) throw error;
    return undefined;
  }
  return {
    get: (path, answer) => send("GET", path, undefined, answer),
    post: (path, body, answer) => send("POST", path, body, answer),
  };
}

function refusalIn(json: unknown, status: number): ApiRefusal {
  const { error } = Object(json);
  const { code = `http ${status}`, message = "", oldest } = Object(error);
  return new ApiRefusal(String(code), String(message), oldest === undefined ? undefined : String(oldest));
}

/** Requests `/v1/me` once. Throws TrafficFailure if the server is unreachable or does not know the token. */
export async function checkServer(baseUrl: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${baseUrl}/v1/me`, { headers }).catch(() => undefined);
  if (!response)
    throw new TrafficFailure(
      `Tickline is not reachable at ${baseUrl}: start it with npm start, or set BASE_URL`,
    );
  if (response.status === 401)
    throw new TrafficFailure("the API token is not valid here: set TOKEN to a token of this Tickline");
  if (response.status === 503) throw new TrafficFailure(`Tickline at ${baseUrl} is not ready yet: try again`);
  if (!response.ok)
    throw new TrafficFailure(`${baseUrl} does not look like Tickline: it responded with ${response.status}`);
}
