import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

const PAGE = readFileSync("docs/api.md", "utf8");
const blocks = [...PAGE.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({
  language,
  code,
}));
const CALL = /^(?!#).*\b(?:api|curl) "?\$URL/gm;

/** Without curl, nobody can paste the examples either. */
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

/** Every curl of the page also reports its status and address, as a line of stderr. */
const REPORTING_CURL = `curl() { command curl -s -w '%{stderr}\\nanswered %{http_code} %{url_effective}\\n' "$@"; }`;

function settingsOfReader(script: string, settings: Record<string, string>): string {
  return Object.entries(settings).reduce((text, [name, value]) => {
    const line = new RegExp(`^${name}=\\S+`, "m");
    expect(text).toMatch(line);
    return text.replace(line, () => `${name}='${value}'`);
  }, script);
}

test.runIf(hasCurl)(
  "the shell examples of docs/api.md run from top to bottom, and each call is answered 2xx",
  async () => {
    const { token } = await createTokenTenant(api);
    const folder = mkdtempSync(join(tmpdir(), "tickline-docs-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const page = blocks
      .filter(({ language }) => language === "sh")
      .map(({ code }) => code)
      .join("\n");
    const script = settingsOfReader(page, { URL: api.url, TOKEN: token });

    const { stderr } = await promisify(execFile)("bash", ["-u", "-c", `${REPORTING_CURL}\n${script}`], {
      cwd: folder,
      maxBuffer: 16 * 1024 * 1024,
    });

    const lines = stderr.split("\n").filter(Boolean);
    const answers = lines.filter((line) => line.startsWith("answered "));
    expect(answers.filter((line) => !/^answered 2\d\d /.test(line))).toEqual([]);
    expect(lines.filter((line) => !line.startsWith("answered "))).toEqual([]);
    expect(answers).toHaveLength(script.match(CALL)?.length ?? 0);
    expect(answers.length).toBeGreaterThan(20);
  },
);

test("every block of docs/api.md that calls the API is a shell example", () => {
  expect(blocks.filter(({ language, code }) => language !== "sh" && code.search(CALL) >= 0)).toEqual([]);
});
