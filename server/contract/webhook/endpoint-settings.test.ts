import { expect, test } from "vitest";
import { endsMissing } from "./endpoint-settings";

const ENDS = ["operation.succeeded", "operation.failed", "operation.timed_out"];

test.each([
  [["*"], []],
  [["message.created", "conversation.trashed"], []],
  [["conversation.purged"], ENDS],
  [
    ["contact.erased", "operation.failed"],
    ["operation.succeeded", "operation.timed_out"],
  ],
  [["conversation.purged", ...ENDS], []],
])("who is told of deletions with %j should ask for %j too", (types, missing) => {
  expect(endsMissing(types)).toEqual(missing);
});
