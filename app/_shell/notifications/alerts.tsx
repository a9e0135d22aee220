"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useLiveFrames } from "@/app/_lib/live/live";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { isQuiet } from "@/server/contract/member/notification-choices";
import { alertOnce } from "./alert";
import { desktopSwitch, soundSwitch } from "./alert-choices";
import { useNotificationText } from "./use-notification-text";

/**
 * Alerts the reader to a new notification by sound and desktop notice, except in quiet hours. Loaded after the screen: what was known by then alerts
 * nobody.
 */
export function Alerts() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  const textOf = useNotificationText();
  const messageLine = useMessageLine();
  const { data: settings } = useQuery({
    ...trpc.notificationSettings.get.queryOptions(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  /** The time of the newest known notification; null before anything was read. */
  const knownAt = useRef<string | null>(null);
  if (knownAt.current === null) {
    const read = queryClient.getQueryData(trpc.notifications.unread.queryKey());
    if (read) knownAt.current = read.newest?.at ?? "";
  }

  useLiveFrames(({ notifications }) => {
    if (!notifications) return;
    const { newest } = notifications;
    const before = knownAt.current;
    if (before === null || (newest && newest.at > before)) knownAt.current = newest?.at ?? "";
    if (before === null || !newest || newest.at <= before) return;
    if (settings && isQuiet(settings.quietHours, settings.timeZone, new Date())) return;
    if (soundSwitch.isOn() || desktopSwitch.isOn())
      alertOnce(me.id, newest, {
        title: textOf(newest),
        body: newest.message ? messageLine(newest.message) : "",
      });
  });
  return null;
}
