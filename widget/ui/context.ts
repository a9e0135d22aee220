import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Chat } from "@/widget/state/chat";
import type { State } from "@/widget/state/state";
import type { Translate } from "@/widget/texts/texts";

/** What every part of the widget needs. */
export type Parts = {
  chat: Chat;
  t: Translate;
  locale: string;
};

export const PartsContext = createContext<Parts | null>(null);

/** The widget's parts. Refuses outside of the widget. */
export function useParts(): Parts {
  const parts = useContext(PartsContext);
  if (!parts) throw new Error("a component of the widget stands outside of it");
  return parts;
}

/** The chat's state, kept current. */
export function useChat(chat: Chat): State {
  const [state, setState] = useState(chat.store.get());
  useEffect(() => {
    const refresh = () => setState(chat.store.get());
    refresh();
    return chat.store.subscribe(refresh);
  }, [chat]);
  return state;
}
