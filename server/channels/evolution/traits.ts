import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** Source ids are phone numbers; a phone keeps a message until the adapter can change it. */
export const evolutionTraits: ChannelTraits = {
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
    quotes: false,
    filesMax: null,
    captionCharsMax: null,
  },
  isOpenable: false,
  sending: { by: "callback" },
  changes: "none",
  isAddressEverywhere: true,
  replyWindowHours: null,
  clientChannels: null,
};
