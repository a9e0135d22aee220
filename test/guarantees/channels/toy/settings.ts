import { z } from "zod";
import { type ChannelSetup, field } from "@/server/contract/channel/settings-field";

export const toySettings = z.strictObject({
  line: field(z.string().min(1).max(20), { title: { en: "Line", zh: "线路" } }),
  code: field(z.string().min(4).max(40), { title: { en: "Code", zh: "代码" }, isSecret: true }),
});

export const toySetup: ChannelSetup = {
  name: { en: "Pager", zh: "寻呼机" },
  about: { en: "Texts to a pager.", zh: "向寻呼机发送文本。" },
  schema: toySettings,
};
