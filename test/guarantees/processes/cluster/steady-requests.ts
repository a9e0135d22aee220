import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { z } from "zod";

/** Requests that were never repeated, one answer each. */
export type SteadyRequests = {
  /** Statuses of failed requests, or why there was no answer. */
  failures: string[];
  /** When each successful change was acknowledged, by `performance.now()`. */
  acknowledgedMs: number[];
  stop(): Promise<void>;
};

const made = z.object({ id: z.number() });
const WORKERS = 4;

/** Sends messages to a conversation each, and reads, without a pause, until stopped. */
export async function startRequests(url: string, token: string): Promise<SteadyRequests> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const call = (path: string, body?: object) =>
    fetch(`${url}${path}`, {
      headers,
      ...(body && { method: "POST", body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
  const make = async (path: string, body: object) => made.parse(await (await call(path, body)).json()).id;
  const inboxId = await make("/v1/inboxes", { name: `Steady ${randomUUID()}` });
  const failures: string[] = [];
  const acknowledgedMs: number[] = [];
  let isStopping = false;

  async function work(): Promise<void> {
    const contactId = await make("/v1/contacts", { name: "A customer" });
    const answer = await call("/v1/conversations", { inboxId, contactId });
    const { displayId } = z.object({ displayId: z.number() }).parse(await answer.json());
    const path = `/v1/conversations/${displayId}/messages`;
    while (!isStopping) {
      for (const body of [{ content: "Hello" }, undefined]) {
        try {
          const { status } = await call(path, body);
          if (status < 300 && body) acknowledgedMs.push(performance.now());
          if (status >= 300) failures.push(`${body ? "POST" : "GET"} ${status}`);
        } catch (error) {
          failures.push(String(error));
        }
      }
    }
  }
  const working = Promise.all(Array.from({ length: WORKERS }, work));
  const stop = async () => {
    isStopping = true;
    await working;
  };
  onTestFinished(stop);
  return { failures, acknowledgedMs, stop };
}
