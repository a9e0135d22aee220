import { z } from "zod";
import type { ChannelSetup } from "@/server/contract/channel/settings-field";

export const widgetSetup: ChannelSetup = {
  name: { en: "Website widget", zh: "网站聊天窗口" },
  about: {
    en: "A chat window on your website.",
    zh: "嵌入您网站的聊天窗口。",
  },
  schema: z.strictObject({}),
};
