import type { SharedOptions } from "./live-shared";
import type { TabMessage } from "./tab-message";

/**
 * What the tabs of one browser share a stream with, or null where the browser has no Web Locks (plain http over a
 * network) or no BroadcastChannel: then each tab has a stream of its own. `name` is the session's.
 */
export function tabsOf(name: string): SharedOptions | null {
  if (typeof navigator === "undefined" || typeof BroadcastChannel === "undefined") return null;
  const { locks } = navigator as { locks?: LockManager }; // absent outside secure contexts, whatever the types say
  if (!locks) return null;
  return {
    queue: (lead, signal) => locks.request(name, { signal }, lead),
    openChannel(onMessage) {
      const channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }: MessageEvent<TabMessage>) => onMessage(data); // only our own tabs know the name
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
    onFreeze(freeze, resume) {
      const goOn = ({ persisted }: PageTransitionEvent) => persisted && resume();
      document.addEventListener("freeze", freeze);
      document.addEventListener("resume", resume);
      window.addEventListener("pagehide", freeze); // a tab that is closed has no other chance to say so
      window.addEventListener("pageshow", goOn);
      return () => {
        window.removeEventListener("pagehide", freeze);
        window.removeEventListener("pageshow", goOn);
        document.removeEventListener("freeze", freeze);
        document.removeEventListener("resume", resume);
      };
    },
  };
}
