import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** Tickline shows the messages itself: they are sent once the visitor can see them. A source id is a visitor of one website. */
export const widgetTraits: ChannelTraits = {
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
    quotes: false,
    filesMax: null,
    captionCharsMax: null,
  },
  isOpenable: true,
  sending: { by: "sender", deduplicates: true, answersLookups: true },
  changes: "shown",
  isAddressEverywhere: false,
  replyWindowHours: null,
  clientChannels: null,
};
