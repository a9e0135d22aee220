import { z } from "zod";
import type { InboxDto } from "@/server/contract/_shared/inbox-dto";
import type { RenderedCall } from "@/server/contract/channel/callback-body";
import { TEST_CALL_FINDINGS } from "@/server/domain/inbox/test-call";

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
