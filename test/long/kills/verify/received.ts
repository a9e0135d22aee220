import { expect } from "vitest";
import type { Event } from "@/server/contract/event/event";
import type { Taken } from "@/test/support/clients/receiver";
import { groupBy } from "./group-by";
import { conversationOf } from "./log";

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
