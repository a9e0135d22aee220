import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundled } from "@/test/support/processes/bundled";
import { temporaryFolder } from "@/test/support/temporary-folder";

/** Runs a program as an operator would, on an empty data folder. */
function run(program: string, args: readonly string[]) {
  const folder = temporaryFolder();
  const done = spawnSync(process.execPath, [...bundled(`server/setup/cli/${program}.ts`), ...args], {
    env: { PATH: process.env["PATH"], NODE_ENV: "test", DATA_DIR: folder, LOG_LEVEL: "fatal" },
    encoding: "utf8",
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr, made: readdirSync(folder) };
}

test.each([
  [
    "seed",
    ["empty"],
    "usage: npm run db:seed (it takes no arguments: the variable SEED chooses between demo and empty)",
  ],
  ["migrate", ["--help"], "usage: npm run db:migrate (it takes no arguments)"],
  [
    "account-create",
    ["--name", "Acme"],
    "usage: npm run account:create -- --name <account> --email <administrator> [--person <name>] (--email: not an email address)",
  ],
  [
    "account-create",
    ["--email", "ada@acme.example"],
    "usage: npm run account:create -- --name <account> --email <administrator> [--person <name>] (--name: is missing)",
  ],
])("%s with %j makes nothing, and says why in one line", (program, args, fault) => {
  expect(run(program, args)).toEqual({ code: 1, stdout: "", stderr: `tickline: ${fault}\n`, made: [] });
});

test.each([
  ["a folder", (folder: string) => folder, "is not a file"],
  ["a file that is not there", (folder: string) => join(folder, "tickline.backup"), "no such file"],
  ["a file that is no backup", fileWithText, "is not a backup of Tickline"],
])("a restore from %s makes nothing, and says why in one line", (_, pathIn, fault) => {
  const { code, stderr, made } = run("restore", [pathIn(temporaryFolder())]);
  const last = stderr.trimEnd().split("\n").at(-1);
  expect({ code, last, made }).toEqual({ code: 1, last: expect.stringContaining(fault), made: [] });
});

function fileWithText(folder: string): string {
  const path = join(folder, "notes.txt");
  writeFileSync(path, "Buy milk. ".repeat(100));
  return path;
}
