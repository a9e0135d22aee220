"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Row } from "@/app/_shared/conversation/rows";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { LoadState } from "@/app/_shared/load-state";
import { hrefOf, type View } from "@/app/_shared/view/view";
import { useConversationList, useInboxTopics } from "@/app/_shell/cache/use-conversation-list";
import { buttonClass } from "@/app/_ui/button";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { newestView } from "./newest-view";

export type Newest = {
  row: Row | undefined;
  view: View;
  /** Whether it is known that there is none. */
  isNone: boolean;
  error: unknown;
  refetch: () => unknown;
};

/** The newest conversation of an inbox, kept current, and the view that lists it. */
export function useNewest({ id: inboxId }: InboxDto): Newest {
  const view = newestView(inboxId);
  useInboxTopics(view);
  const { rows, data, error, refetch } = useConversationList(view);
  return { row: rows[0], view, isNone: data !== undefined && rows.length === 0, error, refetch };
}

/** That an inbox waits for its first message, or its newest message with a link to the conversation. */
export function Arrival({ newest: { row, view, isNone, error, refetch } }: { newest: Newest }) {
  const t = useTranslations("arrival");
  const messageLine = useMessageLine();
  const last = row?.conversation.lastMessage;
  if (!row && !isNone && error) return <LoadState error={error} onRetry={refetch} />;
  return (
    <>
      <div role="status">
        {row ? (
          <>
            <p>{t("received")}</p>
            <p className="mt-2 w-fit max-w-full rounded-m bg-bubble-in px-3 py-2">
              <bdi className="block font-medium">{row.contact.name}</bdi>
              <span dir="auto" className="block wrap-anywhere">
                {last ? messageLine(last) : null}
              </span>
            </p>
          </>
        ) : isNone ? (
          <p className="flex items-center gap-2.5 text-muted">
            <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
            {t("waiting")}
          </p>
        ) : null}
      </div>
      {row ? (
        <Link
          href={hrefOf({ ...view, selected: row.conversation.displayId })}
          className={buttonClass({ variant: "primary" }, "mt-3")}
        >
          {t("open")}
        </Link>
      ) : null}
    </>
  );
}
