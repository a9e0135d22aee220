import { expect, test } from "vitest";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { DELIVERY_TYPES } from "@/server/contract/webhook/constants";
import { createApp } from "@/server/http/app";
import { ROUTES } from "@/server/http/v1/routes";
import { EXPORT_PATHS } from "./document-exports";

// biome-ignore lint/suspicious/noExplicitAny: the document is untyped.
let reading: Promise<any> | undefined;
const read = () => {
  reading ??= Promise.resolve(createApp().request("/v1/openapi.json")).then((answer) => answer.json());
  return reading;
};

test("the document is OpenAPI 3.1 and lists every route of /v1 with its input and output", async () => {
  const { openapi, paths, components, security } = await read();
  expect(openapi).toBe("3.1.0");
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method} ${path}`),
  );
  const routes = ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(listed.sort()).toEqual([...routes, ...EXPORT_PATHS.map((path) => `get ${path}`)].sort());
  for (const { method, path } of ROUTES) {
    const { responses, parameters = [], requestBody } = paths[path][method];
    const good = responses[200] ?? responses[201] ?? responses[202];
    expect(good.content["application/json"].schema, path).toBeDefined();
    expect(responses[401]).toBeDefined();
    const named = parameters
      .map((p: { $ref?: string }) => (p.$ref ? components.parameters[p.$ref.split("/").at(-1) ?? ""] : p))
      .filter((p: { in: string }) => p.in === "path")
      .map((p: { name: string }) => p.name);
    expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    if (method === "patch") expect(requestBody.content["application/json"].schema).toBeDefined();
  }
  expect(security, "of every route").toEqual([{ token: [] }]);
  expect(components.securitySchemes.token).toMatchObject({ type: "http", scheme: "bearer" });
});

test("it is at most 512 KiB, as every answer", async () => {
  const bytes = Buffer.byteLength(JSON.stringify(await read()));
  expect(bytes).toBeLessThan(512 * 1024);
});

test("every reference in it resolves", async () => {
  const document = await read();
  const references = new Set(JSON.stringify(document).match(/(?<="\$ref":")[^"]+/g));
  for (const reference of references) {
    const [, ...keys] = reference.split("/");
    expect(
      keys.reduce((at, key) => at?.[key], document),
      reference,
    ).toBeDefined();
  }
  expect([...references]).toContain("#/components/schemas/Conversation");
});

test("every POST takes an Idempotency-Key, no other method does", async () => {
  const { paths } = await read();
  for (const { method, path } of ROUTES) {
    const names = (paths[path][method].parameters ?? []).map(
      (p: { name?: string; $ref?: string }) => p.name ?? p.$ref?.split("/").at(-1),
    );
    expect(names.includes("Idempotency-Key"), `${method} ${path}`).toBe(method === "post");
  }
});

test("limits are documented where they apply", async () => {
  const { paths } = await read();
  const { parameters } = paths["/v1/events"].get;
  expect(parameters).toContainEqual(
    expect.objectContaining({
      name: "limit",
      schema: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
    }),
  );
  const { schema } = paths["/v1/receipts"].post.requestBody.content["application/json"];
  expect(schema.properties.receipts).toMatchObject({ type: "array", minItems: 1, maxItems: 1000 });
});

type Operation = { operationId: string; responses: Record<string, { headers?: object; content?: object }> };
const operationsOf = (paths: Record<string, Record<string, Operation>>): [string, Operation][] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): [string, Operation] => [`${method} ${path}`, one]),
  );

test("every operation and webhook has its own readable name", async () => {
  const { paths, webhooks } = await read();
  const names = [...operationsOf(paths), ...operationsOf(webhooks)].map(([, { operationId }]) => operationId);
  expect(names.filter((name) => !/^[a-z][A-Za-z]+$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

test("every status that can occur is listed, with the headers that go with it", async () => {
  const { paths, components } = await read();
  for (const [name, { responses }] of operationsOf(paths)) {
    for (const status of [401, 422, 429, 500, 503])
      expect(responses[status], `${name} ${status}`).toBeDefined();
    if (responses[201]) expect(responses[201].headers, name).toHaveProperty("Location");
  }
  expect(components.responses.Error429.headers).toHaveProperty("Retry-After");
  for (const { method, path, body } of ROUTES)
    for (const status of body ? [400, 413, 415] : [])
      expect(paths[path][method].responses[status]).toBeDefined();
});

test("examples of bodies are what their routes accept", async () => {
  const { paths } = await read();
  const checked = ROUTES.flatMap(({ method, path, body }) => {
    const { example } = paths[path][method].requestBody?.content["application/json"] ?? {};
    return body && example ? [{ name: `${method} ${path}`, parsed: body.safeParse(example) }] : [];
  });
  expect(checked.filter(({ parsed }) => !parsed.success).map(({ name }) => name)).toEqual([]);
  expect(checked.length).toBeGreaterThan(20);
});

test("every type of event has its own shape, in the log and as a webhook", async () => {
  const { components, webhooks, paths } = await read();
  const { schemas } = components;
  expect(Object.keys(webhooks).sort()).toEqual([...DELIVERY_TYPES].sort());
  expect(Object.keys(schemas.AnyEvent.discriminator.mapping).sort()).toEqual([...EVENT_TYPES].sort());
  const [envelope, { properties: common }] = schemas.MessageEvent.allOf;
  const [ofResource, { properties }] = schemas.MessageStatusChangedEvent.allOf;
  expect(envelope.$ref).toBe("#/components/schemas/Event");
  expect(ofResource.$ref).toBe("#/components/schemas/MessageEvent");
  expect([properties.type.const, common.data.$ref]).toEqual([
    "message.status_changed",
    "#/components/schemas/MessageEventData",
  ]);
  expect(schemas.MessageEventData.properties).toHaveProperty("content");
  const { content } = paths["/v1/events"].get.responses[200];
  expect(content["application/json"].schema.properties.data.items.$ref).toBe("#/components/schemas/AnyEvent");
  expect(content).toHaveProperty(["text/event-stream"]);
});

test.each([
  ["/v1/conversations", 409, "contact.is_group"],
  ["/v1/conversations", 422, "message.too_long"],
  ["/v1/conversations/{displayId}/labels", 409, "label.too_many"],
  ["/v1/conversations/{displayId}/scheduled-messages", 409, "file.attached"],
  ["/v1/bulk-operations", 404, "macro.not_found"],
])("POST %s may be refused by %i %s", async (path, status, code) => {
  const { paths, components } = await read();
  const { $ref = "", ...own } = paths[path].post.responses[status];
  expect(JSON.stringify(own) + JSON.stringify(components.responses[$ref.split("/").at(-1)])).toContain(code);
});

test("a merge of contacts may be refused because one of them is a group", async () => {
  const { paths } = await read();
  expect(JSON.stringify(paths["/v1/contacts/{id}/merge"].post.responses[409])).toContain("contact.is_group");
});
