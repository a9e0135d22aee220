import type { WidgetTypingInput } from "@/server/contract/channel/widget";
import { type State, withTypist } from "./state";
import type { Store } from "./store";

const ANNOUNCE_EVERY_MS = 4_000;
/** A member's typing ends by itself on the server after 7 s; the event of that may be lost. */
const ENDS_MS = 8_000;

/** Typing both ways: the visitor's is announced now and then, a member's ends by itself. */
export function createTyping(store: Store<State>, post: (input: WidgetTypingInput) => Promise<unknown>) {
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let announcedAt = 0;
  return {
    announce(isTyping: boolean) {
      const { view } = store.get();
      if (view.name !== "thread" || view.conversationId === null) return;
      const now = Date.now();
      if (isTyping ? now - announcedAt < ANNOUNCE_EVERY_MS : announcedAt === 0) return;
      announcedAt = isTyping ? now : 0;
      post({ conversationId: view.conversationId, isTyping }).catch(() => {}); // not worth a second try
    },
    /** The message was sent: the server ends the visitor's typing with it. */
    forget() {
      announcedAt = 0;
    },
    expire(conversationId: number) {
      clearTimeout(timers.get(conversationId));
      const end = () => store.update((state) => withTypist(state, conversationId, null));
      timers.set(conversationId, setTimeout(end, ENDS_MS));
    },
  };
}
