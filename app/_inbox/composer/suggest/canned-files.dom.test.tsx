import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openComposers } from "@/test/support/dom/composer";
import { anAttachment } from "@/test/support/scenes/dtos";

const reply = {
  id: 1,
  shortCode: "map",
  title: "",
  folder: "",
  visibility: "account",
  inboxIds: [],
  uses: 0,
  content: "This is the way.",
  files: [anAttachment({ name: "map.png" })],
};

test("the files of a canned reply are not attached in a conversation that the reader has left, as its text is not", async () => {
  Object.defineProperty(document, "execCommand", { value: () => false, configurable: true });
  const { user, settled } = openComposers(
    {
      "inboxes.list": () => [{ ...inbox, id: 1, name: "Website" }],
      "cannedReplies.list": () => [reply] as never,
      "files.limits": () => ({ bytesMax: 1_000, perMessage: 10 }),
    },
    [41, 42],
  );
  await user.type(await screen.findByRole("textbox"), "/");
  const option = await screen.findByRole("option", { name: /map/ });
  history.replaceState(null, "", "/inbox?c=42"); // as the keys do, before its thread is there
  fireEvent.mouseDown(option);
  fireEvent.click(option);
  await settled();
  expect(pageUploads.read(41)).toEqual([]);
  Reflect.deleteProperty(document, "execCommand");
});
