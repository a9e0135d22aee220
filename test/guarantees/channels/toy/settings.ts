import { z } from "zod";
import { field } from "@/server/contract/channel/settings-field";

export const toySettings = z.strictObject({
  line: field(z.string().min(1).max(20), { title: { en: "Line", zh: "线路" } }),
  code: field(z.string().min(4).max(40), { title: { en: "Code", zh: "代码" }, isSecret: true }),
});
