import type { ChannelTraits } from "@/server/domain/inbox/channel-traits";
import { apiTraits } from "./api/traits";
import { emailTraits } from "./email/traits";
import { evolutionTraits } from "./evolution/traits";
import { whatsappTraits } from "./whatsapp/traits";
import { widgetTraits } from "./widget/traits";
import { wukongimTraits } from "./wukongim/traits";

/** The kinds of channels, by the name that an inbox has of its own, in the order of the gallery. */
export const TRAITS = {
  widget: widgetTraits,
  email: emailTraits,
  whatsapp: whatsappTraits,
  api: apiTraits,
  evolution: evolutionTraits,
  wukongim: wukongimTraits,
} satisfies Record<string, ChannelTraits>;
