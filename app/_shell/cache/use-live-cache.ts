"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useLive, useLiveFrames, useLiveReset } from "@/app/_lib/live/live";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { noteEvent } from "@/app/_shell/undo/superseded";
import { parseCursor } from "@/server/contract/event/cursor";
import type { Event, EventType } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import { asOfIn } from "./cache-writer";
import { clearRows, readAgain, THREADS } from "./queries";
import { useCacheWriter } from "./use-cache-writer";
import { useOwnMarks } from "./use-own-marks";

/** The minimum interval between refetches of the counts, in ms. */
const COUNTS_MS = 1_000;
/** The same of lists that are counted for each request. */
const LISTS_MS = 10_000;

const MOVES_COUNTS: ReadonlySet<EventType> = new Set<EventType>([
  "conversation.assigned",
  "conversation.created",
  "conversation.moved",
  "conversation.restored",
  "conversation.status_changed",
]);

/** Applies live events to the cache: once per page. */
export function useLiveCache(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const live = useLive();
  const writer = useCacheWriter();
  const me = useMe();
  const router = useRouter();
  const refetchCounts = useThrottled(
    () => readAgain(queryClient, trpc.conversations.counts.pathFilter()),
    COUNTS_MS,
  );
  const recount = useThrottled(
    () => void queryClient.invalidateQueries(trpc.conversations.countLists.pathFilter()),
    LISTS_MS,
  );

  useOwnMarks(writer);
  useLiveFrames((frame) => {
    writer.frame(frame);
    if (frame.counters || frame.rows) recount();
    for (const event of frame.events) {
      noteEvent(event);
      if (isOfFrame(event, me.id)) router.refresh();
      if (MOVES_COUNTS.has(event.type) && !live.isFiltered()) refetchCounts();
      for (const filter of staleAfter(trpc, event)) readAgain(queryClient, filter);
    }
    // The reader may have lost access to it, or regained it.
    const isMoved = frame.events.some(({ type }) => type === "conversation.moved");
    if (isMoved || frame.gone) readAgain(queryClient, { queryKey: THREADS });
    // The reader's permissions changed: the open conversation and the inboxes are refetched.
    if (!frame.gone) return;
    for (const filter of openFilters(trpc)) readAgain(queryClient, filter);
  });
  useLiveReset(() => {
    clearRows(queryClient);
    readAgain(queryClient);
  });

  // Applies frames that arrived while a list was being read, once it has loaded.
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe(({ type, query, ...rest }) => {
        const isFetched =
          type === "updated" && "action" in rest && rest.action.type === "success" && !rest.action.manual;
        if (!isFetched) return;
        const isMore = query.state.fetchMeta?.fetchMore !== undefined;
        const asOf = asOfIn(query.state.data, isMore ? "last" : "first");
        if (asOf === null) return;
        const missed = live.framesAfter(asOf);
        for (const frame of missed ?? []) writer.frame(frame);
        // Of another epoch: the stream will report a reset.
        if (!missed && epochOf(asOf) === epochOf(live.position()))
          void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
      }),
    [queryClient, live, writer],
  );
}

/** Whether the page's frame, which the server renders, has another name of the account, or another name or role of the member. */
const isOfFrame = ({ type, resource, changes }: Event, userId: number): boolean =>
  (type === "account.updated" && "name" in changes) ||
  (type === "member.updated" && resource.id === userId && ("role" in changes || "name" in changes));

const epochOf = (cursor: string | null): string | undefined => parseCursor(cursor ?? "")?.epoch;

const openFilters = (trpc: ReturnType<typeof useTRPC>) => [
  trpc.conversations.get.pathFilter(),
  trpc.conversations.transitions.pathFilter(),
  trpc.inboxes.pathFilter(),
];

/** The queries that an event invalidates: small lists without their own rule in the cache. */
function staleAfter(trpc: ReturnType<typeof useTRPC>, event: Event) {
  const audit = trpc.audit.pathFilter();
  switch (event.resource.type) {
    case "account":
      return [trpc.account, trpc.deletions, trpc.me, trpc.tokens, trpc.twoFactor]
        .map((settings) => settings.pathFilter())
        .concat(audit);
    case "alert":
      return [trpc.alerts.pathFilter(), trpc.notifications.pathFilter()];
    case "endpoint":
      return [trpc.webhooks.pathFilter(), audit];
    case "company":
      return [trpc.companies.pathFilter()];
    case "contact":
    case "contact_note":
      return [trpc.contacts.pathFilter()];
    case "inbox":
      return event.type === "inbox.audited" ? [] : [trpc.inboxes.pathFilter(), audit];
    case "member":
      return event.type === "session.revoked"
        ? []
        : [trpc.members.pathFilter(), trpc.me.pathFilter(), trpc.tokens.pathFilter(), audit];
    case "token":
      return [trpc.tokens.pathFilter(), audit];
    case "attribute_definition":
      return [trpc.attributeDefinitions.pathFilter()];
    case "macro":
      return [trpc.macros.pathFilter()];
    case "canned_reply":
      return [trpc.cannedReplies.pathFilter()];
    case "team":
      return [trpc.teams.pathFilter()];
    case "view":
      return [trpc.views.pathFilter()];
    case "label":
      return [trpc.labels.pathFilter()];
    default:
      return staleOfConversation(trpc, event);
  }
}

/** The queries of a conversation that an event invalidates; the cache is updated for the others. */
function staleOfConversation(trpc: ReturnType<typeof useTRPC>, event: Event) {
  switch (event.type) {
    case "conversation.moved":
      return [trpc.conversations.get.pathFilter()];
    case "conversation.created":
    case "conversation.status_changed":
      return isAbout(event, "conversation")
        ? [trpc.conversations.transitions.queryFilter({ displayId: event.data.displayId })]
        : [];
    case "message.status_changed":
    case "message.overdue":
    case "message.stuck":
    case "message.unstuck":
    case "message.change_failed":
    case "message.updated":
    case "message.deleted": {
      const input = { messageId: event.resource.id };
      return [trpc.messages.timeline.queryFilter(input), trpc.messages.changeReach.queryFilter(input)];
    }
    default:
      return [];
  }
}

/** Calls `act` immediately, and again at the end of each interval with further calls. */
function useThrottled(act: () => void, everyMs: number): () => void {
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; isPending: boolean } | null>(null);
  useEffect(() => () => clearTimeout(waiting.current?.timer), []);
  const startInterval = (): void => {
    const timer = setTimeout(() => {
      const isPending = waiting.current?.isPending ?? false;
      waiting.current = null;
      if (isPending) call();
    }, everyMs);
    waiting.current = { timer, isPending: false };
  };
  const call = (): void => {
    if (waiting.current) {
      waiting.current.isPending = true;
      return;
    }
    act();
    startInterval();
  };
  return call;
}
