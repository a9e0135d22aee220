import { expect, test } from "vitest";
import { CHANNELS } from "@/server/domain/inbox/channel";
import { type Beginning, CONVERSATION_STATUSES, decideBeginning, type Existing } from "./conversation";

const WAYS = [{ orExisting: true }, { orExisting: false }];
const live = (status: Existing["status"]): Existing => ({ lifecycle: "live", status });
const trashed = (status: Existing["status"]): Existing => ({ lifecycle: "trashed", status });

test.each(CHANNELS)("a customer without a conversation begins one in %s", (channel) => {
  for (const way of WAYS) expect(decideBeginning({ channel }, null, way)).toBe("begin");
});

test.each(CHANNELS.filter((one) => one !== "wukongim"))("%s has any number of conversations", (channel) => {
  for (const way of WAYS)
    for (const status of CONVERSATION_STATUSES)
      for (const existing of [live(status), trashed(status)])
        expect(decideBeginning({ channel }, existing, way)).toBe("begin");
});

const rows: [existing: Existing, taken: Beginning][] = [
  [live("open"), "continue"],
  [live("pending"), "continue"],
  [live("snoozed"), "continue"],
  [live("resolved"), "reopen"],
  [trashed("open"), "reopen"],
  [trashed("pending"), "reopen"],
  [trashed("snoozed"), "reopen"],
  [trashed("resolved"), "reopen"],
];

test.each(rows)("in wukongim, %o is taken as %s, or refused to who wants a new one", (existing, taken) => {
  const inbox = { channel: "wukongim" as const };
  expect(decideBeginning(inbox, existing, { orExisting: true })).toBe(taken);
  expect(decideBeginning(inbox, existing, { orExisting: false })).toBe("refuse");
});

test("the rows above are all states of a conversation", () => {
  expect(rows).toHaveLength(2 * CONVERSATION_STATUSES.length);
});
