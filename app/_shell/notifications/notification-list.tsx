"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useRovingList } from "@/app/_lib/use-roving-list";
import { Button } from "@/app/_ui/button";
import type { NotificationGroupDto } from "@/server/contract/member/notification";
import { NotificationLine } from "./notification-line";
import { NotificationSkeleton } from "./notification-skeleton";
import { useUnreadCount } from "./use-unread";

const PAGE = 20;

/** The reader's notifications, one for each conversation, newest first. Loaded when it is opened, hence the default export. */
export default function NotificationList({ onOpen }: { onOpen: () => void }) {
  const t = useTranslations("notifications");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const unread = useUnreadCount();
  const list = useInfiniteQuery(
    trpc.notifications.list.infiniteQueryOptions(
      { limit: PAGE },
      { getNextPageParam: (page) => page.nextCursor, initialCursor: null },
    ),
  );
  const again = () => queryClient.invalidateQueries(trpc.notifications.pathFilter());
  const readAll = useMutation(trpc.notifications.markAllRead.mutationOptions({ onSettled: again }));
  const readOne = useMutation(trpc.notifications.markRead.mutationOptions({ onSettled: again }));
  const open = (notification: NotificationGroupDto) => {
    if (notification.unread > 0) readOne.mutate({ notificationId: notification.id });
    onOpen();
  };
  const all = list.data?.pages.flatMap((page) => page.data) ?? [];
  const roving = useRovingList(all.length, { hasLetters: true });
  const rows = useFocusOnceLoaded(all.length > 0);
  const error = list.error ?? readAll.error;
  return (
    <div className="flex flex-col gap-2">
      {error ? (
        <p role="alert" className="text-bad">
          {errorText(error)}
        </p>
      ) : null}
      {list.isSuccess && all.length === 0 ? <p className="py-3 text-muted">{t("nothing")}</p> : null}
      {list.isPending ? <NotificationSkeleton /> : null}
      <ul ref={rows} aria-label={t("title")} {...roving.list} className="-mx-2 max-h-96 overflow-y-auto">
        {all.map((notification, index) => (
          <NotificationLine
            key={notification.id}
            notification={notification}
            tabIndex={roving.tabIndexOf(index)}
            onOpen={open}
          />
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button size="sm" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
      {unread > 0 ? (
        // Beside the title, and after the list in the order of focus.
        <Button
          variant="ghost"
          size="sm"
          className="absolute end-2 top-2"
          disabled={readAll.isPending}
          onClick={() => readAll.mutate()}
        >
          {t("markAllRead")}
        </Button>
      ) : null}
    </div>
  );
}

/** Focuses the first row when there is one, unless the reader is elsewhere: its keys then work at once. */
function useFocusOnceLoaded(isLoaded: boolean) {
  const rows = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const popup = rows.current?.closest('[role="dialog"]');
    if (isLoaded && document.activeElement === popup) rows.current?.querySelector("a")?.focus();
  }, [isLoaded]);
  return rows;
}
