import { z } from "zod";
import type { ChannelSetup } from "@/server/contract/channel/settings-field";

export const evolutionSetup: ChannelSetup = {
  name: { en: "Evolution API", zh: "Evolution API" },
  about: {
    en: "WhatsApp through an Evolution API server.",
    zh: "通过 Evolution API 服务器接入 WhatsApp。",
  },
  schema: z.strictObject({}),
};
