import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { FAULTS, statusOf } from "@/server/http/_refusals/problem";
import { createApp } from "@/server/http/app";
import { ROUTES } from "@/server/http/v1/routes";
import { ALL_PROCEDURES } from "@/test/guarantees/routes/all-procedures";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { REFUSED_ANYWHERE, samplesOf } from "./input-samples";
import { TWINS } from "./input-twins";

describe("error table", () => {
  const [, section = ""] = readFileSync("docs/api.md", "utf8").split("\n## Errors\n");

  const [table = ""] = section.split("\n## ");

  /** Status and code of every entry of the table. */
  const listed = table.split("\n").flatMap((line) => {
    const [, status, codes = ""] = /^\| (\d{3}) \| (.*) \|$/.exec(line) ?? [];
    return [...codes.matchAll(/`([a-z_]+(?:\.[a-z_]+)?)`/g)]
      .map(([, code]) => `${status} ${code}`)
      .filter((code) => code !== `${status} requestId`);
  });

  const given = [...new Set([...REFUSED_ANYWHERE, ...ROUTES.flatMap(({ refuses }) => refuses)])];

  test("the table of errors names every refusal that a route can give, with its status, and no other", () => {
    const named = given.map((code) => `${statusOf(code)} ${code}`);
    const faults = Object.entries(FAULTS).map(([code, [status]]) => `${status} ${code}`);
    expect(listed.toSorted()).toEqual([...named, ...faults].toSorted());
  });
});

describe("docs examples", () => {
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

      const { stderr } = await promisify(execFile)(
        "bash",
        ["--norc", "-u", "-c", `${REPORTING_CURL}\n${script}`],
        {
          cwd: folder,
          maxBuffer: 16 * 1024 * 1024,
        },
      );

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
});

describe("same inputs", () => {
  /** Commands whose only input is their target in both edges. */
  const BY_TARGET = [
    "audit.review",
    "bulk.cancel",
    "actions.markSpam",
    "actions.restoreConversation",
    "actions.takeOver",
    "actions.trashConversation",
    "scheduled.cancel",
    "scheduled.sendNow",
    "groups.removeMember",
    "inboxes.rotateCallbackSecret",
    "inboxes.checkChannel",
    "inboxes.reconnectChannel",
    "inboxes.rotateIdentifier",
    "inboxes.testCallback",
    "attributeDefinitions.remove",
    "companies.remove",
    "deletions.deleteArchive",
    "inboxes.rotateIdentitySecret",
    "contacts.deleteNote",
    "labels.remove",
    "messages.delete",
    "messages.restore",
    "messages.retry",
    "messages.cancelRetry",
    "messages.withdraw",
    "notifications.markAllRead",
    "notifications.markRead",
    "macros.remove",
    "teams.remove",
    "views.remove",
    "views.restore",
    "webhooks.disable",
    "webhooks.enable",
    "webhooks.remove",
  ];

  /** Unions, compared below. */
  const UNIONS = ["bulk.start", "webhooks.replay"];

  /** Unions that both edges share. */
  const SHARED = {
    "queues.retrySends": "post /v1/queues/sends/retry",
    "queues.discardSends": "post /v1/queues/sends/discard",
    "queues.retryMessageChanges": "post /v1/queues/message-changes/retry",
    "queues.discardMessageChanges": "post /v1/queues/message-changes/discard",
    "queues.retryDeliveries": "post /v1/queues/deliveries/retry",
    "queues.discardDeliveries": "post /v1/queues/deliveries/discard",
  };

  /** `/v1` has no such commands; `/v1` exports a contact and shows a secret by a GET. */
  const ONLY_TRPC =
    /^inboxes\.callbackSecret$|^(cannedReplies|demo|drafts|members|notificationSettings|presence|tokens|topics|twoFactor|undelivered)\.|^me\.(?!setAvailability|setAvatar)|^contacts\.prepareExport$/;

  const bodies = bodiesOfV1();

  describe.each(Object.entries(TWINS))("%s", (path, { v1, target, base, onlyV1 = [], ...twin }) => {
    const body = bodies.get(v1);
    const fields = Object.entries(body instanceof z.ZodObject ? body.shape : {});
    const shared = fields.filter(([name]) => !onlyV1.includes(name));
    const toTrpc = twin.toTrpc ?? ((sent: object) => ({ ...target, ...sent }));

    test.each(shared)(`has %s in tRPC exactly as in ${v1}`, (name, field) => {
      const samples = samplesOf(field).filter(({ value }) => value !== null || !twin.needed?.includes(name));
      const outcomes = samples.map(({ what, value }) => {
        const sent = { ...(twin.isOneField ? {} : base), [name]: value };
        const isTaken = body?.safeParse(sent).success;
        return { what, v1: isTaken, trpc: inputOf(path).safeParse(toTrpc(sent)).success };
      });
      expect(outcomes.filter((outcome) => outcome.v1 !== outcome.trpc)).toEqual([]);
      expect(outcomes.some((outcome) => outcome.v1)).toBe(true); // at least one sample is valid
    });

    test("has fields that both edges accept", () => expect(shared).not.toEqual([]));
  });

  test("an operation on many conversations has one schema in both edges", () => {
    const { right } = (inputOf("bulk.start") as z.ZodIntersection).def;
    expect(right).toBe(bodies.get("post /v1/bulk-operations"));
  });

  test.each(Object.entries(SHARED))("%s has one schema in both edges", (path, v1) => {
    expect(inputOf(path)).toBe(bodies.get(v1));
  });

  test.each([
    { deliveryId: 1 },
    { sinceSeq: 0 },
    { sinceSeq: Number.MAX_SAFE_INTEGER },
    { sinceSeq: -1 },
    { deliveryId: 1, sinceSeq: 0 },
    {},
  ])("webhooks.replay takes %j exactly as /v1 does", (replay) => {
    const isTaken = bodies.get("post /v1/endpoints/{id}/replay")?.safeParse(replay).success;
    expect(inputOf("webhooks.replay").safeParse({ endpointId: 1, replay }).success).toBe(isTaken);
  });

  test("every command of tRPC is compared with its twin in /v1, or has none", () => {
    const known = [...Object.keys(TWINS), ...BY_TARGET, ...UNIONS, ...Object.keys(SHARED)];
    const mutations = Object.keys(ALL_PROCEDURES).filter(
      (path) => ALL_PROCEDURES[path]?._def.type === "mutation",
    );
    expect(mutations.filter((path) => !ONLY_TRPC.test(path)).sort()).toEqual(known.sort());
  });

  /** The schema of a procedure's input. */
  function inputOf(path: string): z.ZodType {
    const { inputs } = Reflect.get(ALL_PROCEDURES, path)._def;
    const [input] = z.array(z.instanceof(z.ZodType)).parse(inputs);
    if (!input) throw new Error(`${path} takes nothing`);
    return input;
  }

  /** The body of every route of `/v1`, by method and path. */
  function bodiesOfV1(): Map<string, z.ZodType> {
    const routes = createApp().openAPIRegistry.definitions.flatMap((each) =>
      each.type === "route" ? [each.route] : [],
    );
    return new Map(
      routes.flatMap(({ method, path, request }): [string, z.ZodType][] => {
        const media = request?.body?.content["application/json"];
        const schema = media && "schema" in media ? media.schema : undefined;
        const body = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
        return body instanceof z.ZodType ? [[`${method} ${path}`, body]] : [];
      }),
    );
  }
});
