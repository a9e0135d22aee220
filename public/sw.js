// Shows pushed notifications while Tickline is closed, and opens what they are about. It handles no requests and caches nothing:
// after an upgrade there is no stale page (docs/decisions/0066). The payload is `PushPayload` of server/worker/push/push-text.ts.

/** A window that does not answer is on a page without the inbox's code. */
const ANSWER_MS = 1_000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(event.data.json())));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});

const listWindows = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });

async function show({ title, body, url, tag, conversation, id }) {
  const isOpen = (window) =>
    window.focused && new URL(window.url).searchParams.get("c") === String(conversation);
  if (conversation !== null && (await listWindows()).some(isOpen)) return;
  const shown = await self.registration.getNotifications({ tag });
  const isRepeated = shown.some(({ data }) => data?.id === id);
  await self.registration.showNotification(title, {
    body,
    tag,
    renotify: !isRepeated,
    silent: isRepeated,
    icon: "/icons/icon-192.png",
    badge: "/icons/badge-96.png",
    data: { url, id },
  });
}

/** Opens the page in a window that is there, without loading it anew if it can, or in a new one. */
async function open(path) {
  const url = new URL(path, self.location.origin).href;
  const windows = await listWindows();
  const window = windows.find(({ visibilityState }) => visibilityState === "visible") ?? windows[0];
  if (!window) return self.clients.openWindow(url);
  await window.focus();
  if (!(await isTaken(window, url))) await window.navigate(url);
}

function isTaken(window, url) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(true);
    setTimeout(() => resolve(false), ANSWER_MS);
    window.postMessage({ type: "open", url }, [port2]);
  });
}
