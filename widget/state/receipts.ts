import type { WidgetMessage, WidgetReceiptsInput } from "@/server/contract/channel/widget";
import { backoffMs, pause } from "@/widget/net/backoff";
import { Refused } from "@/widget/net/client";

/** Whether the visitor can see the thread: what `read` needs beside the message being on screen. */
export type Attention = { isOpen: boolean; isVisible: boolean; hasFocus: boolean };

export const isAttentive = ({ isOpen, isVisible, hasFocus }: Attention): boolean =>
  isOpen && isVisible && hasFocus;

/** The newest message of a member that is not read; undefined if there is none. */
export const newestUnread = (messages: readonly WidgetMessage[]): WidgetMessage | undefined =>
  messages.findLast(({ from, status }) => from === "member" && status !== "read");

type Signal = "delivered" | "read";

/** Reports each message once: `delivered` when it reached the page, `read` when it was seen. A report that is lost is made again. */
export function createReceipts(post: (input: WidgetReceiptsInput) => Promise<unknown>, wait = pause) {
  const begun = new Set<string>();
  /** Ends the pauses before the next tries. */
  let wake = new AbortController();

  async function report(signal: Signal, { conversationId, id }: WidgetMessage): Promise<void> {
    if (begun.has(signal + id)) return;
    begun.add(signal + id);
    for (let failures = 1; ; failures += 1) {
      try {
        await post({ conversationId, [signal]: id });
        return;
      } catch (error) {
        if (error instanceof Refused && error.isFinal) return;
      }
      await wait(backoffMs(failures), wake.signal);
    }
  }

  return {
    async delivered(message: WidgetMessage) {
      if (message.status !== "delivered" && message.status !== "read") await report("delivered", message);
    },
    read: (message: WidgetMessage) => report("read", message),
    /** Reports what was lost at once: the server answers. */
    retry() {
      wake.abort();
      wake = new AbortController();
    },
  };
}

export type Receipts = ReturnType<typeof createReceipts>;
