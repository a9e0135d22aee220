import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** The integrator has its own ids, and gets the events. */
export const apiTraits: ChannelTraits = {
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
    quotes: true,
    filesMax: null,
    captionCharsMax: null,
  },
  isOpenable: true,
  sending: { by: "callback" },
  changes: "program",
  isAddressEverywhere: true,
  replyWindowHours: null,
  clientChannels: null,
};
