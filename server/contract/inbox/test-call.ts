import { z } from "zod";
import type { RenderedCall } from "@/server/contract/channel/callback-body";
import {
  EVOLUTION_FINDINGS,
  type EvolutionSettings,
  TEST_CALL_FINDINGS,
} from "@/server/domain/inbox/test-call";
import type { InboxDto } from "./inbox-dto";

/** The characters of an answer to show. */
export const SHOWN_ANSWER_CHARS = 500;

/** The result of one call of another system's address, made by an administrator to test it. */
export const testCallDto = z.object({
  finding: z.enum(TEST_CALL_FINDINGS),
  /** Null without an answer. */
  status: z.number().int().nullable(),
  durationMs: z.number().int().nonnegative(),
  /** The connected IP address. */
  address: z.string().nullable(),
  /** What failed, where there was no answer: in the words of the system, DNS or TLS. */
  detail: z.string().nullable(),
});
export type TestCallDto = z.infer<typeof testCallDto>;

/** The result of calling an inbox's program with a test. */
export const callbackTestDto = testCallDto.extend({
  /** The beginning of the answer. */
  excerpt: z.string().nullable(),
});
export type CallbackTestDto = z.infer<typeof callbackTestDto>;

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

/** An inbox whose program is called with a test. */
export type TestedInbox = {
  accountId: number;
  /** A UUID. */
  testId: string;
  inbox: InboxDto & { callbackUrl: string };
  secretVersions: readonly [number, ...number[]];
};

/** Renders a test in a format of callbacks: signed like a message, and no message. */
export type RenderTest = (tested: TestedInbox, now: Date) => RenderedCall;

/** The calls that leave this process for an integration check. Only `countCall` throws. */
export type OutsideCalls = {
  /**
   * Called before each of the others. Refuses `request.rate_limited` when there were too many for
   * this inbox.
   */
  countCall(inboxId: number): void;
  testCallback(tested: TestedInbox): Promise<CallbackTestDto>;
  /** `settings` is null where the answer is none of Evolution's. */
  readEvolution(
    input: CheckEvolutionInput,
  ): Promise<{ call: TestCallDto; settings: EvolutionSettings | null }>;
};
