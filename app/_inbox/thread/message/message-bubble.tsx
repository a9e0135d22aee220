"use client";

import { CornerUpRight, Trash2, Undo2 } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { CrossingLine } from "@/app/_inbox/composer/sending/crossing";
import { MessageFiles } from "@/app/_inbox/thread/files/message-files";
import { keyOf } from "@/app/_inbox/thread/items/items";
import { DeletedReach, EditedMark, EditedTick } from "@/app/_inbox/thread/message/reach/edited-mark";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { cn } from "@/app/_lib/class-names";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { whenReachable } from "@/app/_lib/when-reachable";
import { messageHref } from "@/app/_shared/message/linked-message";
import { FoldedText } from "@/app/_shared/message/text/folded-text";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { isUndecidedFailure, readForwarded } from "@/server/contract/message/note-attributes";
import { FailureLine, MEMBER_GUTTER, MessageTime, SENDER_GUTTER, SenderAvatar } from "./bubble-parts";
import { MessageMenu } from "./message-menu";
import { TickTimeline } from "./tick-timeline";

const EditBox = windowOnDemand(() =>
  import("@/app/_inbox/thread/actions/edit-box").then((file) => file.EditBox),
);

/** Loaded with the first e-mail. */
const MailBody = dynamic(
  whenReachable(() => import("@/app/_inbox/thread/mail/mail-body")),
  { ssr: false },
);

/** Loaded with the first quote, place or reaction. */
const QuotedLine = dynamic(
  whenReachable(() => import("./channel-parts").then((m) => m.QuotedLine)),
  { ssr: false },
);
const PlaceLine = dynamic(
  whenReachable(() => import("./channel-parts").then((m) => m.PlaceLine)),
  { ssr: false },
);
const Reactions = dynamic(
  whenReachable(() => import("./channel-parts").then((m) => m.Reactions)),
  { ssr: false },
);

/** The classes of a bubble by its variant. */
export const bubble = (variant: "in" | "out" | "note" | "failed"): string =>
  cn(
    "max-w-[84%] rounded-l px-3 py-2 md:max-w-[68%] forced-colors:border",
    variant === "in" && "rounded-bl-xs bg-bubble-in",
    variant === "out" && "rounded-br-xs bg-bubble-out",
    variant === "note" && "rounded-br-xs bg-note inset-ring inset-ring-note-line",
    variant === "failed" && "rounded-br-xs bg-bad-soft inset-ring inset-ring-bad-line",
  );

type MessageBubbleProps = {
  message: MessageDto;
  /** The next message is somebody else's. */
  endsRun: boolean;
};

/** A message or note: text, sender, time, tick, and failure. */
export const MessageBubble = memo(function MessageBubble({ message, endsRun }: MessageBubbleProps) {
  const t = useTranslations("thread");
  const me = useMe();
  const actorName = useActorName();
  const { sender, kind, direction, status } = message;
  const isIn = kind === "message" && direction === "in";
  const isFailed = status === "failed" && !message.unconfirmed;
  const isMine = sender.type === "user" && sender.id === me.id;
  const { isGroup, linked, editedId } = useOpenThread();
  const isLinked = message.number === linked;
  if (message.deletedAt) return <DeletedLine message={message} at={message.deletedAt} />;
  if (message.withdrawnAt) return <WithdrawnLine message={message} at={message.withdrawnAt} />;
  const variant = kind === "note" ? "note" : isFailed ? "failed" : isIn ? "in" : "out";
  return (
    <div
      className={cn(
        "flex flex-col",
        isIn ? cn("items-start", isGroup && MEMBER_GUTTER) : cn("items-end", SENDER_GUTTER),
      )}
      data-message-id={message.id}
      data-linked={isLinked || undefined}
    >
      <div
        className={cn(
          "group relative flex w-full gap-1 outline-none",
          isIn ? "flex-row-reverse justify-end" : "justify-end",
        )}
        // A tap gives it the focus, which shows its menu.
        tabIndex={-1}
      >
        <MessageMenu message={message} isMine={isMine} />
        <div
          className={cn(
            bubble(variant),
            message.email && "max-w-full md:max-w-full",
            isLinked && "animate-flash outline-2 outline-accent outline-offset-2",
          )}
        >
          <ForwardedLine attributes={message.contentAttributes} />
          {message.inReplyTo ? <QuotedLine quoted={message.inReplyTo} /> : null}
          {message.attachments && !message.email ? <MessageFiles files={message.attachments} /> : null}
          {editedId === message.id ? (
            <EditBox message={message} />
          ) : message.email ? (
            <MailBody message={message} email={message.email} />
          ) : message.location ? (
            <PlaceLine place={message.location} />
          ) : message.content === "" && message.attachments ? null : (
            <div className={message.attachments && "max-w-80"}>
              <FoldedText id={keyOf(message)} text={message.content} mentions={message.mentions} />
            </div>
          )}
          <p className="mt-0.5 flex flex-wrap items-center justify-end gap-x-1.5 text-muted text-xs">
            {kind === "note" ? <span>{t("note")}</span> : null}
            {/* The side and the colour of a bubble say who wrote it, though not to a screen reader. */}
            <bdi
              className={(isIn && !isGroup && !message.email?.isFromOther) || isMine ? "sr-only" : "truncate"}
            >
              {actorName(sender)}
            </bdi>
            <Marks message={message} />
          </p>
        </div>
        {endsRun ? <SenderAvatar sender={sender} isIn={isIn} /> : null}
      </div>
      {message.reactions ? <Reactions reactions={message.reactions} /> : null}
      {message.sendAfter ? <CrossingLine message={{ ...message, sendAfter: message.sendAfter }} /> : null}
      {isUndecidedFailure(message) ? (
        <p className="mt-1 max-w-[84%] text-sm text-warn md:max-w-[68%]">{t("undecidedFailure")}</p>
      ) : null}
      {isFailed || message.unconfirmed ? <FailureLine message={message} /> : null}
    </div>
  );
});

