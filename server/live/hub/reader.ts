import type { Caller } from "@/server/contract/_shared/caller";
import { dependsOnReader } from "@/server/contract/conversation/view";
import type { Topics } from "@/server/contract/live/topics";
import type { Sink } from "@/server/live/wire/sink";
import type { LogRow } from "@/server/store/events/log/event-log";

/** One open stream: its caller, its topics, its output and its position. */
export type Reader = {
  /** The id by which its topics are changed; null = it reads everything it may see. */
  connectionId: string | null;
  caller: Caller;
  /** Its topics; null = everything it may see. */
  topics: Topics | null;
  /** The highest revision of its topics. */
  revision: number;
  /** The cursor of its last topic request; null = no request yet. */
  requestedAfter: string | null;
  /** The id of its last topic request. */
  requestId: number | undefined;
  /** The time of its last topic request by the feed's steady clock, in ms; 0 = none. */
  requestedAt: number;
  /** Readers with the same audience receive the same bytes. */
  audience: string;
  sink: Sink;
  /** The reader's current caller; null = signed out. */
  readCaller(): Promise<Caller | null>;
  /** Everything up to this seq was considered for it. */
  position: number;
  /** The last position sent as an SSE id. */
  lastSent: number;
  /** Its session or rights may have changed: nothing more is sent until they are read again. */
  isStale: boolean;
  /** The time of the last check, in ms. */
  checkedAt: number;
};

/** The inboxes, audiences and events of contacts that a caller sees. */
export const visibilityOf = ({ role, inboxIds, contactScope }: Caller): string =>
  `${role === "agent" ? "agent" : "all"}:${inboxIds === "all" ? "all" : inboxIds.toSorted((a, b) => a - b).join()}${contactScope ? ":some" : ""}`;

/** Readers of one account with the same audience receive the same frames; it includes the member where a list depends on who reads it. */
export function audienceOf({ caller, topics }: Pick<Reader, "caller" | "topics">): string {
  if (topics === null) return visibilityOf(caller);
  const isPersonal = topics.views.some(dependsOnReader);
  const { viewed: _, ...shared } = topics;
  return `${visibilityOf(caller)}|${isPersonal ? caller.userId : ""}|${JSON.stringify(shared)}`;
}

/** The member whose session or rights this event changes, or null. Only such an event's body is parsed. */
export const changedMember = (row: LogRow): number | null =>
  row.type === "member.updated" || row.type === "session.revoked" ? row.body.resource.id : null;

/** Whether the event changes what the member may see. */
export const changesRights = (row: LogRow): boolean =>
  row.type === "member.updated" && ("role" in row.body.changes || "inboxIds" in row.body.changes);
