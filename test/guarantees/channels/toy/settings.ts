import { z } from "zod";

export const toySettings = z.strictObject({
  line: z.string().min(1).max(20),
  code: z.string().min(4).max(40).meta({ writeOnly: true }),
});
