import chatwootSdk from "@figuro/chatwoot-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Api } from "@/test/support/clients/api";
import { openChatwoot } from "@/test/support/clients/chatwoot";
import { loadN8nNode, type N8nOperation } from "@/test/support/clients/n8n-node";
import { drawnCases } from "@/test/support/scenes/property";
import { N8N_OPERATIONS } from "./n8n-operations";
import { createPublishedScene, isOutOfScope, type PublishedScene } from "./published-scene";
import { SDK_METHODS } from "./sdk-methods";

describe("sdk methods", () => {
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
    test.each(drawnCases(Object.entries(SDK_METHODS)))("%s", async (name, { args, answers }) => {
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
});

describe("n8n operations", () => {
  const node = loadN8nNode();

  const keyOf = ({ resource, operation }: N8nOperation) => `${resource}: ${operation}`;

  const pathOf = (operation: N8nOperation) => node.requestOf(operation, { account_id: 1, id: 1 }).path;

  /** A page for a customer's browser, no API. */
  const isPage = ({ resource }: N8nOperation) => resource === "CSAT Survey Page";

  const isOut = (operation: N8nOperation) => isOutOfScope(operation.method, pathOf(operation));
  let api: Api;
  let scene: PublishedScene;
  beforeAll(async () => {
    api = await openChatwoot();
    scene = await createPublishedScene(api);
  });
  afterAll(() => api.close());

  test("the node has 115 operations, each with a case or out of scope", () => {
    expect(node.operations).toHaveLength(115);
    const known = node.operations.filter((operation) => !isOut(operation)).map(keyOf);
    expect(known.sort()).toEqual(Object.keys(N8N_OPERATIONS).sort());
  });

  test("the test of its credentials succeeds", async () => {
    const response = await fetch(api.url + node.testPath);
    expect([response.status, await response.json()]).toEqual([
      200,
      { version: expect.any(String), timestamp: expect.any(String) },
    ]);
  });

  describe("every operation of the published n8n node is answered", () => {
    const answered = node.operations.filter((operation) => !isOut(operation));
    test.each(drawnCases(answered).map((one) => [keyOf(one), one] as const))("%s", async (key, operation) => {
      const given = await N8N_OPERATIONS[key]?.(scene);
      const { status, text } = await send(operation, { account_id: scene.accountId, ...given });
      expect(status, text).toBe(200);
    });
  });

  test("operations of the platform, reports and other parts that stay out are answered in Chatwoot's form", async () => {
    const out = node.operations.filter((one) => isOut(one) && !isPage(one));
    expect(out.length).toBeGreaterThan(20);
    const answers = await Promise.all(
      out.map(async (operation) => {
        const given = { account_id: scene.accountId, id: scene.contactId };
        const { status, text } = await send(operation, given);
        return { key: keyOf(operation), status, text };
      }),
    );
    const wrong = answers.filter(
      ({ status, text }) => ![404, 405].includes(status) || !text.startsWith('{"error":"'),
    );
    expect(wrong).toEqual([]);
  });

  /** Sends an operation as n8n does. */
  async function send(operation: N8nOperation, given: Readonly<Record<string, unknown>>) {
    const { method, path, query, body } = node.requestOf(operation, given);
    const response = await fetch(`${api.url}${path}${query.size > 0 ? `?${query}` : ""}`, {
      method,
      headers: node.headersFor(scene.token),
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }
});
