"use client";

import { CornerUpLeft, Ellipsis, Forward, Link, MailOpen, MailPlus, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useMarkUnread } from "@/app/_inbox/change/use-conversation-changes";
import { NextHint } from "@/app/_inbox/thread/message/reach/use-change-reach";
import { useDeleteMessage, useOpenThread } from "@/app/_inbox/thread/open-thread";
import { useRefusalText } from "@/app/_lib/refusal-text";
import { serverNow } from "@/app/_lib/times/server-now";
import { useTimes } from "@/app/_lib/times/times";
import { messageHref, useCopyLink } from "@/app/_shared/message/linked-message";
import { useDrafts } from "@/app/_shell/drafts/use-text";
import { Button } from "@/app/_ui/button";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Change } from "@/server/contract/message/constants";

type MessageMenuProps = {
  message: MessageDto;
  /** The reader wrote it. */
  isMine: boolean;
};

const ForwardDialog = windowOnDemand(() =>
  import("@/app/_inbox/thread/actions/forward-dialog").then((file) => file.ForwardDialog),
);

const ICON_PX = 15;

/** The actions for one message: visible on hover and focus; on a touch screen for the message that was tapped. */
export function MessageMenu({ message, isMine }: MessageMenuProps) {
  const { displayId, isMail, canQuote, setQuoted } = useOpenThread();
  const t = useTranslations("thread.menu");
  const forwardByMail = useForwardByMail(displayId);
  const copyLink = useCopyLink();
  const markUnread = useMarkUnread();
  const [isForwarding, setForwarding] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <Button
            variant="ghost"
            size="icon"
            aria-label={t("label")}
            className="shrink-0 self-center opacity-0 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100 pointer-coarse:pointer-events-none pointer-coarse:size-10 pointer-coarse:group-focus-within:pointer-events-auto"
          >
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        {canQuote && message.kind === "message" ? (
          <MenuItem icon={<CornerUpLeft size={ICON_PX} />} onSelect={() => setQuoted(message)}>
            {t("quote")}
          </MenuItem>
        ) : null}
        <MenuItem icon={<Forward size={ICON_PX} />} onSelect={() => setForwarding(true)}>
          {t("forward")}
        </MenuItem>
        {isMail && message.kind === "message" ? (
          <MenuItem icon={<MailPlus size={ICON_PX} />} onSelect={() => forwardByMail(message.id)}>
            {t("forwardByMail")}
          </MenuItem>
        ) : null}
        <MenuItem
          icon={<Link size={ICON_PX} />}
          onSelect={() => copyLink(messageHref(displayId, message.number))}
        >
          {t("copyLink")}
        </MenuItem>
        <MenuItem icon={<MailOpen size={ICON_PX} />} onSelect={() => markUnread([displayId], message.number)}>
          {t("markUnread")}
        </MenuItem>
        {isMine ? <OwnItems message={message} /> : null}
        <SentLine message={message} />
      </Menu>
      {isForwarding ? <ForwardDialog message={message} onClose={() => setForwarding(false)} /> : null}
    </>
  );
}

/** Returns a function that begins a mail in the composer that forwards a message. What was written there stays. */
function useForwardByMail(displayId: number): (messageId: number) => void {
  const drafts = useDrafts();
  return (messageId) =>
    drafts.write(displayId, {
      kind: "message",
      content: drafts.read(displayId).content,
      email: { to: [], cc: [], bcc: [], forwards: messageId },
    });
}

/** Less than this after it was sent, a message came in time, in ms. */
const IN_TIME_MS = 60_000;

/** When a message was sent, if that was not when it came. */
function SentLine({ message: { sentAt, createdAt } }: Pick<MessageMenuProps, "message">) {
  const t = useTranslations("thread.menu");
  const times = useTimes();
  if (!sentAt || Math.abs(Date.parse(createdAt) - Date.parse(sentAt)) <= IN_TIME_MS) return null;
  return (
    <p className="max-w-64 px-2.5 py-1.5 text-muted text-xs">
      {t("sentAt", { sent: times.moment(sentAt), came: times.moment(createdAt) })}
    </p>
  );
}

/** Edit and delete, each with what the customer will see, or with the reason why it is impossible. */
function OwnItems({ message }: Omit<MessageMenuProps, "isMine">) {
  const t = useTranslations("thread.menu");
  const { beginEdit } = useOpenThread();
  const remove = useDeleteMessage(message);
  const isInUndoWindow = message.sendAfter !== null && Date.parse(message.sendAfter) > serverNow();
  return (
    <>
      <MenuLine />
      <ChangeItem
        message={message}
        change="edit"
        icon={<Pencil size={ICON_PX} />}
        onSelect={() => beginEdit(message.id)}
      >
        {t("edit")}
      </ChangeItem>
      {isInUndoWindow ? null : (
        <ChangeItem
          message={message}
          change="delete"
          icon={<Trash2 size={ICON_PX} />}
          className="text-bad"
          onSelect={remove}
        >
          {t("delete")}
        </ChangeItem>
      )}
    </>
  );
}

type ChangeItemProps = {
  message: MessageDto;
  change: Change;
  icon: ReactNode;
  className?: string;
  onSelect: () => void;
  children: ReactNode;
};

const HINT = "block max-w-56 whitespace-normal text-muted text-xs";

function ChangeItem({ message, change, children, ...item }: ChangeItemProps) {
  const refusalText = useRefusalText();
  const why = useOpenThread().whyNot(change, message);
  return (
    <MenuItem disabled={why !== null} {...item}>
      {children}
      {why ? <span className={HINT}>{refusalText(why)}</span> : null}
      {/* The editor says the same of an edit. */}
      {why === null && change === "delete" ? (
        <NextHint message={message} change={change} className={HINT} />
      ) : null}
    </MenuItem>
  );
}
