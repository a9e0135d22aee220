"use client";

import { MoreHorizontal } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRefusalText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { contactName } from "@/app/_shared/contact/contact-name";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { PlannedRetry } from "@/app/_shared/message/planned-retry";
import { useInbox } from "@/app/_shared/use-account";
import { useMembers } from "@/app/_shared/use-members";
import { FIRST_VIEW, hrefOfMessage } from "@/app/_shared/view/view";
import { Button, IconButton } from "@/app/_ui/button";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import type { UndeliveredMessage } from "@/server/contract/message/undelivered";
import type { UndeliveredActions } from "./use-undelivered-actions";

type UndeliveredRowProps = {
  row: UndeliveredMessage;
  isPicked: boolean;
  isBusy: boolean;
  refusal: RefusalCode | undefined;
  onPick: (messageId: number) => void;
  /** An overdue one was sent: it is neither resent nor dismissed. */
  isOverdue: boolean;
  actions: UndeliveredActions;
};

/** One message that was not delivered: to whom, and what can be done. A click anywhere opens it. */
export function UndeliveredRow({
  row: { message, conversation, contact },
  isPicked,
  isBusy,
  refusal,
  isOverdue,
  onPick,
  actions,
}: UndeliveredRowProps) {
  const t = useTranslations("undelivered");
  const refusalText = useRefusalText();
  const messageLine = useMessageLine();
  const times = useTimes();
  const now = useNow();
  const inbox = useInbox(conversation.inboxId);
  const { nameOf } = useMembers();
  const name = contactName(contact);
  const { displayId, assigneeId } = conversation;
  const [file] = message.attachments ?? [];
  const files = file && { ...file, count: message.attachments?.length ?? 1 };
  return (
    <li className="relative flex items-start gap-3 border-line border-b px-3.5 py-2.5 hover:bg-hover">
      <input
        type="checkbox"
        aria-label={t("select", { name, number: displayId })}
        checked={isPicked}
        onChange={() => onPick(message.id)}
        className="relative z-1 mt-1 size-4 shrink-0 accent-accent"
      />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <Link
            href={hrefOfMessage({ ...FIRST_VIEW, scope: "all", selected: displayId }, message.number)}
            prefetch={false}
            className="scroll-mt-12 font-semibold after:absolute after:inset-0 hover:underline"
          >
            <bdi>{name}</bdi> <span className="font-normal text-faint">#{displayId}</span>
          </Link>
          <span className="text-faint text-xs">
            <span className="inline-flex items-center gap-1.5">
              <InboxDot inboxId={conversation.inboxId} />
              <bdi>{inbox?.name}</bdi>
            </span>{" "}
            · <bdi>{(assigneeId !== null && nameOf(assigneeId)) || t("unassigned")}</bdi> ·{" "}
            <time dateTime={message.createdAt} className="inline-block min-w-14">
              {times.ago(message.createdAt, now) || t("now")}
            </time>
          </span>
        </p>
        <p className="line-clamp-2 text-muted wrap-anywhere sm:line-clamp-1" dir="auto">
          {messageLine({ content: message.content, ...(files && { files }) })}
        </p>
        {message.retryAt === null ? null : (
          <p className="relative z-1 flex w-fit flex-wrap gap-x-2.5 text-sm">
            <PlannedRetry messageId={message.id} at={message.retryAt} />
          </p>
        )}
        {refusal ? (
          <p role="alert" className="text-bad text-sm">
            {refusalText(refusal)}
          </p>
        ) : null}
      </div>
      <div className="relative z-1 flex shrink-0 items-center gap-1.5">
        {isOverdue ? (
          <Button size="sm" disabled={isBusy} onClick={() => actions.markDelivered([message])}>
            {t("markDelivered")}
          </Button>
        ) : (
          <>
            <Button size="sm" disabled={isBusy} onClick={() => actions.resend([message])}>
              {t(message.retryAt === null ? "retry" : "retryNow")}
            </Button>
            <Menu
              trigger={
                <IconButton label={t("moreActions", { name })} disabled={isBusy}>
                  <MoreHorizontal size={15} />
                </IconButton>
              }
            >
              <MenuItem onSelect={() => actions.markDelivered([message])}>{t("markDelivered")}</MenuItem>
              <MenuItem onSelect={() => actions.dismiss([message])}>{t("dismiss")}</MenuItem>
            </Menu>
          </>
        )}
      </div>
    </li>
  );
}
