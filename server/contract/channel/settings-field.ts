import { z } from "zod";
import type { JsonObject } from "@/server/contract/_shared/primitives";

/** A text in each language of the screens. */
export type Words = { en: string; zh: string };

/** How a kind of channel is presented and set up. A secret of the schema is a `field` with `isSecret`. */
export type ChannelSetup = {
  name: Words;
  /** What it is for, in a sentence. */
  about: Words;
  schema: z.ZodObject;
  /**
   * What an inbox is connected with, by its settings without secrets: the same text for the same number, instance or mailbox; null:
   * nothing that two inboxes cannot share.
   */
  connectionOf?: (settings: JsonObject) => string | null;
  /** Providers whose settings need not be typed. */
  presets?: readonly ChannelPreset[];
};

/**
 * What the customers of a provider need not type: values by the path of their setting, such as `imap.host`. `hint`: what they do need, with
 * the page where they get it.
 */
export type ChannelPreset = {
  id: string;
  /** The provider's own name. */
  name: string;
  values: Readonly<Record<string, string | number>>;
  hint: Words;
  link?: { text: Words; url: string };
};

type Field = {
  title: Words;
  /** What to enter, in a sentence. */
  hint?: Words;
  /** It is stored sealed, and no answer has it. */
  isSecret?: boolean;
  /** A text of several lines; else it has one. */
  isLong?: boolean;
  /** The words of an enumeration's values. */
  options?: Readonly<Record<string, Words>>;
  /** It applies only while these enumerations have these values: the form hides it otherwise. */
  onlyIf?: Readonly<Record<string, string>>;
  /** The path of another setting, which mostly has the same value: what is typed there into the form of a new inbox fills this one too. */
  startsAs?: string;
};

/** What only forms read of a setting's schema. */
export const FORM_KEYWORDS = ["zh", "multiline", "options", "onlyIf", "startsAs"] as const;

/** A setting of a channel, with what its form and the API document show. The schema has `title` and `description` in English, and both in `zh`. */
export const field = <T extends z.ZodType>(
  schema: T,
  { title, hint, isSecret, isLong, options, onlyIf, startsAs }: Field,
): T =>
  schema.meta({
    title: title.en,
    ...(hint && { description: hint.en }),
    zh: { title: title.zh, ...(hint && { description: hint.zh }) },
    ...(isSecret && { writeOnly: true }),
    ...(isLong && { multiline: true }),
    ...(options && { options }),
    ...(onlyIf && { onlyIf }),
    ...(startsAs && { startsAs }),
  });

const described = z.object({ title: z.string().optional(), description: z.string().optional() });

/** A property of a channel's JSON Schema, as far as a form needs it. */
const property = described.extend({
  type: z.enum(["string", "integer", "number", "boolean", "array", "object"]).optional(),
  format: z.string().optional(),
  enum: z.array(z.string()).optional(),
  default: z.json().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  writeOnly: z.boolean().optional(),
  multiline: z.boolean().optional(),
  zh: described.optional(),
  options: z.record(z.string(), z.object({ en: z.string(), zh: z.string() })).optional(),
  onlyIf: z.record(z.string(), z.string()).optional(),
  startsAs: z.string().optional(),
  items: z.object({ type: z.string().optional() }).optional(),
  get properties() {
    return z.record(z.string(), property).optional();
  },
  required: z.array(z.string()).optional(),
});
export type SettingProperty = z.infer<typeof property>;

/** One setting of a form: its path in the settings, and what it is. Objects are sections. */
export type FormSetting = { path: readonly string[]; isRequired: boolean; of: SettingProperty };

/** The settings of a schema in its order: those of an object follow it. In an object that may be absent none is required. */
export function formSettings(
  schema: unknown,
  path: readonly string[] = [],
  isInRequired = true,
): FormSetting[] {
  const { properties = {}, required = [] } = property.parse(schema);
  return Object.entries(properties).flatMap(([name, of]): FormSetting[] => {
    const own = {
      path: [...path, name],
      isRequired: isInRequired && required.includes(name) && of.default === undefined,
      of,
    };
    return of.properties ? [own, ...formSettings(of, own.path, own.isRequired)] : [own];
  });
}
