import type { Channel } from "@/server/domain/inbox/channel";
import { apiChannel } from "./api/channel";
import { emailChannel } from "./email/channel";
import { evolutionChannel } from "./evolution/channel";
import type { DefinedChannel } from "./manifest";
import { whatsappChannel } from "./whatsapp/channel";
import { widgetChannel } from "./widget/channel";
import { wukongimChannel } from "./wukongim/channel";

/** The manifest of every kind of channel. The rest of the product knows this list, not the kinds. */
export const CHANNEL_LIST: readonly DefinedChannel[] = [
  widgetChannel,
  emailChannel,
  whatsappChannel,
  apiChannel,
  evolutionChannel,
  wukongimChannel,
];

const BY_KIND: ReadonlyMap<Channel, DefinedChannel> = new Map(CHANNEL_LIST.map((one) => [one.kind, one]));

/** The manifest of a kind. */
export function channelOfKind(kind: Channel): DefinedChannel {
  const found = BY_KIND.get(kind);
  if (!found) throw new Error(`the channel ${kind} has no manifest`);
  return found;
}
