"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { onDemand } from "@/app/_lib/on-demand";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { useActions } from "@/app/_shell/keys/actions";
import { usePageAction } from "@/app/_shell/keys/page-action";
import { Button } from "@/app/_ui/button";
import { Popover } from "@/app/_ui/overlay/popover";
import { NotificationSkeleton } from "./notification-skeleton";
import { useUnreadCount } from "./use-unread";

const NotificationList = onDemand(() => import("./notification-list").then((file) => file.default));

/** A button with the number of unread notifications, which opens their list. */
export function NotificationsButton() {
  const [isOpen, setOpen] = useState(false);
  return <NotificationsPopover isOpen={isOpen} onOpenChange={setOpen} />;
}

/** The same, also opened by its key: once per page. */
export function NotificationsButtonWithShortcut() {
  const [isOpen, setOpen] = useState(false);
  useActions("page", { notifications: { run: () => setOpen(true) } });
  return <NotificationsPopover isOpen={isOpen} onOpenChange={setOpen} />;
}

function NotificationsPopover({
  isOpen,
  onOpenChange,
}: {
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations("notifications");
  const { Icon } = usePageAction("notifications");
  const count = useUnreadCount();
  useWhenIdle(NotificationList.preload);
  return (
    <Popover
      title={t("title")}
      align="start"
      open={isOpen}
      onOpenChange={onOpenChange}
      trigger={
        <Button
          variant="ghost"
          size="icon"
          aria-label={count > 0 ? t("titleUnread", { count }) : t("title")}
          className={cn(count > 0 && "w-auto gap-1 px-1.5 pointer-coarse:w-auto")}
        >
          <Icon size={16} aria-hidden />
          {count > 0 ? (
            <span
              aria-hidden
              className="grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 font-semibold text-2xs text-on-accent tabular-nums"
            >
              {count > 99 ? "99+" : count}
            </span>
          ) : null}
        </Button>
      }
    >
      <NotificationList onOpen={() => onOpenChange(false)} fallback={<NotificationSkeleton />} />
    </Popover>
  );
}
