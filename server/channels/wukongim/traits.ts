import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** Source ids are uids; members read the history that Tickline keeps. */
export const wukongimTraits: ChannelTraits = {
  name: { en: "WuKongIM", zh: "WuKongIM" },
  about: {
    en: "An app whose messages go through the WuKongIM API.",
    zh: "通过 WuKongIM API 收发消息的应用。",
  },
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
  },
  isOpenable: true,
  sending: { by: "callback" },
  changes: "shown",
  isAddressEverywhere: true,
  clientChannels: { groupType: 2 },
};
