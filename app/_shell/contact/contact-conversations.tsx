"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { useTRPC } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import { InboxDot, StatusChip } from "@/app/_shared/conversation/marks";
import { FilesMark, useMessageLine } from "@/app/_shared/files/use-message-line";
import { MoreButton, type MoreList } from "@/app/_shared/load-state";
import { useInbox } from "@/app/_shared/use-account";
import { FIRST_VIEW, hrefOf } from "@/app/_shared/view/view";
import { conversationsOfContact } from "@/app/_shell/cache/queries";
import { Skeleton } from "@/app/_ui/display/skeleton";
import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";

type ContactConversationsProps = {
  contactId: number;
  /** A conversation that is already open, left out. */
  except?: number;
  /** The number shown initially and added by each click. */
  page: number;
  /** Also shows each one's inbox, and when it was opened and resolved: where there is room. */
  isTimeline?: boolean;
};

/** A contact's conversations in the inboxes that the reader may see, last active first. */
export function ContactConversations({
  contactId,
  except,
  page,
  isTimeline = false,
}: ContactConversationsProps) {
  const t = useTranslations("contacts");
  const trpc = useTRPC();
  const list = useInfiniteQuery(conversationsOfContact(trpc, contactId, page));
  return (
    <ConversationLines list={list} except={except} isTimeline={isTimeline} none={t("noConversations")} />
  );
}

type Row = { conversation: ConversationDto; contact: ContactDto };

type ConversationLinesProps = {
  /** An infinite query. */
  list: MoreList & { data: { pages: { data: Row[] }[] } | undefined };
  except?: number | undefined;
  isTimeline: boolean;
  /** They are of several contacts. */
  isNamed?: boolean;
  /** What to say where there are none. */
  none: string;
};

/** Conversations, a line each, with a button for more. */
export function ConversationLines({
  list,
  except,
  isTimeline,
  isNamed = false,
  none,
}: ConversationLinesProps) {
  const t = useTranslations("contacts");
  const errorText = useErrorText();
  const { data, error } = list;
  if (error && !list.isFetchNextPageError) return <p className="text-muted">{errorText(error)}</p>;
  if (!data) return <Skeleton className="h-10" />;
  const rows = data.pages
    .flatMap(({ data: found }) => found)
    .filter(({ conversation }) => conversation.displayId !== except);
  if (rows.length === 0) return <p className="text-muted">{none}</p>;
  return (
    <>
      <ul className="-mx-2 flex flex-col">
        {rows.map(({ conversation, contact }) => (
          <li key={conversation.id}>
            <Line conversation={conversation}>
              {isTimeline ? (
                <Course conversation={conversation} name={isNamed ? contactName(contact) : null} />
              ) : null}
            </Line>
          </li>
        ))}
      </ul>
      <MoreButton list={list} isSmall>
        {t("more")}
      </MoreButton>
    </>
  );
}

function Line({ conversation, children }: { conversation: ConversationDto; children: ReactNode }) {
  const times = useTimes();
  const now = useNow();
  const list = useTranslations("list");
  const messageLine = useMessageLine();
  const { displayId, status, lastActivityAt, lastMessage } = conversation;
  return (
    <Link
      href={hrefOf({ ...FIRST_VIEW, scope: "all", status, selected: displayId })}
      className="block rounded-s px-2 py-1 hover:bg-hover"
    >
      <span className="flex items-center gap-2">
        <StatusChip status={status} />
        <span className="shrink-0 text-muted tabular-nums">#{displayId}</span>
        <span className="min-w-0 flex-1 truncate">
          <FilesMark files={lastMessage?.files} />
          <bdi>{lastMessage ? messageLine(lastMessage) : null}</bdi>
        </span>
        <time
          dateTime={lastActivityAt}
          title={times.moment(lastActivityAt)}
          className="shrink-0 text-faint text-xs"
        >
          {times.ago(lastActivityAt, now) || list("now")}
        </time>
      </span>
      {children}
    </Link>
  );
}

/** A conversation's contact where there are several, its inbox, and when it was opened and resolved. */
function Course({ conversation, name }: { conversation: ConversationDto; name: string | null }) {
  const t = useTranslations("contacts");
  const times = useTimes();
  const inbox = useInbox(conversation.inboxId);
  const { createdAt, status, statusChangedAt } = conversation;
  return (
    <span className="mt-0.5 flex flex-wrap items-center gap-x-2 text-muted text-sm">
      {name === null ? null : <bdi className="truncate">{name}</bdi>}
      <span className="inline-flex min-w-0 items-center gap-1.5">
        <InboxDot inboxId={conversation.inboxId} />
        <bdi className="truncate">{inbox?.name}</bdi>
      </span>
      <span>{t("openedAt", { time: times.moment(createdAt) })}</span>
      {status === "resolved" ? <span>{t("resolvedAt", { time: times.moment(statusChangedAt) })}</span> : null}
    </span>
  );
}
