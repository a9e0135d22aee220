import { openNow } from "@/app/_shared/view/navigate";
import type { NotificationDto } from "@/server/contract/member/notification";
import { desktopRight, desktopSwitch, soundSwitch } from "./alert-choices";
import { openNotification } from "./open-notification";
import { pushSwitch } from "./push";
import { playSound } from "./sound";

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
export function alertOnce(userId: number, notification: NotificationDto, text: AlertText): void {
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
