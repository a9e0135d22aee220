import type { WidgetMessage, WidgetReceiptsInput } from "@/server/contract/channel/widget";
import { Refused } from "@/widget/net/client";

/** Whether the visitor can see the thread: what `read` needs beside the message being on screen. */
export type Attention = { isOpen: boolean; isVisible: boolean; hasFocus: boolean };

export const isAttentive = ({ isOpen, isVisible, hasFocus }: Attention): boolean =>
  isOpen && isVisible && hasFocus;

/** The newest message of a member that is not read; undefined if there is none. */
export const newestUnread = (messages: readonly WidgetMessage[]): WidgetMessage | undefined =>
  messages.findLast(({ from, status }) => from === "member" && status !== "read");

type Signal = "delivered" | "read";
type Report = { signal: Signal; conversationId: number; id: number };

/** Reports each message once: `delivered` when it reached the page, `read` when it was seen. */
export function createReceipts(post: (input: WidgetReceiptsInput) => Promise<unknown>) {
  const begun = { delivered: new Set<number>(), read: new Set<number>() };
  let lost: Report[] = [];

  async function report(one: Report): Promise<void> {
    const { signal, conversationId, id } = one;
    if (begun[signal].has(id)) return;
    begun[signal].add(id);
    try {
      await post({ conversationId, [signal]: id });
    } catch (error) {
      if (error instanceof Refused && error.isFinal) return;
      begun[signal].delete(id);
      lost.push(one);
    }
  }

  return {
    async delivered({ conversationId, id, status }: WidgetMessage) {
      if (status !== "delivered" && status !== "read")
        await report({ signal: "delivered", conversationId, id });
    },
    read: ({ conversationId, id }: WidgetMessage) => report({ signal: "read", conversationId, id }),
    /** Reports again what was lost: the server answers. */
    async retry() {
      const all = lost;
      lost = [];
      for (const one of all) await report(one);
    },
  };
}

export type Receipts = ReturnType<typeof createReceipts>;
