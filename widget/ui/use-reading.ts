import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { WidgetMessage } from "@/server/contract/channel/widget";
import { isAttentive, newestUnread } from "@/widget/state/receipts";
import { useParts } from "./context";

/** Reports the newest message of a member as read once it is on screen in a visible window that has the focus. */
export function useReading(
  list: RefObject<HTMLElement | null>,
  messages: readonly WidgetMessage[],
  isOpen: boolean,
): void {
  const { chat } = useParts();
  const newest = newestUnread(messages);
  useEffect(() => {
    const { current: root } = list;
    const target = newest && root?.querySelector(`[data-message="${newest.id}"]`);
    if (!root || !target) return;
    let isOnScreen = false;
    const check = () => {
      const isVisible = document.visibilityState === "visible";
      if (isOnScreen && isAttentive({ isOpen, isVisible, hasFocus: document.hasFocus() }))
        void chat.read(newest);
    };
    const observer = new IntersectionObserver(
      (entries) => {
        isOnScreen = entries.at(-1)?.isIntersecting ?? false;
        check();
      },
      { root },
    );
    observer.observe(target);
    addEventListener("focus", check);
    document.addEventListener("visibilitychange", check);
    return () => {
      observer.disconnect();
      removeEventListener("focus", check);
      document.removeEventListener("visibilitychange", check);
    };
  }, [chat, list, newest, isOpen]);
}
