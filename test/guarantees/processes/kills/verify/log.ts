import { expect } from "vitest";
import type { Event } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import { RANKS } from "@/test/guarantees/processes/cluster/load";
import type { Client } from "@/test/guarantees/processes/kills/client";
import type { Promised } from "@/test/guarantees/processes/kills/load/scene";
import { groupBy } from "./group-by";

/** The log from its beginning until what is committed by now is in it. */
export async function readAll(client: Client): Promise<Event[]> {
  const last = await client.post("/v1/contacts", { name: "The last" });
  const events: Event[] = [];
  const isThere = () =>
    events.some(({ type, resource: { id } }) => type === "contact.created" && id === last.id);
  for (let after = ""; !isThere(); ) {
    const page = await client.get(`/v1/events?limit=1000&wait=5${after}`);
    events.push(...page.data);
    after = `&after=${encodeURIComponent(page.nextCursor)}`;
  }
  return events;
}

/** Of which conversation an event is; null of what belongs to none. */
export const conversationOf = ({ resource, data }: Event): number | null =>
  resource.type === "conversation" ? resource.id : "conversationId" in data ? data.conversationId : null;

/** Dense, each event once, each version of each resource that was changed here told by one event, and all that was promised. */
export function verifyLog(events: readonly Event[], { changes, begun, ticks }: Promised): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);

  const versions = groupBy(events, ({ resource: { type, id } }) => `${type} ${id}`);
  const wrong = [...versions].filter(
    ([key, told]) =>
      /^(conversation|message|bulk_operation|operation) /.test(key) &&
      told.some(({ resource }, i) => resource.version !== i + 1),
  );
  expect(
    wrong.map(([key]) => key),
    "each version is told once, in order",
  ).toEqual([]);

  const toldAt = new Map(
    events.map(({ resource: { type, id, version }, data }) => [`${type} ${id} ${version}`, placeOf(data)]),
  );
  const untold = changes.filter(
    ({ id, version, status, inboxId }) =>
      toldAt.get(`conversation ${id} ${version}`) !== placeOf({ status, inboxId }),
  );
  expect(untold, "acknowledged changes are told").toEqual([]);
  const statuses = new Map(
    events.flatMap((event) => (isAbout(event, "message") ? [[event.data.id, event.data.status]] : [])),
  );
  const rankOf = (status: string | null | undefined) => RANKS.indexOf(status ?? "");
  const fallen = ticks.filter(({ id, status }) => rankOf(statuses.get(id)) < rankOf(status));
  expect(fallen, "acknowledged ticks still stand").toEqual([]);
  const created = events.filter(({ type }) => type === "conversation.created");
  expect(created.map(({ resource }) => resource.id).toSorted()).toEqual(begun.toSorted());
}

/** Status and inbox, of what has both. */
const placeOf = (data: object): string =>
  "status" in data && "inboxId" in data ? `${data.status} in ${data.inboxId}` : "";
