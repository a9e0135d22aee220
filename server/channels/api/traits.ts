import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** The integrator has its own ids, and gets the events. */
export const apiTraits: ChannelTraits = {
  name: { en: "API", zh: "API" },
  about: {
    en: "Your own software sends and receives messages over the API, or by webhook.",
    zh: "由您自己的软件通过 API 或 Webhook 收发消息。",
  },
  capabilities: {
    attachments: true,
    edit: true,
    delete: true,
    takeBack: true,
    typing: true,
    delivered: true,
    read: true,
    templates: false,
    textCharsMax: null,
  },
  isOpenable: true,
  sending: { by: "callback" },
  changes: "program",
  isAddressEverywhere: true,
  clientChannels: null,
};
