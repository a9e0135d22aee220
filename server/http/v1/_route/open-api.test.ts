import { expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { ROUTES } from "@/server/http/v1/routes";

// biome-ignore lint/suspicious/noExplicitAny: the document is untyped.
const read = async (): Promise<any> => (await createApp().request("/v1/openapi.json")).json();

test("the document is OpenAPI 3.1 and lists every route of /v1 with its input and output", async () => {
  const { openapi, paths, components } = await read();
  expect(openapi).toBe("3.1.0");
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method} ${path}`),
  );
  expect(listed.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  for (const { method, path } of ROUTES) {
    const { responses, parameters = [], requestBody } = paths[path][method];
    const good = responses[200] ?? responses[201] ?? responses[202];
    expect(good.content["application/json"].schema, path).toBeDefined();
    expect(responses[401]).toBeDefined();
    const named = parameters
      .filter((p: { in: string }) => p.in === "path")
      .map((p: { name: string }) => p.name);
    expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    if (method === "patch") expect(requestBody.content["application/json"].schema).toBeDefined();
  }
  expect(components.securitySchemes.token).toMatchObject({ type: "http", scheme: "bearer" });
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
    const names = (paths[path][method].parameters ?? []).map((p: { name: string }) => p.name);
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