/** When it was written, its tick, and whether it was edited: then the tick is that of the edit. */
function Marks({ message }: { message: MessageDto }) {
  const { editedAt, status } = message;
  const time = <MessageTime message={message} />;
  if (editedAt !== null && status !== null) {
    return (
      <EditedTick message={message} at={editedAt} status={status}>
        {time}
      </EditedTick>
    );
  }
  return (
    <>
      {editedAt === null ? null : <EditedMark message={message} at={editedAt} />}
      {time}
      {status === null ? null : <TickTimeline message={message} status={status} />}
    </>
  );
}

/** The placeholder of a deleted message, with who deleted it. */
function DeletedLine({ message, at }: { message: MessageDto; at: string }) {
  const t = useTranslations("thread.deleted");
  const times = useTimes();
  const actorName = useActorName();
  const who = actorName(message.deletedBy ?? message.sender);
  return (
    <p
      className={cn("flex items-center justify-end gap-1.5 py-1 text-muted text-sm", SENDER_GUTTER)}
      data-message-id={message.id}
    >
      <Trash2 size={13} aria-hidden className="shrink-0" />
      <bdi>{message.kind === "note" ? t("noteBy", { who }) : t("messageBy", { who })}</bdi>
      {message.status === null ? null : <DeletedReach message={message} />}
      <time dateTime={at} title={times.moment(at)} className="shrink-0 text-faint">
        {times.clock(at)}
      </time>
    </p>
  );
}

/** The placeholder of a withdrawn message. */
function WithdrawnLine({ message, at }: { message: MessageDto; at: string }) {
  const t = useTranslations("thread");
  const times = useTimes();
  const actorName = useActorName();
  return (
    <p
      className={cn("flex items-center justify-end gap-1.5 py-1 text-muted text-sm", SENDER_GUTTER)}
      data-message-id={message.id}
    >
      <Undo2 size={13} aria-hidden className="shrink-0" />
      <bdi>{t("withdrawn", { who: actorName(message.sender) })}</bdi>
      <time dateTime={at} title={times.moment(at)} className="shrink-0 text-faint">
        {times.clock(at)}
      </time>
    </p>
  );
}

/** A link from a forwarded note to its original; nothing for other messages. */
function ForwardedLine({ attributes }: { attributes: MessageDto["contentAttributes"] }) {
  const t = useTranslations("thread.forward");
  const from = readForwarded(attributes);
  if (!from) return null;
  const { displayId, number, who } = from;
  return (
    <p className="mb-1 flex items-center gap-1 text-muted text-xs">
      <CornerUpRight size={12} aria-hidden className="shrink-0" />
      <Link href={messageHref(displayId, number)} className="hover:underline">
        {who ? t("from", { number: displayId, who }) : t("fromSomebody", { number: displayId })}
      </Link>
    </p>
  );
}
