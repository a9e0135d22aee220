import { expect, test } from "vitest";
import { eventsHref, parseEventQuery } from "./event-query";

test("a query of the log survives the way through the address", () => {
  const query = {
    type: "conversation.status_changed",
    conversationId: 7,
    displayId: 87,
    actor: { type: "user", id: 3 },
    from: "2026-11-20T09:00",
    to: "2026-11-20T10:00",
  } as const;
  const { searchParams } = new URL(eventsHref(query), "http://localhost");
  expect(parseEventQuery(searchParams)).toEqual(query);
  expect(eventsHref({})).toBe("/settings/events");
});

test("invalid values in an address are ignored", () => {
  const params = new URLSearchParams("type=nothing&conversation=-1&c=x&actor=alien:4&from=soon");
  expect(parseEventQuery(params)).toEqual({
    type: null,
    conversationId: null,
    displayId: null,
    actor: null,
    from: "",
    to: "",
  });
  expect(parseEventQuery(new URLSearchParams("actor=contact")).actor).toEqual({ type: "contact", id: null });
});
