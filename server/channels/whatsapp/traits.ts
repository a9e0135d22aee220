import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** Meta's Cloud API. It has no key by which it would ignore a repeated message, and no look-up of messages. */
export const whatsappTraits: ChannelTraits = {
  capabilities: {
    attachments: true,
    edit: false,
    delete: false,
    takeBack: true,
    typing: false,
    delivered: true,
    read: true,
    templates: true,
    textCharsMax: 4_096,
    quotes: true,
    filesMax: 1,
    captionCharsMax: 1_024,
  },
  isOpenable: true,
  sending: { by: "sender", deduplicates: false, answersLookups: false, connectionSetting: "phoneNumberId" },
  changes: "none",
  isAddressEverywhere: true,
  isReachedByPhone: true,
  replyWindowHours: 24,
  clientChannels: null,
};
