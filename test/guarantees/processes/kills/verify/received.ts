import { expect } from "vitest";
import type { Event } from "@/server/contract/event/event";
import type { Taken } from "@/test/support/clients/receiver";
import { groupBy } from "./group-by";
import { conversationOf } from "./log";

const idOf = ({ headers }: Taken): string => String(headers["webhook-id"]);
const isTaken = ({ answer }: Taken): boolean => answer.statusCode < 300;

/** Whether who asks for some inboxes is told: what is in them, what belongs to none, and what leaves them. */
export function isFor({ inboxIds }: { inboxIds?: readonly number[] }, { inboxId, changes }: Event): boolean {
  const from = changes["inboxId"]?.from;
  return (
    !inboxIds || inboxId === null || [inboxId, from].some((id) => inboxIds.some((asked) => asked === id))
  );
}

/** Events that no POST has told of that was answered well. */
export function unheard(owed: readonly Event[], posts: readonly Taken[]): Event[] {
  const ids = new Set(posts.filter(isTaken).map(idOf));
  return owed.filter(({ id }) => !ids.has(id));
}

/**
 * What came is asked for, and as the log has it, under one id however often; only what was forgotten meanwhile may differ.
 * @returns how many came more than once.
 */
export function verifyReceived(asked: readonly Event[], all: readonly Taken[]): number {
  const byId = new Map(asked.map((event) => [event.id, event]));
  const posts = groupBy(all, idOf);
  for (const [id, [first, ...others]] of posts) {
    const event = byId.get(id);
    expect(first?.json, `webhook ${id}, ${first?.json.type}, is asked for`).toMatchObject({
      id,
      seq: event?.seq,
      hash: event?.hash,
    });
    if (event?.redactedAt !== undefined) continue;
    expect(first?.json).toEqual(event);
    for (const { body } of others) expect(body, `webhook ${id} says the same again`).toBe(first?.body);
  }
  return [...posts.values()].filter(({ length }) => length > 1).length;
}

/** Of every conversation the next event came when all before it had been taken, in the order of the log. */
export function verifyOrdered(owed: readonly Event[], posts: readonly Taken[]): void {
  const places = new Map<string, { conversationId: number; place: number }>();
  for (const [conversationId, told] of groupBy(owed, conversationOf))
    if (conversationId !== null)
      for (const [place, { id }] of told.entries()) places.set(id, { conversationId, place });
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
