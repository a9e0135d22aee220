"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useLiveFrames } from "@/app/_lib/live/live";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { readAgain } from "@/app/_shell/cache/read-again";
import { openNow } from "@/app/_shell/view/navigate";
import type { NotificationDto } from "@/server/contract/member/notification";
import { desktopRight, desktopSwitch, soundSwitch } from "./alert-choices";
import { openNotification } from "./open-notification";
import { playSound } from "./sound";
import { useNotificationText } from "./use-notification-text";

/** Updates the unread count from the stream, and alerts the reader to a new notification by sound and desktop notice. */
export function useAlerts(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  const textOf = useNotificationText();
  const messageLine = useMessageLine();
  /** The time of the newest known notification; null before the stream has sent any. */
  const knownAt = useRef<string | null>(null);

  useLiveFrames(({ notifications }) => {
    if (!notifications) return;
    queryClient.setQueryData(trpc.notifications.unread.queryKey(), notifications);
    readAgain(queryClient, trpc.notifications.list.pathFilter());
    const { newest } = notifications;
    const before = knownAt.current;
    if (before === null || (newest && newest.at > before)) knownAt.current = newest?.at ?? "";
    if (before === null || !newest || newest.at <= before) return;
    if (soundSwitch.isOn() || desktopSwitch.isOn())
      alertOnce(me.id, newest.id, () =>
        alert(newest, { title: textOf(newest), body: newest.message ? messageLine(newest.message) : "" }),
      );
  });
}

type AlertText = { title: string; body: string };

/** Skipped for the conversation that the reader sees. */
function alert(notification: NotificationDto, text: AlertText): void {
  const isSeen = document.visibilityState === "visible";
  if (isSeen && openNow() === notification.conversation.displayId) return;
  if (soundSwitch.isOn()) playSound();
  if (!isSeen && desktopSwitch.isOn() && desktopRight() === "granted") showDesktop(notification, text);
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

/** Runs `act` in one of the browser's tabs; without Web Locks in each. */
function alertOnce(userId: number, notificationId: number, act: () => void): void {
  const { locks } = navigator as { locks?: LockManager }; // missing outside secure contexts, despite its type
  const name = `tickline-alert-${userId}-${notificationId}`;
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
