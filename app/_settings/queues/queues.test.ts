import { expect, test } from "vitest";
import { FIRST_VIEW, parseQueueView, queuesHref } from "./queues";

const parse = (href: string) => parseQueueView(new URL(href, "http://localhost").searchParams);

test.each([
  FIRST_VIEW,
  { ...FIRST_VIEW, inboxId: 7 },
  { ...FIRST_VIEW, queue: "deliveries" as const, endpointId: 3, deliveries: "failed" as const },
  { ...FIRST_VIEW, queue: "jobs" as const },
])("the URL of %j shows it again", (view) => expect(parse(queuesHref(view))).toEqual(view));

test("filters of another queue are not in the URL, and unknown values are ignored", () => {
  expect(queuesHref({ ...FIRST_VIEW, queue: "jobs", inboxId: 7, endpointId: 3 })).toBe(
    "/settings/queues?queue=jobs",
  );
  expect(parse("/settings/queues?queue=mails&inbox=-1&endpoint=x&state=dropped")).toEqual(FIRST_VIEW);
});
