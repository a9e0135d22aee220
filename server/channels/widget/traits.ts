import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** Tickline shows the messages itself; a source id is a browser's session with one website. */
export const widgetTraits: ChannelTraits = {
  name: { en: "Website widget", zh: "网站聊天窗口" },
  about: {
    en: "A chat window on your website.",
    zh: "嵌入您网站的聊天窗口。",
  },
  capabilities: {
    attachments: true,
    edit: true,
    delete: true,
    takeBack: false,
    typing: true,
    delivered: true,
    read: true,
    templates: false,
    textCharsMax: null,
  },
  isOpenable: false,
  sending: { by: "shown" },
  changes: "shown",
  isAddressEverywhere: false,
  clientChannels: null,
};
