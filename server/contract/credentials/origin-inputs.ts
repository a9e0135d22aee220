import { z } from "zod";

export const ORIGINS_MAX = 50;
export const ORIGIN_CHARS_MAX = 255;

/** Whether a text is an origin as browsers send it: scheme, host, and port unless it is the scheme's own. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** The sites whose pages may call the account's APIs. */
export const changeOriginsInput = z.object({
  allowedOrigins: z
    .array(
      z
        .string()
        .max(ORIGIN_CHARS_MAX)
        .refine(isOrigin, "must be an origin like https://shop.example.com, without a path"),
    )
    .max(ORIGINS_MAX),
});
export type ChangeOrigins = z.infer<typeof changeOriginsInput>;
