import { z } from "zod";
import { isTimeZone } from "@/server/contract/member/time-zones";
import { RECEIPT_MONTHS } from "@/server/domain/deletion/deletion";
import type { AccountSettingName } from "@/server/domain/member/account-settings";
import { UNFLAGGED_STORAGES } from "@/server/domain/message/storage";
import { LOCALES } from "./constants";
import { name } from "./fields";
import { SHORT_NAME_CHARS_MAX } from "./limits";
import { id, versioned } from "./primitives";

const ORIGINS_MAX = 50;
const ORIGIN_CHARS_MAX = 255;

/** Whether a text is an origin as browsers send it: scheme, host, and port unless it is the scheme's own. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** Settings that the DTO has exactly as a change has them. */
const shared = {
  /** Whether FreeScout's clients may send their API key as `?api_key=`. */
  acceptsUrlKeys: z.boolean(),
  /** Whether creating a contact that exists answers with it in Chatwoot's API; else it is refused. */
  acceptsKnownContacts: z.boolean(),
};

/** What a change of each setting takes. */
const settings = {
  name: name(SHORT_NAME_CHARS_MAX),
  /** So many days after they were moved there, conversations in the trash are deleted permanently; 0 = never. */
  purgeAfterDays: z.number().int().min(0).max(3650),
  /** So many months after their month receipts are rolled up; 0 = never. */
  receiptMonths: z
    .number()
    .int()
    .min(0)
    .max(RECEIPT_MONTHS.max)
    .refine((months) => months === 0 || months >= RECEIPT_MONTHS.min, {
      error: `0, or at least ${RECEIPT_MONTHS.min}`,
    }),
  /** Members without two-factor authentication may only set it up. */
  requiresTwoFactor: z.boolean(),
  ...shared,
  /** The sites whose pages may call the APIs from the browser. */
  allowedOrigins: z
    .array(
      z
        .string()
        .max(ORIGIN_CHARS_MAX)
        .refine(isOrigin, "must be an origin like https://shop.example.com, without a path"),
    )
    .max(ORIGINS_MAX),
  /** How a message of WuKongIM's API is kept whose header has no `sync_once`. */
  messagesWithoutFlags: z.enum(UNFLAGGED_STORAGES),
  /** The file of its logo; null = none. */
  logoFileId: id.nullable(),
  /** The IANA name of the time zone of dates in mails. */
  timeZone: z
    .string()
    .refine(isTimeZone, { error: "must be the IANA name of a time zone, such as Europe/Berlin" })
    .meta({ examples: ["Europe/Berlin"] }),
  /** The language of mails that nobody chose one for. */
  language: z.enum(LOCALES),
  /** Members who reply to an unassigned conversation become its assignee, unless they chose otherwise for themselves. */
  assignsOnReply: z.boolean(),
} satisfies Record<AccountSettingName, z.ZodType>;

/** All settings of an account, as changes have them. The inputs of edges pick from it. */
export const accountSettingsInput = z.object(settings);

/** Settings that are optional here are absent in events of releases before them. */
export const wholeAccountDto = z.object({
  ...versioned,
  name: z.string(),
  purgeAfterDays: settings.purgeAfterDays,
  receiptMonths: settings.receiptMonths.optional(),
  requiresTwoFactor: settings.requiresTwoFactor,
  /** The account has the demo's data. */
  isDemo: z.boolean(),
  ...shared,
  allowedOrigins: z.array(z.string()).optional(),
  messagesWithoutFlags: settings.messagesWithoutFlags.optional(),
  logoFileId: settings.logoFileId.optional(),
  timeZone: z.string().optional(),
  language: settings.language.optional(),
  assignsOnReply: settings.assignsOnReply.optional(),
});
export type AccountDto = z.infer<typeof wholeAccountDto>;
