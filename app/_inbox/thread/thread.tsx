"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { useCancelRetryAction } from "@/app/_inbox/thread/actions/use-cancel-retry-action";
import {
  firstUnreadOf,
  type PassingMessage,
  runEnds,
  type ThreadItem,
  threadItems,
} from "@/app/_inbox/thread/items/items";
import { PassingLine, usePassing } from "@/app/_inbox/thread/items/passing";
import { ActivityLine, ActivityRun, SystemLine } from "@/app/_inbox/thread/message/activity-line";
import { DraftBubble } from "@/app/_inbox/thread/message/draft-bubble";
import { MessageBubble } from "@/app/_inbox/thread/message/message-bubble";
import { cn } from "@/app/_lib/class-names";
import { useMe } from "@/app/_lib/session/me";
import { dayOf, useTimes } from "@/app/_lib/times/times";
import type { Row } from "@/app/_shared/conversation/rows";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { leaveMessage } from "@/app/_shared/view/navigate";
import { messagesOf } from "@/app/_shell/cache/queries";
import type { useThread, useThreadAround } from "@/app/_shell/cache/use-thread";
import { type Draft, useOutboxOf } from "@/app/_shell/unsent/use-write";
import { ownUnread } from "@/server/contract/conversation/own-unread";
import { toLastMessage } from "@/server/contract/event/reduce";
import { useEditLast, useOpenThread } from "./open-thread";
import { useMarkSeen } from "./use-mark-seen";
import { AT_END_PX, useInitialScroll, useKeepEnd, useUnfoldDownwards, useUnfolding } from "./use-scroll";

/** Older messages are fetched when this many items are left above. */
const AHEAD = 8;
const NO_DRAFTS: readonly Draft[] = [];
const NO_PASSING: PassingMessage[] = [];

type ThreadProps = {
  row: Row;
  /** The thread, or the part of it around a message far from its end. */
  thread: ReturnType<typeof useThread> | ReturnType<typeof useThreadAround>;
  isPast: boolean;
};

/**
 * A conversation's messages. It follows new ones only while the reader is at its end. Older ones are prepended without
 * moving what is read. Remounted for each conversation.
 */
