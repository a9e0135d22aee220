import { expect, test } from "vitest";
import { systemCaller } from "@/server/contract/_shared/caller";
import { ANY_VIEW, type ViewFilter } from "@/server/contract/conversation/view";
import { NO_TOPICS } from "@/server/contract/live/topics";
import { audienceOf } from "./reader";

const audiencesOf = (view: ViewFilter) =>
  [7, 8].map((userId) =>
    audienceOf({
      caller: { ...systemCaller(1), role: "administrator", userId },
      topics: { ...NO_TOPICS, views: [view] },
    }),
  );

test.each<[string, Partial<ViewFilter>, boolean]>([
  ["all conversations", {}, true],
  ["the unassigned ones", { assignee: "unassigned" }, true],
  ["a certain member's", { anyOf: [{ assignees: [7] }] }, true],
  ["their own", { assignee: "me" }, false],
  ["their mentions", { mentioned: "me" }, false],
  ["their own or a colleague's", { anyOf: [{ assignees: ["me", 9] }] }, false],
])(
  "two members who look at %s share frames only if these are the same conversations",
  (_, view, isShared) => {
    const [one, other] = audiencesOf({ ...ANY_VIEW, ...view });
    expect(one === other).toBe(isShared);
  },
);
