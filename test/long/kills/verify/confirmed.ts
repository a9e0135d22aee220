import { expect } from "vitest";
import type { OperationDto } from "@/server/contract/conversation/bulk";
import type { Event } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Database } from "@/server/store/_postgres/db";
import type { Client, Try } from "@/test/long/kills/client";
import type { Promised } from "@/test/long/kills/load/scene";
import { groupBy } from "./group-by";

const WITHIN = { withinMs: 60_000, everyMs: 20 };

/** Ends the calls of killed processes, without waiting for their timeout. */
export async function endConfirmed(database: Database): Promise<void> {
  const overdue = "update operation set deadline_at = now() where state = 'running' returning 1";
  const hasEnded = async () => (await database.query(overdue)).length === 0;
  expect(await waitUntil(hasEnded, WITHIN), "what was begun has an end").toBe(true);
}

/** The same while the app is stopped, except calls that it is about to commit. */
export async function timeOutUncommitted(database: Database): Promise<void> {
  const overdue = `
    update operation set deadline_at = now() where id in (
      select id from operation where state = 'running' for update skip locked) returning 1`;
  const hasEnded = async () => (await database.query(overdue)).length === 0;
  expect(await waitUntil(hasEnded, WITHIN), "calls of killed processes have timed out").toBe(true);
}

type LoggedEvent = { event: Event; end: OperationDto };
type Ends = { byOperation: Map<string, LoggedEvent[]>; byRequest: Map<string | null, LoggedEvent[]> };

/**
 * Every call has one confirmation. It has the number of events after a success. After a failure or timeout there are no
 * events and no changes. The answer, if there was one, agrees.
 * @returns how many ended how; `late`: ended after their timeout was recorded.
 */
export async function verifyConfirmed(
  database: Database,
  { client, events, promised }: { client: Client; events: readonly Event[]; promised: Promised },
): Promise<Record<OperationDto["state"] | "late", number>> {
  const confirmations = events.flatMap((event) =>
    isAbout(event, "operation") ? [{ event, end: event.data }] : [],
  );
  const requests = confirmations.filter(({ end }) => end.kind === "request");
  const ends: Ends = {
    byOperation: groupBy(confirmations, ({ end }) => end.operationId),
    byRequest: groupBy(requests, ({ end }) => end.requestId),
  };
  for (const [operationId, own] of ends.byOperation)
    expect(
      own.map(({ event: { type } }) => type),
      `ends of ${operationId}`,
    ).toHaveLength(1);
  const byOperation = groupBy(events, ({ operationId }) => operationId);
  for (const { event, end } of requests) verifyEnd(byOperation.get(end.operationId) ?? [], { event, end });
  for (const one of client.tries) verifyTry(one, ends);
  await verifyReceivedMessages(database, promised, ends);
  const many = (state: OperationDto["state"]) => requests.filter(({ end }) => end.state === state).length;
  const late = client.tries.filter(({ answer }) => answer?.code === "operation.timed_out").length;
  return { succeeded: many("succeeded"), failed: many("failed"), timed_out: many("timed_out"), late };
}

/** The confirmation is the operation's last event and counts the others; without success there are none. */
function verifyEnd(own: readonly Event[], { event, end }: LoggedEvent): void {
  const name = `${event.seq} ${event.type}`;
  expect(event.type).toBe(`operation.${end.state}`);
  expect(own.at(-1)?.id, name).toBe(event.id);
  expect(own.length - 1, name).toBe(end.events);
  if (end.state !== "succeeded") expect(end.events, name).toBe(0);
}

function verifyTry({ requestId, isKeyed, answer }: Try, { byOperation, byRequest }: Ends): void {
  const own = byRequest.get(requestId) ?? [];
  expect(own.length, `ends of request ${requestId}`).toBeLessThanOrEqual(1);
  if (!answer) return;
  const { status, code, operationId } = answer;
  const name = `request ${requestId}, answered ${status} ${code}`;
  const [found] = operationId === null ? [] : (byOperation.get(operationId) ?? []);
  if (status === 503) {
    // The result is unknown. A keyed repetition may have found the answer: then the first try has the confirmation.
    if (operationId !== null && !isKeyed) expect(found, name).toBeDefined();
    if (code === "operation.timed_out") expect(found?.end.state, name).toBe("timed_out");
  } else if (status < 300) {
    expect(found, name).toBeDefined();
    if (found?.end.kind === "request") expect(found.end.state, name).toBe("succeeded");
  } else {
    expect(found?.end.state, name).toMatch(/failed|timed_out/);
    if (found?.end.state === "failed") expect(found.end.error?.code, name).toBe(code);
  }
}

/** Each customer's message exists as often as a confirmation of success: once if acknowledged, else at most once. */
async function verifyReceivedMessages(
  database: Database,
  { received }: Promised,
  { byRequest }: Ends,
): Promise<void> {
  const rows = await database.query<{ content: string; count: number }>(
    "select content, count(*) from message where content like 'confirmed %' group by content",
  );
  const there = new Map(rows.map(({ content, count }) => [content, count]));
  for (const { content, tries } of received) {
    const ends = tries.flatMap(({ requestId }) => byRequest.get(requestId) ?? []);
    const succeeded = ends.filter(({ end }) => end.state === "succeeded").length;
    expect(there.get(content) ?? 0, content).toBe(succeeded);
    expect(succeeded, content).toBeLessThanOrEqual(1);
    if (tries.some(({ answer }) => answer && answer.status < 300)) expect(succeeded, content).toBe(1);
  }
  expect(rows.length).toBeLessThanOrEqual(received.length);
}
