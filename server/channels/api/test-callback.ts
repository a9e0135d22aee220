import {
  type CallbackTestDto,
  type RenderTest,
  SHOWN_ANSWER_CHARS,
  type TestCallDto,
  type TestedInbox,
} from "@/server/contract/inbox/test-call";
import type { CallbackFormat } from "@/server/domain/inbox/channel";
import { findingOfStatus } from "@/server/domain/inbox/test-call";
import type { Outbound, Posted } from "@/server/lib/outbound/post";

type Options = {
  outbound: Pick<Outbound, "post">;
  tests: Readonly<Record<CallbackFormat, RenderTest>>;
  now: () => Date;
};

/** Calls the program at an inbox's callback URL once, with a test. Never throws. */
export async function testCallback(
  tested: TestedInbox,
  { outbound, tests, now }: Options,
): Promise<CallbackTestDto> {
  const { callbackUrl: url, callbackFormat } = tested.inbox;
  const posted = await outbound.post({ ...tests[callbackFormat](tested, now()), url, once: true });
  const excerpt = posted.answered ? shown(posted.excerpt) : null;
  return { ...testCallOf(posted), excerpt };
}

/** What a call found. */
export function testCallOf(posted: Posted): TestCallDto {
  const { durationMs, address } = posted;
  return posted.answered
    ? { finding: findingOfStatus(posted.status), status: posted.status, durationMs, address, detail: null }
    : { finding: posted.fault, status: null, durationMs, address, detail: posted.message };
}

const shown = (text: string): string =>
  [...text.replaceAll("\0", "\ufffd")].slice(0, SHOWN_ANSWER_CHARS).join("");
