"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type MouseEvent, useState } from "react";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { cn } from "@/app/_lib/class-names";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { messageHref, useCopyLink } from "@/app/_shared/message/linked-message";
import { useReasonText } from "@/app/_shared/message/message-tick";
import { PlannedRetry } from "@/app/_shared/message/planned-retry";
import { MemberAvatar } from "@/app/_shared/use-members";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { Avatar } from "@/app/_ui/display/avatar";
import { warn } from "@/app/_ui/overlay/toast";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { Actor, MessageDto } from "@/server/contract/_shared/dto";

const ResendDialog = windowOnDemand(() =>
  import("@/app/_shared/message/resend-dialog").then((file) => file.ResendDialog),
);

type MessageTimeProps = { message: Pick<MessageDto, "number" | "createdAt"> };

/** When a message was written, as a real link to it; a plain click copies the link. */
export function MessageTime({ message: { number, createdAt } }: MessageTimeProps) {
  const { displayId } = useOpenThread();
  const t = useTranslations("link");
  const times = useTimes();
  const copyLink = useCopyLink();
  const href = messageHref(displayId, number);
  const copy = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    copyLink(href);
  };
  const time = times.moment(createdAt);
  return (
    <a
      href={href}
      onClick={copy}
      title={t("copyMessage", { time })}
      aria-label={t("copyMessage", { time })}
      className="whitespace-nowrap rounded-xs hover:underline"
    >
      <time dateTime={createdAt}>{times.clock(createdAt)}</time>
    </a>
  );
}

/** Beside outgoing bubbles, in windows with room for it. */
export const SENDER_GUTTER = "md:pr-8";
/** Beside incoming bubbles of a group. */
export const MEMBER_GUTTER = "md:pl-8";
const PLACE = "absolute bottom-0 hidden size-6 md:grid";

type SenderAvatarProps = { sender: Pick<Actor, "type" | "id" | "name">; isIn?: boolean };

/** The picture or initials of who wrote a message, in the gutter beside the bubble. */
export function SenderAvatar({ sender, isIn = false }: SenderAvatarProps) {
  const actorName = useActorName();
  const { type, id, name } = sender;
  const place = cn(PLACE, isIn ? "-left-8" : "-right-8");
  if (type === "user" && id !== null)
    return <MemberAvatar id={id} name={name ?? actorName(sender)} className={place} />;
  return <Avatar name={name ?? actorName(sender)} seed={id ?? 0} className={place} />;
}

/** Why a message failed, or that its result is unknown, and a button to resend it, after a confirmation if it may have arrived. */
export function FailureLine({ message }: { message: MessageDto }) {
  const t = useTranslations("thread");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const reasonText = useReasonText();
  const retry = useMutation(
    trpc.messages.retry.mutationOptions({
      onError: (error) => warn({ text: t("notSentAgain"), detail: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.messages.timeline.pathFilter()),
    }),
  );
  const [isConfirming, setConfirming] = useState(false);
  const resend = () => {
    retry.mutate({ messageId: message.id });
    document.getElementById("thread")?.focus(); // the button is disabled, and leaves
  };
  const failure = message.externalError === null ? t("failedUnknown") : reasonText(message.externalError);
  const reason = message.unconfirmed ? t("unconfirmed") : failure;
  return (
    <p
      className={cn(
        "wrap-anywhere mt-1 flex max-w-[calc(100%-2.75rem)] flex-wrap items-center justify-end gap-x-2.5 text-sm md:max-w-[84%]",
        message.unconfirmed ? "text-warn" : "text-bad",
      )}
    >
      <span>
        <bdi>{reason}</bdi>
        {message.attempt > 1 ? ` · ${t("attempts", { count: message.attempt })}` : null}
      </span>
      {message.retryAt === null ? null : <PlannedRetry messageId={message.id} at={message.retryAt} />}
      <button
        type="button"
        disabled={retry.isPending}
        onClick={() => (message.unconfirmed ? setConfirming(true) : resend())}
        className="rounded-xs font-semibold underline underline-offset-2"
      >
        {retry.isPending ? t("sendingAgain") : t(message.retryAt === null ? "sendAgain" : "sendNow")}
      </button>
      {isConfirming ? (
        <ResendDialog count={1} unconfirmed={1} onConfirm={resend} onClose={() => setConfirming(false)} />
      ) : null}
    </p>
  );
}
