import { ACTOR_TYPES } from "@/server/contract/_shared/constants";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { EventType } from "@/server/contract/event/event";

type ActorType = (typeof ACTOR_TYPES)[number];

/** The filter of the log, stored in the URL, so that it can be shared and Back works. */
export type EventQuery = {
  type: EventType | null;
  /** A conversation by its id: its whole history, oldest first. */
  conversationId: number | null;
  /** A conversation by its display id. */
  displayId: number | null;
  actor: { type: ActorType; id: number | null } | null;
  /** As the input fields contain them. */
  from: string;
  to: string;
};

/** Whether it is one conversation's history, which is read oldest first. */
export const isHistory = ({ conversationId, displayId }: EventQuery): boolean =>
  conversationId !== null || displayId !== null;

export const idIn = (text: string | null): number | null =>
  /^[1-9]\d{0,14}$/.test(text ?? "") ? Number(text) : null;

export function parseEventQuery(params: Pick<URLSearchParams, "get">): EventQuery {
  const [kind, actorId = null] = (params.get("actor") ?? "").split(":");
  const type = ACTOR_TYPES.find((one) => one === kind);
  return {
    type: EVENT_TYPES.find((one) => one === params.get("type")) ?? null,
    conversationId: idIn(params.get("conversation")),
    displayId: idIn(params.get("c")),
    actor: type ? { type, id: idIn(actorId) } : null,
    from: momentIn(params.get("from")),
    to: momentIn(params.get("to")),
  };
}

/** A moment that exists, of an input field; else "". */
export const momentIn = (text: string | null): string =>
  text !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : "";

const MINUTE_MS = 60_000;

/** The period that two fields name, in the reader's time zone, which only a browser knows; the minute of its end belongs to it. */
export const periodOf = ({
  from,
  to,
}: Pick<EventQuery, "from" | "to">): { from: Date | null; to: Date | null } => ({
  from: from === "" ? null : new Date(from),
  to: to === "" ? null : new Date(new Date(to).getTime() + MINUTE_MS),
});

/** The actor as the URL and the input field contain it. */
export const actorText = ({ actor: who }: Pick<EventQuery, "actor">): string =>
  who === null ? "" : who.id === null ? who.type : `${who.type}:${who.id}`;

export function eventsHref(query: Partial<EventQuery>): string {
  const { type, conversationId, displayId, from, to } = query;
  const params = new URLSearchParams();
  const given = {
    type,
    conversation: conversationId,
    c: displayId,
    actor: query.actor ? actorText({ actor: query.actor }) : "",
    from,
    to,
  };
  for (const [name, value] of Object.entries(given)) if (value) params.set(name, String(value));
  const text = params.toString();
  return `/settings/events${text === "" ? "" : `?${text}`}`;
}
