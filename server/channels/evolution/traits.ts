import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** Source ids are phone numbers; a phone keeps a message until the adapter can change it. */
export const evolutionTraits: ChannelTraits = {
  name: { en: "Evolution API", zh: "Evolution API" },
  about: {
    en: "WhatsApp through an Evolution API server.",
    zh: "通过 Evolution API 服务器接入 WhatsApp。",
  },
  capabilities: {
    attachments: true,
    edit: false,
    delete: false,
    takeBack: false,
    typing: false,
    delivered: true,
    read: true,
    templates: false,
    textCharsMax: null,
  },
  isOpenable: false,
  sending: { by: "callback" },
  changes: "none",
  isAddressEverywhere: true,
  clientChannels: null,
};
