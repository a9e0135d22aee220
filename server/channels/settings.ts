import type { ChannelSetup } from "@/server/contract/channel/settings-field";
import type { Channel } from "@/server/domain/inbox/channel";
import { apiSetup } from "./api/settings";
import { emailSetup } from "./email/settings";
import { evolutionSetup } from "./evolution/settings";
import { whatsappSetup } from "./whatsapp/settings";
import { widgetSetup } from "./widget/settings";
import { wukongimSetup } from "./wukongim/settings";

/** How each kind is set up. */
export const SETUPS: Readonly<Record<Channel, ChannelSetup>> = {
  api: apiSetup,
  widget: widgetSetup,
  email: emailSetup,
  whatsapp: whatsappSetup,
  evolution: evolutionSetup,
  wukongim: wukongimSetup,
};
