import type { SharedOptions } from "./live-shared";
import type { TabMessage } from "./tab-message";

/**
 * The lock and channel by which the tabs of one browser share a stream, or null where the browser has no Web Locks (plain
 * http over a network) or no BroadcastChannel: then each tab has its own stream. `name` is the session's.
 */
export function tabsOf(name: string): SharedOptions | null {
  if (typeof navigator === "undefined" || typeof BroadcastChannel === "undefined") return null;
  const { locks } = navigator as { locks?: LockManager }; // missing outside secure contexts, despite its type
  if (!locks) return null;
  return {
    queue: (lead, signal) => locks.request(name, { signal }, lead),
    openChannel(onMessage) {
      const channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }: MessageEvent<TabMessage>) => onMessage(data); // only our own tabs know the name
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
    onFreeze(freeze, resume) {
      const onPageShow = ({ persisted }: PageTransitionEvent) => persisted && resume();
      document.addEventListener("freeze", freeze);
      document.addEventListener("resume", resume);
      window.addEventListener("pagehide", freeze); // the last event of a tab that is closed
      window.addEventListener("pageshow", onPageShow);
      return () => {
        window.removeEventListener("pagehide", freeze);
        window.removeEventListener("pageshow", onPageShow);
        document.removeEventListener("freeze", freeze);
        document.removeEventListener("resume", resume);
      };
    },
  };
}
