import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** Mail that left cannot be changed. A copy in the folder of sent mail shows that it left; reports and read receipts are mails. */
export const emailTraits: ChannelTraits = {
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
  isOpenable: true,
  sending: { by: "sender", deduplicates: false, answersLookups: true, connectionSetting: "imap" },
  changes: "none",
  isAddressEverywhere: true,
  replyWindowHours: null,
  clientChannels: null,
  hasMailHeaders: true,
};
