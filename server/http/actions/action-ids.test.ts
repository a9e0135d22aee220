import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createActionIds } from "./action-ids";

const OURS = "40".repeat(21);
const ELSEWHERE = "41".repeat(21);

/** A folder with a manifest as Next writes it. */
function folderWith(actions: Record<string, string[]>, place = "server") {
  const dir = mkdtempSync(join(tmpdir(), "tickline-actions-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, ".next", place, "server-reference-manifest.json");
  mkdirSync(dirname(file), { recursive: true });
  const write = (pages: Record<string, string[]>) => {
    const node = Object.entries(pages).map(([id, names]) => [
      id,
      { workers: Object.fromEntries(names.map((name) => [name, {}])) },
    ]);
    writeFileSync(file, JSON.stringify({ node: Object.fromEntries(node), edge: {}, encryptionKey: "x" }));
  };
  write(actions);
  return { dir, write };
}

test("a build has the actions of the page that imports them all, and no names of objects", () => {
  const { dir } = folderWith({ [OURS]: ["app/actions/page"], [ELSEWHERE]: ["app/(agent)/inbox/page"] });
  const hasAction = createActionIds({ isDev: false, dir });
  expect([OURS, ELSEWHERE, "", "__proto__", "constructor", "toString"].filter(hasAction)).toEqual([OURS]);
});

test("in development an action is known as soon as Next has compiled it", () => {
  const { dir, write } = folderWith({}, "dev/server");
  const hasAction = createActionIds({ isDev: true, dir });
  expect(hasAction(OURS)).toBe(false);
  write({ [OURS]: ["app/(agent)/inbox/page"] });
  expect(hasAction(OURS)).toBe(true);
});

test("without a manifest there are no actions", () => {
  expect(createActionIds({ isDev: false, dir: tmpdir() })(OURS)).toBe(false);
});
