"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useLiveFrames } from "@/app/_lib/live/live";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { openNow } from "@/app/_shared/view/navigate";
import type { NotificationDto } from "@/server/contract/member/notification";
import { isQuiet } from "@/server/contract/member/notification-choices";
import { desktopRight, desktopSwitch, playSound, soundSwitch } from "./alert-choices";
import { openNotification, useNotificationText } from "./notification";
import { pushSwitch } from "./push";

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

type AlertText = { title: string; body: string };

/** Skipped for the conversation that the reader sees. Where the browser gets pushes, these show themselves. */
function alert(notification: NotificationDto, text: AlertText): void {
  const isSeen = document.visibilityState === "visible";
  if (isSeen && notification.conversation && openNow() === notification.conversation.displayId) return;
  if (soundSwitch.isOn()) playSound();
  if (!isSeen && !pushSwitch.isOn() && desktopSwitch.isOn() && desktopRight() === "granted")
    showDesktop(notification, text);
}

function showDesktop(notification: NotificationDto, { title, body }: AlertText): void {
  try {
    const shown = new Notification(title, {
      body,
      tag: `tickline-${notification.id}`,
      icon: "/apple-icon.png",
    });
    shown.onclick = () => {
      window.focus();
      openNotification(notification);
      shown.close();
    };
  } catch {
    desktopSwitch.set(false); // a phone's browser requires a service worker
  }
}

/** A visible window comes first: it knows whether the reader has the conversation open. */
const HIDDEN_WAITS_MS = 200;
const LOCK_MS = 3_000;

/** Alerts the reader in one of the browser's tabs; without Web Locks in each. */
function alertOnce(userId: number, notification: NotificationDto, text: AlertText): void {
  const act = () => alert(notification, text);
  const { locks } = navigator as { locks?: LockManager }; // missing outside secure contexts, despite its type
  const name = `tickline-alert-${userId}-${notification.id}`;
  const requestTurn = () => {
    if (locks) void locks.request(name, { ifAvailable: true }, actAlone);
    else act();
  };
  const actAlone = async (lock: Lock | null) => {
    if (!lock) return;
    act();
    await new Promise<void>((resolve) => setTimeout(resolve, LOCK_MS));
  };
  if (document.visibilityState === "visible") requestTurn();
  else setTimeout(requestTurn, HIDDEN_WAITS_MS);
}
