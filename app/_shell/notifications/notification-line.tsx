"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  AtSign,
  type LucideIcon,
  MessageSquare,
  MessageSquareWarning,
  SlidersHorizontal,
  TriangleAlert,
  UserCheck,
} from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { revertPolicyChange } from "@/app/_actions/transitions";
import { cn } from "@/app/_lib/class-names";
import { resultOf, useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { useTRPC } from "@/app/_lib/trpc";
import { FilesMark, useMessageLine } from "@/app/_shared/files/use-message-line";
import { useSettingText } from "@/app/_shared/why/use-setting-text";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { NotificationDto, NotificationGroupDto } from "@/server/contract/member/notification";
import { hrefOfNotification, openNotification, useNotificationText } from "./notification";

const ICONS = {
  assigned: UserCheck,
  mentioned: AtSign,
  message: MessageSquare,
  not_delivered: MessageSquareWarning,
  not_sent: MessageSquareWarning,
  alert: TriangleAlert,
  policy_changed: SlidersHorizontal,
} as const satisfies Record<NotificationDto["kind"], LucideIcon>;

type NotificationLineProps = {
  notification: NotificationGroupDto;
  tabIndex: number;
  onOpen: (notification: NotificationGroupDto) => void;
};

/** The newest notification of a conversation: text, message, time; while some are unread, their number or a dot. */
export function NotificationLine({ notification, tabIndex, onOpen }: NotificationLineProps) {
  const t = useTranslations("notifications");
  const textOf = useNotificationText();
  const messageLine = useMessageLine();
  const times = useTimes();
  const now = useNow();
  const { kind, at, unread, message } = notification;
  const Icon = ICONS[kind];
  const isUnread = unread > 0;
  const follow = (event: MouseEvent) => {
    onOpen(notification);
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!isPlain || notification.conversation === null || location.pathname !== "/inbox") return;
    event.preventDefault();
    openNotification(notification);
  };
  return (
    <li className="rounded-s hover:bg-hover-raised">
      <Link
        href={hrefOfNotification(notification)}
        prefetch={false}
        tabIndex={tabIndex}
        onClick={follow}
        className="-outline-offset-2 flex items-start gap-2.5 rounded-s px-2 py-2"
      >
        <Icon
          size={15}
          aria-hidden
          className={cn("mt-0.5 shrink-0", isUnread ? "text-accent" : "text-faint")}
        />
        <span className="min-w-0 flex-1">
          <span className={cn("block", isUnread ? "font-semibold" : "text-muted")} dir="auto">
            {textOf(notification)}
          </span>
          {message ? (
            <span className="block truncate text-muted" dir="auto">
              <FilesMark files={message.files} />
              {messageLine(message)}
            </span>
          ) : null}
          <time dateTime={at} className="text-faint text-xs">
            {times.ago(at, now) || t("now")}
          </time>
        </span>
        {unread > 1 ? (
          <span className="mt-0.5 grid h-4.5 min-w-4.5 shrink-0 place-items-center rounded-full bg-accent px-1 font-semibold text-2xs text-on-accent tabular-nums">
            {unread > 99 ? "99+" : unread}
            <span className="sr-only"> {t("unread")}</span>
          </span>
        ) : null}
        {unread === 1 ? (
          <span data-mark className="mt-1.5 size-2 shrink-0 rounded-full bg-accent">
            <span className="sr-only">{t("unread")}</span>
          </span>
        ) : null}
      </Link>
      {notification.change ? <RevertChange change={notification.change} tabIndex={tabIndex} /> : null}
    </li>
  );
}

type RevertChangeProps = { change: NonNullable<NotificationDto["change"]>; tabIndex: number };

/** Restores the value before a change of a policy, unless the setting has changed again: then it says so. */
function RevertChange({ change, tabIndex }: RevertChangeProps) {
  const t = useTranslations("settings.policy");
  const n = useTranslations("notifications");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const text = useSettingText();
  const name = text.name(change.setting);
  const { inboxId, id: changeId } = change;
  const revert = useMutation({
    mutationFn: () => resultOf(revertPolicyChange({ inboxId, changeId })),
    onSuccess: () => notify({ text: t("takenBack", { setting: name, value: text.value(change.from) }) }),
    onError: (error) => warn({ text: t("notTakenBack"), detail: errorText(error) }),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries(trpc.notifications.pathFilter()),
        queryClient.invalidateQueries(trpc.inboxes.pathFilter()),
      ]),
  });
  if (!change.isCurrent) return <p className="ps-8.5 pe-2 pb-2 text-muted text-sm">{n("superseded")}</p>;
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-label={n("revert", { setting: name })}
      disabled={revert.isPending}
      onClick={() => revert.mutate()}
      className="ms-8.5 mb-2 min-h-6 rounded-xs font-semibold text-accent hover:underline disabled:opacity-55"
    >
      {t("takeBack")}
    </button>
  );
}
