"use client";

import { Eye, StickyNote } from "lucide-react";
import { useTranslations } from "next-intl";
import { useOthers } from "@/app/_inbox/presence/use-others";
import { useTimes } from "@/app/_lib/times/times";
import { useListText } from "@/app/_lib/use-list-text";
import { LabelChip } from "@/app/_shared/conversation/label-chip";
import { AssigneeMark, PriorityMark, StatusChip } from "@/app/_shared/conversation/marks";
import type { Row } from "@/app/_shared/conversation/rows";
import { FilesMark, useMessageLine } from "@/app/_shared/files/use-message-line";
import { MessageTick, useReasonText } from "@/app/_shared/message/message-tick";
import { MemberAvatar } from "@/app/_shared/use-members";
import type { View } from "@/app/_shared/view/view";
import { Chip } from "@/app/_ui/display/chip";
import type { ConversationDto } from "@/server/contract/_shared/dto";

/** The first label with its name, and how many more there are: all of them on hover and for screen readers. */
function RowLabels({ labels }: { labels: readonly string[] }) {
  const all = useListText()(labels);
  const [label = "", ...more] = labels;
  return (
    <span title={all} className="flex min-w-8 items-center">
      <span className="sr-only">{all}</span>
      <LabelChip aria-hidden label={label} className="min-w-0 max-w-20 shrink @[26rem]/list:max-w-28">
        <span className="truncate">{label}</span>
        {more.length > 0 ? <span>+{more.length}</span> : null}
      </LabelChip>
    </span>
  );
}

/** Marks of a conversation: priority, end of snooze, labels, assignee. */
export function RowMarks({ conversation, view }: { conversation: ConversationDto; view: View }) {
  const t = useTranslations("list");
  const times = useTimes();
  const { status, snoozedUntil, labels, assigneeId, priority } = conversation;
  return (
    <>
      {priority ? <PriorityMark priority={priority} /> : null}
      {view.status === null && status !== "snoozed" ? <StatusChip status={status} /> : null}
      {status === "snoozed" ? (
        <Chip tone="info">
          {snoozedUntil ? t("until", { time: times.near(snoozedUntil) }) : t("untilReply")}
        </Chip>
      ) : null}
      {labels.length > 0 ? <RowLabels labels={labels} /> : null}
      {view.scope === "all" || view.scope === "mentioned" ? <AssigneeMark assigneeId={assigneeId} /> : null}
    </>
  );
}

type MessagePreviewProps = { displayId: number; message: Row["conversation"]["lastMessage"] };

/** The last message of a conversation on one line, with its tick; or who is typing. */
export function MessagePreview({ displayId, message }: MessagePreviewProps) {
  const t = useTranslations("list");
  const tick = useTranslations("tick");
  const messageLine = useMessageLine();
  const reasonText = useReasonText();
  const { typingText } = useOthers(displayId);
  if (typingText) return <span className="text-accent">{typingText}</span>;
  if (message === null) return <span className="text-faint">{t("noMessage")}</span>;
  if (message.isDeleted) return <span className="text-faint">{t("deleted")}</span>;
  if (message.status === "failed") {
    return (
      <>
        <MessageTick status="failed" className="mr-1" />
        <span dir="auto">
          {message.externalError
            ? t("failedBecause", { error: reasonText(message.externalError) })
            : t("failed")}
        </span>
      </>
    );
  }
  // Only a withdrawn outgoing message has no tick.
  if (message.kind === "message" && message.direction === "out" && message.status === null)
    return <span className="text-faint">{t("withdrawn")}</span>;
  return (
    <>
      {message.kind === "note" ? (
        <>
          <StickyNote size={12} aria-hidden className="mr-1 inline align-[-1px] text-warn" />
          <span className="sr-only">{t("note")}</span>
        </>
      ) : null}
      {message.status === null ? null : (
        <span aria-hidden>
          <MessageTick status={message.status} className="mr-1" />
        </span>
      )}
      <FilesMark files={message.files} />
      <bdi>{messageLine(message)}</bdi>
      {message.status === null ? null : <span className="sr-only">, {tick(message.status)}</span>}
    </>
  );
}

/** The other members who view a row's conversation: in one pill with the eye, unlike the assignee. */
export function RowViewers({ displayId }: { displayId: number }) {
  const { viewers, typers, text } = useOthers(displayId);
  const [first] = viewers;
  if (!first || typers.length > 0) return null;
  return (
    <span
      title={text ?? undefined}
      className="flex shrink-0 items-center gap-0.5 rounded-full bg-accent-soft pl-1 text-accent"
    >
      <Eye size={12} aria-hidden />
      <MemberAvatar name={first.name} id={first.id} className="size-5 text-3xs" />
      <span className="sr-only">{text}</span>
    </span>
  );
}
