import { z } from "zod";
import { EVOLUTION_FINDINGS } from "@/server/domain/inbox/evolution";
import { testCallDto } from "./test-call";

/** How an Evolution API instance is reached. The key is used for one call and stored nowhere. */
export const checkEvolutionInput = z.object({
  url: z.url({ protocol: /^https?$/ }).max(2048),
  instance: z.string().trim().min(1).max(200),
  /** The global key, or the instance's own. */
  apiKey: z
    .string()
    .min(1)
    .max(500)
    .regex(/^[\x21-\x7e]+$/, { error: "must be visible ASCII characters" }),
});
export type CheckEvolutionInput = z.infer<typeof checkEvolutionInput>;

/** What an Evolution API instance's settings do to an inbox. */
export const evolutionCheckDto = z.object({
  call: testCallDto,
  /** Null: it could not be read. */
  settings: z
    .object({
      enabled: z.boolean(),
      accountId: z.string().nullable(),
      nameInbox: z.string().nullable(),
      reopenConversation: z.boolean().nullable(),
      conversationPending: z.boolean().nullable(),
      webhookUrl: z.string().nullable(),
    })
    .nullable(),
  findings: z.array(z.enum(EVOLUTION_FINDINGS)),
});
export type EvolutionCheckDto = z.infer<typeof evolutionCheckDto>;
