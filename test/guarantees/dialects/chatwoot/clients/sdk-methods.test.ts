import chatwootSdk from "@figuro/chatwoot-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Api } from "@/test/support/clients/api";
import { openChatwoot } from "@/test/support/clients/chatwoot";
import { createPublishedScene, type PublishedScene } from "./published-scene";
import { isOutOfScope } from "./scope";
import { SDK_METHODS } from "./sdk-methods";

// A CommonJS module with a default export: Node's default import is the whole module.
const ChatwootClient: typeof chatwootSdk = Reflect.get(chatwootSdk, "default") ?? chatwootSdk;

/** Methods that call a path that Chatwoot does not have, either. */
const BROKEN_IN_THE_SDK: Readonly<Record<string, string>> = {
  "teams.listMembers": "calls /accounts/… without /api/v1",
  "teams.addAgent": "calls /accounts/… without /api/v1",
  "teams.updateAgentsInTeam": "calls /accounts/… without /api/v1",
  "teams.removeAgent": "calls /accounts/… without /api/v1",
  "inboxes.removeAgent": "calls DELETE /inbox_members/{id}; upstream has no id there",
};

/**
 * Methods whose routes stay out: the platform's API, reports, and what the dialect's README names.
 */
const OUT: ReadonlySet<string> = new Set([
  ...["platform.", "agentBots.", "users."].flatMap((group) => methodsOf(group)),
  ...["reports.", "automationRule.", "integrations."].flatMap((group) => methodsOf(group)),
]);

let api: Api;
let scene: PublishedScene;
let sdk: object;
beforeAll(async () => {
  api = await openChatwoot();
  scene = await createPublishedScene(api);
  sdk = connect(api.url, scene.token);
});
afterAll(() => api.close());

test("every method of the SDK has a case, or a reason why it has none", () => {
  const known = [...Object.keys(SDK_METHODS), ...Object.keys(BROKEN_IN_THE_SDK), ...OUT];
  expect(methodsOf("").sort()).toEqual(known.sort());
});

describe("every sound method of the published SDK is answered", () => {
  test.each(Object.entries(SDK_METHODS))("%s", async (name, { args, answers }) => {
    const called = call(name, await args(scene));
    const answer = await called.catch((error: unknown) => {
      throw new Error(`${name}: ${JSON.stringify(error)} ${String(error)}`);
    });
    if (answers) expect(answer).toMatchObject(answers);
  });
});

test("a method whose route stays out is answered 404 in Chatwoot's form", async () => {
  const outcomes = await Promise.all(
    [...OUT].map(async (name) => {
      const everything = {
        ...scene,
        id: 1,
        data: {},
        type: "account",
        teamId: 1,
        hookId: 1,
      };
      const error = await call(name, everything).then(
        () => ({ status: 200, url: "", request: { method: "" }, body: null }),
        (thrown) => thrown,
      );
      const path = new URL(error.url, api.url).pathname;
      return { name, status: error.status, isError: typeof error.body?.error === "string", path };
    }),
  );
  const wrong = outcomes.filter(
    ({ status, isError, path }) => !isError || status !== 404 || !isOutOfScope("", path),
  );
  expect(wrong).toEqual([]);
});

function connect(basePath: string, token: string): object {
  return new ChatwootClient({ config: { basePath, token, with_credentials: false, credentials: "omit" } });
}

/** Calls `group.method` of the SDK. */
function call(name: string, args: object): Promise<unknown> {
  const parts = name.split(".");
  const method = parts.pop() ?? "";
  const service = parts.reduce((of: object, part) => Reflect.get(of, part), sdk);
  return Reflect.get(service, method).call(service, args);
}

/** The names of the SDK's methods that begin with `prefix`. */
function methodsOf(prefix: string): string[] {
  const found: string[] = [];
  const walk = (of: object, path: string): void => {
    const prototype = Object.getPrototypeOf(of);
    if (prototype !== Object.prototype)
      found.push(
        ...Object.getOwnPropertyNames(prototype)
          .filter((name) => name !== "constructor")
          .map((name) => path + name),
      );
    for (const [name, value] of Object.entries(of))
      if (name !== "chatwootAPI" && typeof value === "object" && value) walk(value, `${path}${name}.`);
  };
  walk(connect("http://localhost", "token"), "");
  return found.filter((name) => name.startsWith(prefix));
}
