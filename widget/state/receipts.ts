import type { WidgetMessage, WidgetReceiptsInput } from "@/server/contract/channel/widget";

/** Whether the visitor can see the thread: what `read` needs beside the message being on screen. */
export type Attention = { isOpen: boolean; isVisible: boolean; hasFocus: boolean };

export const isAttentive = ({ isOpen, isVisible, hasFocus }: Attention): boolean => isOpen && isVisible && hasFocus;

/** The newest message of a member, up to which receipts count; undefined if there is none. */
export const newestOfMember = (messages: readonly WidgetMessage[]): WidgetMessage | undefined =>
  messages.findLast(({ from }) => from === "member");

/** Reports each message once, in ascending order: `delivered` when it reached the page, `read` when it was seen. */
export function createReceipts(post: (input: WidgetReceiptsInput) => Promise<unknown>) {
  const reported = { delivered: new Map<number, number>(), read: new Map<number, number>() };
  async function report(signal: "delivered" | "read", { conversationId, id }: WidgetMessage) {
    const before = reported[signal].get(conversationId) ?? 0;
    if (id <= before) return;
    reported[signal].set(conversationId, id);
    try {
      await post({ conversationId, [signal]: id });
    } catch {
      // The next message, or the next look at this one, reports it again.
      if (reported[signal].get(conversationId) === id) reported[signal].set(conversationId, before);
    }
  }
  return {
    delivered: (message: WidgetMessage) => report("delivered", message),
    read: (message: WidgetMessage) => report("read", message),
  };
}

export type Receipts = ReturnType<typeof createReceipts>;
