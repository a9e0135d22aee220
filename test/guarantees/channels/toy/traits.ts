import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** A channel as an engineer would add one: these files in a folder of `server/channels`, and a line in each of its lists. */
export const toyTraits: ChannelTraits = {
  capabilities: {
    attachments: false,
    edit: false,
    delete: false,
    takeBack: false,
    typing: false,
    delivered: false,
    read: false,
    templates: false,
    textCharsMax: 80,
    quotes: false,
    filesMax: null,
    captionCharsMax: null,
  },
  isOpenable: true,
  sending: { by: "sender", deduplicates: true, answersLookups: false, connectionSetting: "line" },
  changes: "none",
  isAddressEverywhere: true,
  replyWindowHours: null,
  clientChannels: null,
};
