import { expect, test } from "vitest";
import { createUploads, type LocalImages } from "@/app/_lib/files/uploads";
import { type OutboxRecord, outboxKey } from "@/app/_shell/unsent/records";
import { anAttachment } from "@/test/support/scenes/dtos";
import { aBrowser } from "@/test/support/scenes/unsent-browser";
import { keepFiles } from "./use-files";

const images: LocalImages = {
  make: () => ({ url: "", width: null, height: null }),
  keep: () => {},
  find: () => null,
  revoke: () => {},
};

/** A tab with the conversation 1 open. */
async function aTab(browser: ReturnType<typeof aBrowser>) {
  const store = browser.open();
  const uploads = createUploads(() => Promise.reject(new Error("nothing is uploaded")), images);
  const show = keepFiles(store, uploads);
  await show(1);
  return { store, uploads, ids: () => uploads.read(1).map(({ name }) => name) };
}

test("a file that is sent in one tab leaves the composers of the others, and the others stay", async () => {
  const browser = aBrowser();
  const first = await aTab(browser);
  first.uploads.restore(1, [anAttachment({ id: 12, name: "Sizes.pdf" })]);
  const second = await aTab(browser);
  expect(second.ids()).toEqual(["Sizes.pdf"]);
  second.uploads.restore(1, [anAttachment({ id: 13, name: "Map.pdf" })]);
  const files = first.uploads.take(1, [12]);
  const message = { displayId: 1, kind: "message", content: "", files, clientId: "a" };
  const record = {
    type: "outbox",
    message,
    wasTried: false,
    isWaiting: false,
    refusal: null,
  } as OutboxRecord;
  first.store.write({ key: outboxKey("a"), record });
  expect(second.ids()).toEqual(["Map.pdf"]);
});
