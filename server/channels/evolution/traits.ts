import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** Evolution API has no key by which it would ignore a repeated message, but it can be searched for one that it has sent. */
export const evolutionTraits: ChannelTraits = {
  capabilities: {
    attachments: true,
    edit: true,
    delete: true,
    takeBack: true,
    typing: false,
    delivered: true,
    read: true,
    templates: false,
    textCharsMax: 4_096,
    quotes: true,
    filesMax: 1,
    captionCharsMax: 1_024,
  },
  isOpenable: true,
  sending: { by: "sender", deduplicates: false, answersLookups: true, connectionSetting: "instance" },
  // Clients ignore what comes later, while Evolution API answers 2xx.
  changes: { by: "sender", editMinutes: 15, deleteHours: 48, editableFiles: ["image/", "video/"] },
  isAddressEverywhere: true,
  isReachedByPhone: true,
  replyWindowHours: null,
  clientChannels: null,
};