export function Thread({ row, thread, isPast }: ThreadProps) {
  const t = useTranslations("thread");
  const { displayId, name, isGroup, linked } = useOpenThread();
  const messageLine = useMessageLine();
  const scroller = useRef<HTMLDivElement>(null);
  const drafts = useOutboxOf(displayId);
  const passing = usePassing(displayId);
  const messages = useMemo(() => messagesOf(thread.data), [thread.data]);
  // As of opening: reading does not remove the mark.
  const me = useMe();
  const [unreadAtOpening] = useState(() =>
    isPast
      ? null
      : firstUnreadOf(messages, {
          unread: ownUnread(row.conversation, row.seen ?? null, me.id),
          seen: row.seen?.number ?? null,
        }),
  );
  const [markedFrom, setMarkedFrom] = useState<number | null>(null);
  const firstUnread = markedFrom ?? unreadAtOpening;
  const items = useMemo(
    () =>
      threadItems(messages, isPast ? NO_DRAFTS : drafts, dayOf, firstUnread, {
        passing: isPast ? NO_PASSING : passing,
        isWhole: !thread.hasNextPage,
      }),
    [messages, drafts, isPast, firstUnread, passing, thread.hasNextPage],
  );
  const ends = useMemo(() => runEnds(items, { isGroup }), [items, isGroup]);
  const isUnfolding = useUnfolding(scroller);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 64,
    getItemKey: (index) => items[index]?.key ?? index,
    anchorTo: isUnfolding ? "start" : "end",
    followOnAppend: !isPast,
    scrollEndThreshold: AT_END_PX,
    overscan: 6,
    paddingStart: 16,
    paddingEnd: 12,
    gap: 6,
  });
  const shown = virtual.getVirtualItems();
  // Read at every rendering, as sizes change without a scroll. The state only triggers a rendering while scrolling.
  const [, setAtEnd] = useState(true);
  const isAtEnd = virtual.isAtEnd();
  const isPlaced = useInitialScroll(virtual, items, linked);
  useEditLast(items, virtual.scrollToIndex);
  useCancelRetryAction(row.conversation, messages);
  useKeepEnd(scroller);
  useUnfoldDownwards(virtual, scroller, isUnfolding);

  const firstShown = shown[0]?.index ?? AHEAD;
  const lastShown = shown.at(-1)?.index ?? 0;
  const { hasNextPage, hasPreviousPage, isFetching, fetchNextPage, fetchPreviousPage } = thread;
  useEffect(() => {
    if (!isPlaced || isFetching) return;
    if (firstShown < AHEAD && hasNextPage) void fetchNextPage();
    else if (lastShown > items.length - AHEAD && hasPreviousPage) void fetchPreviousPage();
  }, [
    isPlaced,
    firstShown,
    lastShown,
    items.length,
    hasNextPage,
    hasPreviousPage,
    isFetching,
    fetchNextPage,
    fetchPreviousPage,
  ]);

  const last = messages.at(-1);
  const marked = useMarkSeen(displayId, isAtEnd && !isPast ? (last?.number ?? 0) : 0);
  if (marked !== markedFrom) setMarkedFrom(marked);
  const toEnd = () => (isPast ? leaveMessage() : virtual.scrollToEnd());

  return (
    <div className="relative min-h-0 flex-1">
      <section
        id="thread"
        data-toast-over
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by key
        tabIndex={0}
        aria-label={t("messages", { name })}
        onScroll={() => setAtEnd(virtual.isAtEnd())}
        className={cn(
          "h-full overflow-y-auto overflow-x-hidden px-3 md:px-6",
          isUnfolding && "[overflow-anchor:none]",
        )}
      >
        {items.length === 0 ? <p className="py-4 text-center text-faint text-sm">{t("noMessages")}</p> : null}
        <ol className="relative" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ key, index, start }) => {
            const item = items[index];
            return item ? (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className="virtual-row"
                style={{ transform: `translateY(${start}px)` }}
              >
                <Item item={item} endsRun={ends.has(item.key)} />
              </li>
            ) : null;
          })}
        </ol>
      </section>
      <p aria-live="polite" className="sr-only">
        {last?.direction === "in" ? t("newMessage", { name, text: messageLine(toLastMessage(last)) }) : ""}
      </p>
      {isAtEnd && !isPast ? null : (
        <button
          type="button"
          onClick={toEnd}
          className="absolute bottom-3 left-1/2 inline-flex h-7.5 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line bg-raised px-3 font-medium text-sm shadow-pop hover:bg-hover"
        >
          <ArrowDown size={14} aria-hidden />
          {t("toEnd")}
        </button>
      )}
    </div>
  );
}

/** `endsRun`: the next message is somebody else's. */
function Item({ item, endsRun }: { item: ThreadItem; endsRun: boolean }) {
  const t = useTranslations("thread");
  const times = useTimes();
  if (item.kind === "draft") return <DraftBubble draft={item.draft} />;
  if (item.kind === "day") {
    return (
      <h3 className="py-2 text-center font-normal text-faint text-xs tracking-normal">
        <time dateTime={item.at}>{times.day(item.at)}</time>
      </h3>
    );
  }
  if (item.kind === "unread") {
    return (
      <h3 className="flex items-center gap-3 py-1 font-medium text-accent text-xs tracking-normal before:h-px before:flex-1 before:bg-accent/40 after:h-px after:flex-1 after:bg-accent/40">
        {t("unread")}
      </h3>
    );
  }
  if (item.kind === "run") return <ActivityRun id={item.key} messages={item.messages} />;
  if (item.kind === "passing") return <PassingLine passing={item.passing} />;
  if (item.message.kind === "system") return <SystemLine message={item.message} />;
  return item.message.kind === "activity" ? (
    <ActivityLine message={item.message} />
  ) : (
    <MessageBubble message={item.message} endsRun={endsRun} />
  );
}
