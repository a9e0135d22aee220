import type { Caller } from "@/server/contract/_shared/caller";
import type { Topics } from "@/server/contract/live/topics";
import type { Sink } from "@/server/live/wire/sink";
import type { LogRow } from "@/server/store/events/event-log";

/** One open stream: who reads what, where the bytes go, and how far it is. */
export type Reader = {
  /** Its name, by which its topics are changed; null = it reads everything it may see. */
  connectionId: string | null;
  caller: Caller;
  /** What it reads; null = everything it may see. */
  topics: Topics | null;
  /** The greatest revision of its topics so far. */
  revision: number;
  /** The cursor that its last topic request named; null = no request yet. */
  wishedAfter: string | null;
  /** The time of its last topic request, in ms; 0 = none. */
  requestedAt: number;
  /** Readers with the same audience receive the same bytes. */
  audience: string;
  sink: Sink;
  /** Who the reader is by now; null = signed out. */
  readCaller(): Promise<Caller | null>;
  /** Everything up to here was considered for it. */
  position: number;
  /** The last position sent as an SSE id. */
  lastSent: number;
  /** Its session or its rights may have changed: nothing more is sent before they are read again. */
  isStale: boolean;
  /** When they were read, in ms. */
  checkedAt: number;
};

/** Which inboxes and audiences a caller sees. */
export const visibilityOf = ({ role, inboxIds }: Caller): string =>
  `${role === "agent" ? "agent" : "all"}:${inboxIds === "all" ? "all" : inboxIds.toSorted((a, b) => a - b).join()}`;

/** Readers of one account with the same audience receive the same frames; the member is part of it where a list is "mine". */
export function audienceOf({ caller, topics }: Pick<Reader, "caller" | "topics">): string {
  if (topics === null) return visibilityOf(caller);
  const isPersonal = topics.views.some(({ assignee }) => assignee === "me");
  const { viewed: _, ...shared } = topics;
  return `${visibilityOf(caller)}|${isPersonal ? caller.userId : ""}|${JSON.stringify(shared)}`;
}

/** The member whose session or rights this event changes, or null. Only such an event's body is parsed. */
export const changedMember = (row: LogRow): number | null =>
  row.type === "member.updated" || row.type === "session.revoked" ? row.body.resource.id : null;

/** Whether the event changes what the member may see. */
export const changesRights = (row: LogRow): boolean =>
  row.type === "member.updated" && ("role" in row.body.changes || "inboxIds" in row.body.changes);
