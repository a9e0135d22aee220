import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openComposers } from "@/test/support/dom/composer";

const namesIn = (displayId: number) => pageUploads.read(displayId).map(({ name }) => name);

test("what is pasted is for the conversation that the reader has gone to, although the thread on the screen is still another's", async () => {
  const { go, settled } = openComposers(
    {
      "inboxes.list": () => [{ ...inbox, id: 1, name: "Website" }],
      "files.limits": () => ({ bytesMax: 1, perMessage: 10 }), // it is too large, so nothing is uploaded
    },
    [31, 32],
  );
  await screen.findByRole("textbox");
  await settled();
  history.replaceState(null, "", "/inbox?c=32"); // as the keys do, before its thread is there
  const file = new File(["for 32"], "invoice.pdf");
  fireEvent.paste(document.body, { clipboardData: { files: [file], types: ["Files"], getData: () => "" } });
  expect(namesIn(31)).toEqual([]);
  await go(32);
  await screen.findByText("invoice.pdf");
  expect(namesIn(32)).toEqual(["invoice.pdf"]);
  for (const { key } of pageUploads.read(32)) pageUploads.remove(32, key);
});
