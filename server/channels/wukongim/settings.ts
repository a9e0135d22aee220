import { z } from "zod";
import type { ChannelSetup } from "@/server/contract/channel/settings-field";

export const wukongimSetup: ChannelSetup = {
  name: { en: "WuKongIM", zh: "WuKongIM" },
  about: {
    en: "An app whose messages go through the WuKongIM API.",
    zh: "通过 WuKongIM API 收发消息的应用。",
  },
  schema: z.strictObject({}),
};
