import { describe, expect, test } from "vitest";
import { isSchedulable, type NotSentReason, type Sending, whyNotSent } from "./scheduled-message";

const NOW = new Date("2026-11-25T09:00:00Z");

describe("the time", () => {
  test.each([
    ["now", 0, false],
    ["a minute ahead", 60_000, true],
    ["a millisecond less", 59_999, false],
    ["a year ahead", 366 * 24 * 3_600_000, true],
    ["a millisecond more", 366 * 24 * 3_600_000 + 1, false],
    ["in the past", -3_600_000, false],
  ])("%s", (_, ahead, isAllowed) => {
    expect(isSchedulable(new Date(NOW.getTime() + ahead), NOW)).toBe(isAllowed);
  });
});

describe("what is due", () => {
  const fine: Sending = {
    isTrashed: false,
    isContactBlocked: false,
    isInboxOnHold: false,
    mayAuthorWrite: true,
    fits: true,
    isOvertaken: false,
  };

  test("is sent", () => expect(whyNotSent(fine)).toBeNull());

  test.each<[Partial<Sending>, NotSentReason]>([
    [{ isTrashed: true }, "conversation_trashed"],
    [{ isContactBlocked: true }, "contact_blocked"],
    [{ isInboxOnHold: true }, "inbox_on_hold"],
    [{ mayAuthorWrite: false }, "author_not_allowed"],
    [{ isOvertaken: true }, "customer_wrote"],
    [{ fits: false }, "too_long"],
    [{ fits: false, isOvertaken: true, isTrashed: true }, "conversation_trashed"],
  ])("is not sent with %j", (more, reason) => expect(whyNotSent({ ...fine, ...more })).toBe(reason));
});
