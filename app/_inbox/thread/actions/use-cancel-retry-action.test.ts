import { expect, test } from "vitest";
import { message } from "@/server/contract/event/sample-dtos";
import { cancelRetryOffer } from "./use-cancel-retry-action";

const RETRY_AT = "2026-11-19T14:10:00.000Z";

/** The offer for messages with these ids, and the ids that it cancels. */
function offered(...messages: [id: number, retryAt: string | null][]) {
  const cancelled: number[] = [];
  const offer = cancelRetryOffer(
    messages.map(([id, retryAt]) => ({ ...message, id, retryAt, content: `message ${id}` })),
    { cancel: (id) => cancelled.push(id), nameOf: ({ content }) => content },
  );
  return { offer, cancelled };
}

test("nothing is offered where no retry is planned", () => {
  expect(offered().offer).toBeNull();
  expect(offered([1, null], [2, null]).offer).toBeNull();
});

test("the only planned retry is cancelled without a choice", () => {
  const { offer, cancelled } = offered([1, null], [2, RETRY_AT], [3, null]);
  if (!offer || !("run" in offer)) throw new Error("no single offer");
  offer.run();
  expect(cancelled).toEqual([2]);
});

test("of several planned retries the chosen one is cancelled, the newest is named first", () => {
  const { offer, cancelled } = offered([1, RETRY_AT], [2, null], [3, RETRY_AT]);
  if (!offer || !("choices" in offer)) throw new Error("no choices");
  const choices = offer.choices();
  expect(choices.map(({ name }) => name)).toEqual(["message 3", "message 1"]);
  choices[1]?.run();
  expect(cancelled).toEqual([1]);
});
