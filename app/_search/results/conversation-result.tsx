"use client";

import { CornerUpLeft, StickyNote } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { ContactAvatar, contactName } from "@/app/_shared/contact/contact-name";
import { LabelChip } from "@/app/_shared/conversation/label-chip";
import { AssigneeMark, InboxMark, StatusChip } from "@/app/_shared/conversation/marks";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { useInbox } from "@/app/_shared/use-account";
import { FIRST_VIEW, hrefOf, hrefOfMessage } from "@/app/_shared/view/view";
import { Marked } from "@/app/_ui/display/chip";
import type { SearchResult } from "@/server/contract/search/search";

const ICON_PX = 12;

type ConversationResultProps = { result: SearchResult; tabIndex: 0 | -1 };

/** A conversation that was found, with the matching message or the last one; opens it at the message. */
export function ConversationResult({ result, tabIndex }: ConversationResultProps) {
  const times = useTimes();
  const now = useNow();
  const list = useTranslations("list");
  const { conversation, contact, contactName: name, message } = result;
  const inbox = useInbox(conversation.inboxId);
  const view = {
    ...FIRST_VIEW,
    scope: "all" as const,
    status: conversation.status,
    selected: conversation.displayId,
  };
  const at = message?.createdAt ?? conversation.lastActivityAt;
  return (
    <Link
      href={message ? hrefOfMessage(view, message.number) : hrefOf(view)}
      prefetch={false}
      tabIndex={tabIndex}
      className="flex items-start gap-2.5 rounded-m px-2 py-2 hover:bg-hover"
    >
      <ContactAvatar contact={contact} className="mt-1" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 truncate font-medium" dir="auto">
            {contact.name.trim() === "" ? contactName(contact) : <Marked text={name.text} at={name.at} />}
          </span>
          <span className="text-faint text-xs">#{conversation.displayId}</span>
          <span className="flex-1" />
          {inbox ? <InboxMark inbox={inbox} /> : null}
          <time dateTime={at} title={times.moment(at)} className="shrink-0 text-muted text-xs">
            {times.ago(at, now) || list("now")}
          </time>
        </span>
        <span className="mt-0.5 flex items-center gap-1.5">
          <span className="min-w-0 flex-1 truncate text-start text-muted" dir="auto">
            <Line result={result} />
          </span>
          <Marks conversation={conversation} />
        </span>
      </span>
    </Link>
  );
}

/** The part of the matching message around the match; else the last message. */
function Line({ result: { message, conversation } }: { result: SearchResult }) {
  const t = useTranslations("search.results");
  const messageLine = useMessageLine();
  if (!message) return <bdi>{conversation.lastMessage ? messageLine(conversation.lastMessage) : ""}</bdi>;
  const kind = message.kind === "note" ? "note" : message.direction === "out" ? "reply" : null;
  const Icon = kind === "note" ? StickyNote : CornerUpLeft;
  return (
    <>
      {kind === null ? null : (
        <>
          <Icon size={ICON_PX} aria-hidden className="mr-1 inline align-[-1px] text-faint" />
          <span className="sr-only">{t(kind)}: </span>
        </>
      )}
      <Marked text={message.snippet.text} at={message.snippet.at} />
    </>
  );
}

/** The status, where there is room the first label, and the assignee. */
function Marks({ conversation }: { conversation: SearchResult["conversation"] }) {
  const { status, labels, assigneeId } = conversation;
  const [label, ...more] = labels;
  return (
    <>
      {label === undefined ? null : (
        <LabelChip label={label} className="hidden max-w-28 @[30rem]/list:inline-flex">
          <bdi className="truncate">{label}</bdi>
          {more.length > 0 ? <span>+{more.length}</span> : null}
        </LabelChip>
      )}
      <StatusChip status={status} />
      <AssigneeMark assigneeId={assigneeId} />
    </>
  );
}
