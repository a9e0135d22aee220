import { expect } from "vitest";
import type { OperationDto } from "@/server/contract/conversation/bulk";
import type { Event } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Database } from "@/server/store/_postgres/db";
import type { Client, Try } from "@/test/long/kills/client";
import type { Promised } from "@/test/long/kills/load/scene";
import type { Taken } from "@/test/support/clients/receiver";
import { conversationOf, groupBy } from "./tables";

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

const idOf = ({ headers }: Taken): string => String(headers["webhook-id"]);
const isTaken = ({ answer }: Taken): boolean => answer.statusCode < 300;

/** Whether a subscription of some inboxes matches: events in them, of no inbox, and of moves out of them. */
export function isFor({ inboxIds }: { inboxIds?: readonly number[] }, { inboxId, changes }: Event): boolean {
  const from = changes["inboxId"]?.from;
  return (
    !inboxIds || inboxId === null || [inboxId, from].some((id) => inboxIds.some((inboxId) => inboxId === id))
  );
}

/** Events without a successful POST. */
export function undelivered(expected: readonly Event[], posts: readonly Taken[]): Event[] {
  const ids = new Set(posts.filter(isTaken).map(idOf));
  return expected.filter(({ id }) => !ids.has(id));
}

/**
 * Every POST matches the subscription and the log, under the same id each time. Only content deleted since may differ.
 * @returns how many events arrived more than once.
 */
export function verifyReceived(matching: readonly Event[], all: readonly Taken[]): number {
  const byId = new Map(matching.map((event) => [event.id, event]));
  const posts = groupBy(all, idOf);
  for (const [id, [first, ...others]] of posts) {
    const event = byId.get(id);
    expect(first?.json, `webhook ${id}, ${first?.json.type}, matches the subscription`).toMatchObject({
      id,
      seq: event?.seq,
      hash: event?.hash,
    });
    if (event?.redactedAt !== undefined) continue;
    expect(first?.json).toEqual(event);
    for (const { body } of others) expect(body, `webhook ${id} has the same body again`).toBe(first?.body);
  }
  return [...posts.values()].filter(({ length }) => length > 1).length;
}

/** In every conversation each event arrived after all earlier ones were accepted, in the log's order. */
export function verifyOrdered(expected: readonly Event[], posts: readonly Taken[]): void {
  const places = new Map<string, { conversationId: number; place: number }>();
  for (const [conversationId, ofConversation] of groupBy(expected, conversationOf))
    if (conversationId !== null)
      for (const [place, { id }] of ofConversation.entries()) places.set(id, { conversationId, place });
  const taken = new Map<number, number>();
  const early: string[] = [];
  for (const post of posts) {
    const { conversationId, place } = places.get(idOf(post)) ?? { conversationId: 0, place: -1 };
    const count = taken.get(conversationId) ?? 0;
    if (place > count)
      early.push(`${post.json.seq} ${post.json.type} of ${conversationId}: ${place - count} too early`);
    else if (place === count && isTaken(post)) taken.set(conversationId, count + 1);
  }
  expect(early).toEqual([]);
}
