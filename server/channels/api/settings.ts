import { z } from "zod";
import type { ChannelSetup } from "@/server/contract/channel/settings-field";

export const apiSetup: ChannelSetup = {
  name: { en: "API", zh: "API" },
  about: {
    en: "Your own software sends and receives messages over the API, or by webhook.",
    zh: "由您自己的软件通过 API 或 Webhook 收发消息。",
  },
  schema: z.strictObject({}),
};
