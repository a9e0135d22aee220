/** @jsxImportSource preact */
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Chat } from "@/widget/state/chat";
import { type State, unreadOf } from "@/widget/state/state";
import type { Texts } from "@/widget/texts/en";
import { translator, withTexts } from "@/widget/texts/texts";
import { type Parts, PartsContext, useChat } from "./context";
import { Icon } from "./icons";
import { Panel } from "./panel";

type AppProps = Pick<Parts, "chat" | "locale"> & { texts: Texts };

/** Launcher and panel. */
export function App({ chat, texts, locale }: AppProps) {
  const state = useChat(chat);
  const own = state.config?.texts;
  const t = useMemo(() => translator(withTexts(texts, own ?? {})), [texts, own]);
  const parts = useMemo(() => ({ chat, t, locale }), [chat, t, locale]);
  if (state.isRefused) return null;
  return (
    <PartsContext.Provider value={parts}>
      <Launcher chat={chat} state={state} t={t} />
      {state.isOpen && <Panel state={state} />}
      <p class="sr" aria-live="polite">
        {state.announced &&
          t("newMessageFrom", {
            name: state.announced.member?.name ?? t("team"),
            text: state.announced.text || t("file"),
          })}
      </p>
    </PartsContext.Provider>
  );
}

function Launcher({ chat, state, t }: { chat: Chat; state: State; t: Parts["t"] }) {
  const count = unreadOf(state);
  const { isOpen } = state;
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);
  const name = count > 0 ? t("openChatUnread", { count }) : t("openChat");
  return (
    <button
      ref={button}
      type="button"
      class={isOpen ? "launcher open" : "launcher"}
      aria-label={isOpen ? t("close") : name}
      aria-expanded={isOpen}
      aria-haspopup="dialog"
      onClick={isOpen ? chat.close : chat.open}
    >
      <Icon name={isOpen ? "down" : "chat"} />
      {count > 0 && !isOpen && <span class="badge">{count > 99 ? "99+" : count}</span>}
    </button>
  );
}
