import { z } from "zod";
import { widgetSettings } from "@/server/channels/widget/settings";
import type { Channel } from "@/server/domain/inbox/channel";

/** A channel that needs no settings of its own. */
const none = z.strictObject({});

/** How each kind is set up. A secret has `.meta({ writeOnly: true })`. */
export const SETTINGS: Readonly<Record<Channel, z.ZodObject>> = {
  api: none,
  widget: widgetSettings,
  evolution: none,
  wukongim: none,
};
