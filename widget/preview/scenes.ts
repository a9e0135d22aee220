import type { WidgetPreview, WidgetScene } from "@/server/contract/channel/widget";
import { mount } from "@/widget/element";
import { createChat } from "@/widget/state/chat";
import type { State } from "@/widget/state/state";
import { sampleClient } from "./sample-client";
import { CONVERSATION_ID, NOBODY, samplesOf } from "./samples";

/** Shows a widget with sample conversations as the last `WidgetPreview` wants it. Another scene begins anew. */
export function createScenes() {
  let shown: { key: string; change(preview: WidgetPreview): void; end(): void } | null = null;
  return {
    show(preview: WidgetPreview): void {
      const { scene, locale, theme } = preview;
      const key = [scene, locale, theme].join(" ");
      if (shown?.key !== key) {
        shown?.end();
        shown = { key, ...begin(preview) };
      }
      shown.change(preview);
    },
  };
}

function begin(first: WidgetPreview) {
  const { scene, locale, theme } = first;
  let { config } = first;
  const all = samplesOf(locale, config.members, Date.now());
  const samples = isBeforeFirst(scene) ? { conversations: [], messages: {} } : all;
  const chat = createChat(
    {
      base: "",
      inbox: "preview",
      locale,
      theme,
      position: null,
      color: null,
      textsUrl: null,
      opensAtOnce: false,
    },
    () => sampleClient({ samples, config: () => config }),
  );
  chat.store.set({ config, contact: NOBODY, ...samples, ...viewOf(scene) });
  const element = mount(chat);
  void chat.connect();
  return {
    change(preview: WidgetPreview) {
      config = preview.config;
      chat.store.set({ config });
    },
    end() {
      chat.disconnect();
      element.remove();
    },
  };
}

const isBeforeFirst = (scene: WidgetScene): boolean => scene === "first" || scene === "offline";

function viewOf(scene: WidgetScene): Pick<State, "isOpen" | "view"> {
  const isOpen = scene !== "launcher";
  if (scene === "home" || scene === "launcher") return { isOpen, view: { name: "home" } };
  return { isOpen, view: { name: "thread", conversationId: isBeforeFirst(scene) ? null : CONVERSATION_ID } };
}
