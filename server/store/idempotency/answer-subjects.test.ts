import { expect, test } from "vitest";
import { aboutBody, aboutMarks } from "./answer-subjects";

const ACCOUNT = 3;

test.each([
  [
    "a message, and the conversation with it",
    { id: 9, conversationId: 5, conversation: { id: 5, displayId: 1, contactId: 7 } },
    ["conversation:5", "contact:7"],
  ],
  [
    "a conversation by its id, not by its number",
    { id: 5, displayId: 1, contactId: 7 },
    ["conversation:5", "contact:7"],
  ],
  [
    "a conversation named by its number alone",
    { id: 8, conversation: { displayId: 1, contactName: "Li" } },
    ["number:3:1"],
  ],
  ["a contact", { contact: { id: 7, name: "Li", mergedIntoId: null } }, ["contact:7"]],
  ["a contact that wrote", { sender: { type: "contact", id: 7, name: "Li" } }, ["contact:7"]],
  ["members", { sender: { type: "user", id: 7, name: "Ada" } }, []],
  [
    "rows of a list, also of people without an id",
    {
      rows: [
        { contactId: 7, name: "Li" },
        { contactId: null, name: "Bo" },
      ],
    },
    ["contact:7", "strangers:3"],
  ],
  ["a row without a name", { rows: [{ contactId: null, name: "" }] }, []],
  [
    "each of several subjects once",
    { data: [{ conversationId: 5 }, { conversationId: 5 }, { conversationId: 6 }] },
    ["conversation:5", "conversation:6"],
  ],
  ["nothing", { id: 4, name: "Second line" }, []],
  ["nothing when it is sealed", { sealed: "a b c" }, []],
  ["nothing when it is empty", null, []],
])("an answer is about %s", (_what, body, marks) => {
  expect(aboutMarks(ACCOUNT, aboutBody(body)).toSorted()).toEqual(marks.toSorted());
});
