"use client";

import { Ellipsis, Forward, Link, MailOpen, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useState } from "react";
import { useMarkUnread } from "@/app/_inbox/change/use-mark-unread";
import { useDeleteMessage } from "@/app/_inbox/thread/actions/use-delete-message";
import { useCopyLink } from "@/app/_inbox/use-copy-link";
import { messageHref } from "@/app/_shared/message/linked-message";
import { Button } from "@/app/_ui/button";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import type { MessageDto } from "@/server/contract/_shared/dto";

type MessageMenuProps = {
  displayId: number;
  message: MessageDto;
  /** The reader wrote it. */
  isMine: boolean;
  onEdit: () => void;
};

/** Loaded when it is first opened. */
const ForwardDialog = lazy(() =>
  import("@/app/_inbox/thread/actions/forward-dialog").then((m) => ({ default: m.ForwardDialog })),
);

const ICON_PX = 15;

/** The actions for one message, visible on hover and focus. */
export function MessageMenu({ displayId, message, isMine, onEdit }: MessageMenuProps) {
  const t = useTranslations("thread.menu");
  const copyLink = useCopyLink();
  const markUnread = useMarkUnread();
  const remove = useDeleteMessage(displayId, message);
  const [isForwarding, setForwarding] = useState(false);
  const isInUndoWindow = message.sendAfter !== null && Date.parse(message.sendAfter) > Date.now();
  return (
    <>
      <Menu
        trigger={
          <Button
            variant="ghost"
            size="icon"
            aria-label={t("label")}
            className="shrink-0 self-center opacity-0 focus-visible:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100 pointer-coarse:opacity-100"
          >
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<Forward size={ICON_PX} />} onSelect={() => setForwarding(true)}>
          {t("forward")}
        </MenuItem>
        <MenuItem
          icon={<Link size={ICON_PX} />}
          onSelect={() => copyLink(messageHref(displayId, message.number))}
        >
          {t("copyLink")}
        </MenuItem>
        <MenuItem icon={<MailOpen size={ICON_PX} />} onSelect={() => markUnread([displayId], message.number)}>
          {t("markUnread")}
        </MenuItem>
        {isMine ? (
          <>
            <MenuLine />
            <MenuItem icon={<Pencil size={ICON_PX} />} onSelect={onEdit}>
              {t("edit")}
            </MenuItem>
            {isInUndoWindow ? null : (
              <MenuItem icon={<Trash2 size={ICON_PX} />} className="text-bad" onSelect={remove}>
                {t("delete")}
              </MenuItem>
            )}
          </>
        ) : null}
      </Menu>
      {isForwarding ? (
        <Suspense fallback={null}>
          <ForwardDialog message={message} onClose={() => setForwarding(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
