import { expect, test } from "vitest";
import { endsMissing } from "./subscribable-types";

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
])("an endpoint subscribed to %j should subscribe to %j too", (types, missing) => {
  expect(endsMissing(types)).toEqual(missing);
});
