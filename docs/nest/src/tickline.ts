import { randomUUID } from "node:crypto";
import { Injectable } from "@nestjs/common";

/** What a system message says. Customers read the translation of their language, or the template. */
export type SystemMessage = {
  template: string;
  translations?: Record<string, string>;
  parameters?: Record<string, string | number>;
  /** Your own id of the message: a second call with it makes no second message. */
  clientId?: string;
};

export type CommandMessage = {
  content: string;
  contentAttributes?: Record<string, unknown>;
  expiresInSeconds?: number;
};

/** An answer of Tickline's that is no success. */
export class TicklineError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(`${status} ${code}: ${message}`);
  }
}

const TRIES = 4;
const TIMEOUT_MS = 10_000;

/** Calls Tickline's native API with the token in TICKLINE_TOKEN. */
@Injectable()
export class Tickline {
  private readonly url = required("TICKLINE_URL").replace(/\/$/, "");
  private readonly token = required("TICKLINE_TOKEN");

  /** Posts a system message into the history of a conversation, by the number that people see. */
  postSystemMessage(conversation: number, message: SystemMessage): Promise<{ id: number }> {
    return this.post(conversation, { kind: "system", ...message });
  }

  /** Sends what the customer's app is to act on, and nobody is to read later. */
  sendCommandMessage(conversation: number, message: CommandMessage): Promise<{ command: { id: number } }> {
    return this.post(conversation, { storage: "command", ...message });
  }

  /**
   * Posts with one Idempotency-Key for all tries: a try without an answer may have been stored, and is repeated without
   * harm. A refusal (4xx) is final.
   */
  private async post<T>(conversation: number, body: object): Promise<T> {
    const key = randomUUID();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.call<T>(`/v1/conversations/${conversation}/messages`, body, key);
      } catch (error) {
        const isFinal = error instanceof TicklineError && error.status < 500 && error.status !== 429;
        if (isFinal || attempt === TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt));
      }
    }
  }

  private async call<T>(path: string, body: object, key: string): Promise<T> {
    const answer = await fetch(this.url + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${this.token}`,
        "content-type": "application/json",
        "idempotency-key": key,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const json = (await answer.json()) as T & { error?: { code: string; message: string } };
    if (answer.ok) return json;
    throw new TicklineError(answer.status, json.error?.code ?? "unknown", json.error?.message ?? "");
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`set ${name}`);
  return value;
}
