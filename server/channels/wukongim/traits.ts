import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** Source ids are uids; members read the history that Tickline keeps. */
export const wukongimTraits: ChannelTraits = {
  capabilities: {
    attachments: true,
    edit: true,
    delete: true,
    takeBack: true,
    typing: false,
    delivered: true,
    read: true,
    templates: false,
    textCharsMax: null,
    quotes: false,
    filesMax: null,
    captionCharsMax: null,
  },
  isOpenable: true,
  sending: { by: "callback" },
  changes: "shown",
  isAddressEverywhere: true,
  replyWindowHours: null,
  clientChannels: { groupType: 2 },
};
