import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";

/** Tickline shows the messages itself; a source id is a browser's session with one website. */
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
  },
  isOpenable: false,
  sending: { by: "shown" },
  changes: "shown",
  isAddressEverywhere: false,
  clientChannels: null,
};
