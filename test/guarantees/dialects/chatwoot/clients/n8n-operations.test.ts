import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Api } from "@/test/support/clients/api";
import { openChatwoot } from "@/test/support/clients/chatwoot";
import { loadN8nNode, type N8nOperation } from "@/test/support/clients/n8n-node";
import { N8N_OPERATIONS } from "./n8n-operations";
import { createPublishedScene, type PublishedScene } from "./published-scene";
import { isOutOfScope } from "./scope";

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
  test.each(
    node.operations.filter((operation) => !isOut(operation)).map((one) => [keyOf(one), one] as const),
  )("%s", async (key, operation) => {
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
