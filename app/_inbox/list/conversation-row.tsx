"use client";

import { useTranslations } from "next-intl";
import { type MouseEvent, memo } from "react";
import { cn } from "@/app/_lib/class-names";
import { useSingleKeys } from "@/app/_lib/preferences/browser-switch";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { ContactAvatar, contactName } from "@/app/_shared/contact/contact-name";
import { InboxMark } from "@/app/_shared/conversation/marks";
import type { Row } from "@/app/_shared/conversation/rows";
import { oneLine } from "@/app/_shared/one-line";
import { ViewLink } from "@/app/_shared/view/navigate";
import type { View } from "@/app/_shared/view/view";
import { Badge } from "@/app/_ui/display/chip";
import type { ConversationDto, InboxDto } from "@/server/contract/_shared/dto";
import { ownUnread } from "@/server/contract/conversation/own-unread";
import { MessagePreview, RowMarks, RowViewers } from "./row-parts";
import type { Pick } from "./use-selection";

/** A shorter wait is not shown. */
const WAITS_MS = 5 * 60_000;

/** The time of the last activity; if the customer waits for an answer, how long. */
function RowTime({ conversation }: { conversation: ConversationDto }) {
  const t = useTranslations("list");
  const times = useTimes();
  const now = useNow();
  const { status, waitingSince, lastActivityAt } = conversation;
  if (status === "open" && waitingSince !== null && now - Date.parse(waitingSince) >= WAITS_MS) {
    return (
      <time
        dateTime={waitingSince}
        title={times.moment(waitingSince)}
        className="shrink-0 font-medium text-warn text-xs"
      >
        {t("waits", { time: times.since(waitingSince, now) })}
      </time>
    );
  }
  return (
    <time
      dateTime={lastActivityAt}
      title={times.moment(lastActivityAt)}
      className="shrink-0 text-muted text-xs"
    >
      {times.ago(lastActivityAt, now) || t("now")}
    </time>
  );
}

type ConversationRowProps = {
  row: Row;
  view: View;
  isSelected: boolean;
  isPicked: boolean;
  /** Keys act on it, unless rows are selected. */
  hasRing: boolean;
  /** It is no longer in the list, and is shown until the agent moves on. */
  hasLeft: boolean;
  /** The Tab key stops here. */
  isTabStop: boolean;
  /** Its inbox, where the list has several. */
  inbox: InboxDto | null;
  onPick: Pick;
};

/** A conversation in the list: contact, time, last message, and marks. */
export const ConversationRow = memo(function ConversationRow({
  row,
  view,
  isSelected,
  isPicked,
  hasRing,
  hasLeft,
  isTabStop,
  inbox,
  onPick,
}: ConversationRowProps) {
  const { conversation, contact } = row;
  const t = useTranslations("list");
  const name = contactName(contact);
  const me = useMe();
  const unread = ownUnread(conversation, row.seen ?? null, me.id);
  const isUnread = unread > 0;
  const onClick = (event: MouseEvent) => {
    if (!event.shiftKey) return;
    event.preventDefault();
    onPick(conversation.displayId, "extend");
  };
  return (
    <>
      <ViewLink
        view={{ ...view, selected: conversation.displayId }}
        aria-current={isSelected ? "true" : undefined}
        data-display-id={conversation.displayId}
        data-status={conversation.status}
        data-picked={isPicked || undefined}
        data-ring={hasRing || undefined}
        data-left={hasLeft || undefined}
        tabIndex={isTabStop ? 0 : -1}
        onClick={onClick}
        className="group/row flex h-full items-start gap-2.5 rounded-m px-2 py-2 compact:py-0.5 outline-accent data-ring:outline-2 hover:bg-hover data-picked:bg-selected aria-[current=true]:bg-selected"
      >
        <ContactAvatar
          contact={contact}
          className="group-data-left/row:opacity-50 mt-1 compact:mt-2 compact:size-6 group-hover:invisible group-has-checked:invisible group-has-[input:focus-visible]:invisible group-data-picking/list:invisible"
        />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            {/* As wide as the name, so that one in Arabic stands beside its avatar too. */}
            <span className="flex min-w-0 flex-1">
              <span
                className={cn("truncate", hasLeft ? "text-muted" : isUnread ? "font-bold" : "font-medium")}
                dir="auto"
              >
                {name}
              </span>
            </span>
            {inbox ? <InboxMark inbox={inbox} /> : null}
            {hasLeft ? (
              <span className="shrink-0 text-muted text-xs">{t("left")}</span>
            ) : (
              <RowTime conversation={conversation} />
            )}
          </span>
          <span className="mt-0.5 flex items-center gap-1.5 compact:mt-0">
            <span
              className={cn(
                "min-w-24 flex-1 truncate text-start",
                isUnread && !hasLeft ? "text-fg" : "text-muted",
              )}
              dir="auto"
            >
              {conversation.subject ? (
                <bdi className="me-1.5 font-medium text-xs">{oneLine(conversation.subject)}</bdi>
              ) : null}
              <MessagePreview displayId={conversation.displayId} message={conversation.lastMessage} />
            </span>
            <RowViewers displayId={conversation.displayId} />
            <RowMarks conversation={conversation} view={view} />
            {isUnread ? <Badge count={unread} label={t("unread", { count: unread })} /> : null}
          </span>
        </span>
      </ViewLink>
      <PickBox
        displayId={conversation.displayId}
        name={name}
        isPicked={isPicked}
        isTabStop={isTabStop}
        onPick={onPick}
      />
    </>
  );
});

type PickBoxProps = {
  displayId: number;
  name: string;
  isPicked: boolean;
  isTabStop: boolean;
  onPick: Pick;
};

/** Selects a row: over its avatar, visible on hover, on focus, and while anything is selected. */
function PickBox({ displayId, name, isPicked, isTabStop, onPick }: PickBoxProps) {
  const t = useTranslations("bulk");
  const hasKey = useSingleKeys();
  return (
    <label className="absolute top-0 bottom-0.5 left-0 grid w-11 cursor-pointer place-items-center">
      <input
        type="checkbox"
        aria-label={t("select", { name })}
        checked={isPicked}
        // With a key for it, the list is one tab stop.
        tabIndex={isTabStop && !hasKey ? 0 : -1}
        onChange={({ nativeEvent }) =>
          onPick(displayId, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey ? "extend" : "toggle")
        }
        className="size-4 cursor-pointer accent-accent opacity-0 checked:opacity-100 focus-visible:opacity-100 group-hover:opacity-100 group-data-picking/list:opacity-100"
      />
    </label>
  );
}
