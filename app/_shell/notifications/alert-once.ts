/** A window that is seen comes first: it knows whether its reader has the conversation open. */
const HIDDEN_WAITS_MS = 200;
const LOCK_MS = 3_000;

/** Lets one of the browser's tabs act; without Web Locks each does. */
export function alertOnce(userId: number, notificationId: number, act: () => void): void {
  const { locks } = navigator as { locks?: LockManager }; // absent outside secure contexts, whatever the types say
  const name = `tickline-alert-${userId}-${notificationId}`;
  const ask = () => {
    if (locks) void locks.request(name, { ifAvailable: true }, actAlone);
    else act();
  };
  const actAlone = async (lock: Lock | null) => {
    if (!lock) return;
    act();
    await new Promise<void>((resolve) => setTimeout(resolve, LOCK_MS));
  };
  if (document.visibilityState === "visible") ask();
  else setTimeout(ask, HIDDEN_WAITS_MS);
}
