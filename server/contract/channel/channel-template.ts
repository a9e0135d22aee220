import { z } from "zod";
import { type ChannelTemplate, UNSENDABLE_REASONS } from "@/server/domain/message/channel-template";

const names = z.array(z.string());

export const channelTemplateDto = z.object({
  name: z.string(),
  language: z.string(),
  /** Only templates that are `APPROVED` are sent. */
  status: z.string(),
  category: z.string(),
  text: z.string(),
  header: z.object({ format: z.string(), text: z.string().optional() }).optional(),
  footer: z.string().optional(),
  buttons: z
    .array(
      z.object({
        type: z.string(),
        text: z.string(),
        url: z.string().optional(),
        /** Whether a message has a value for it. Absent = it has none. */
        value: z.enum(["required", "optional"]).optional(),
      }),
    )
    .optional(),
  /** Why it cannot be sent, whatever its status. */
  unsendable: z.enum(UNSENDABLE_REASONS).optional(),
  /** What a message needs values for, in order. The header of a template with a file has its address. */
  parameters: z.object({ header: names, body: names, buttons: names }),
}) satisfies z.ZodType<ChannelTemplate>;

/** A provider's templates, or why they cannot be read. */
export type ListedTemplates = { templates: ChannelTemplate[] } | { failed: string };
