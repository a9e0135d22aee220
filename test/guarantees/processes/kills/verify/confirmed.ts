import { expect } from "vitest";
import type { OperationDto } from "@/server/contract/bulk/bulk";
import type { Event } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Database } from "@/server/store/_postgres/db";
import type { Client, Try } from "@/test/guarantees/processes/kills/client";
import type { Promised } from "@/test/guarantees/processes/kills/load/scene";
import { groupBy } from "./group-by";

const WITHIN = { withinMs: 60_000, everyMs: 20 };

/** Whose process was killed has its end when its time is over; that is not waited for. */
export async function endConfirmed(database: Database): Promise<void> {
  const overdue = "update operation set deadline_at = now() where state = 'running' returning 1";
  const hasEnded = async () => (await database.query(overdue)).length === 0;
  expect(await waitUntil(hasEnded, WITHIN), "what was begun has an end").toBe(true);
}

/** The same while the app stands still; but not of what it is about to commit. */
export async function timeOutUncommitted(database: Database): Promise<void> {
  const overdue = `
    update operation set deadline_at = now() where id in (
      select id from operation where state = 'running' for update skip locked) returning 1`;
  const hasEnded = async () => (await database.query(overdue)).length === 0;
  expect(await waitUntil(hasEnded, WITHIN), "what was begun is told to have timed out").toBe(true);
}

type LoggedEvent = { event: Event; end: OperationDto };
type Ends = { byOperation: Map<string, LoggedEvent[]>; byRequest: Map<string | null, LoggedEvent[]> };

/**
 * What was begun has one end. One that succeeded says how much it told, one that failed or timed out told nothing and
 * changed nothing, and the answer, where there was one, said so too.
 * @returns how many ended how; `late`: wanted to end when they had been told to have timed out.
 */
export async function verifyConfirmed(
  database: Database,
  { client, events, promised }: { client: Client; events: readonly Event[]; promised: Promised },
): Promise<Record<OperationDto["state"] | "late", number>> {
  const told = events.flatMap((event) => (isAbout(event, "operation") ? [{ event, end: event.data }] : []));
  const requests = told.filter(({ end }) => end.kind === "request");
  const ends: Ends = {
    byOperation: groupBy(told, ({ end }) => end.operationId),
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
  await verifySaid(database, promised, ends);
  const many = (state: OperationDto["state"]) => requests.filter(({ end }) => end.state === state).length;
  const late = client.tries.filter(({ answer }) => answer?.code === "operation.timed_out").length;
  return { succeeded: many("succeeded"), failed: many("failed"), timed_out: many("timed_out"), late };
}

/** The end is the last of its operation's events and counts the others; where it did not succeed there are none. */
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
  const [told] = operationId === null ? [] : (byOperation.get(operationId) ?? []);
  if (status === 503) {
    // Nobody knows; a repetition may have found the answer and lost it again: the first one's end is told.
    if (operationId !== null && !isKeyed) expect(told, name).toBeDefined();
    if (code === "operation.timed_out") expect(told?.end.state, name).toBe("timed_out");
  } else if (status < 300) {
    expect(told, name).toBeDefined();
    if (told?.end.kind === "request") expect(told.end.state, name).toBe("succeeded");
  } else {
    expect(told?.end.state, name).toMatch(/failed|timed_out/);
    if (told?.end.state === "failed") expect(told.end.error?.code, name).toBe(code);
  }
}

/** What customers said is there as often as it was told to have succeeded: once where it was acknowledged, else once at most. */
async function verifySaid(database: Database, { said }: Promised, { byRequest }: Ends): Promise<void> {
  const rows = await database.query<{ content: string; count: number }>(
    "select content, count(*) from message where content like 'said %' group by content",
  );
  const there = new Map(rows.map(({ content, count }) => [content, count]));
  for (const { content, tries } of said) {
    const ends = tries.flatMap(({ requestId }) => byRequest.get(requestId) ?? []);
    const succeeded = ends.filter(({ end }) => end.state === "succeeded").length;
    expect(there.get(content) ?? 0, content).toBe(succeeded);
    expect(succeeded, content).toBeLessThanOrEqual(1);
    if (tries.some(({ answer }) => answer && answer.status < 300)) expect(succeeded, content).toBe(1);
  }
  expect(rows.length).toBeLessThanOrEqual(said.length);
}
