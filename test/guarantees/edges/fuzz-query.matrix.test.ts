import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { createApp } from "@/server/http/app";
import { ROUTES } from "@/server/http/v1/routes";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { drawnRuns, holdsAsync } from "@/test/support/scenes/property";

let api: Api;
let token: string;
let id: number;
beforeAll(async () => {
  api = await openApi(createApp);
  const tenant = await createTokenTenant(api);
  ({ token } = tenant);
  ({
    inbox: { id },
  } = await begin(tenant.client));
});
afterAll(() => api.close());

/** Valid values of every type of parameter, and invalid ones. */
const value = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...[
        "2026-11-20T09:00:00Z",
        "2026-11-21T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
      ],
      ...["x", "", "1", "0", "-1", "1e9", "99999999999999999999", "2147483648", "open", "true", "a,b"],
      ...["message.created", "message.created,x", "\u0000", "\ud800", "WzFd", "1:1"],
    ),
  },
  fc.string({ unit: "binary" }),
);

const QUERIED = ROUTES.filter(({ method, query }) => method === "get" && query !== undefined);

test.each(QUERIED.map((route) => [route.path, route] as const))(
  "GET %s: no parameter causes a 5xx, and a refusal names the parameter",
  async (path, { query, answer }) => {
    const names = Object.keys((query as z.ZodObject).shape).filter((name) => name !== "wait"); // it would wait
    const parameters = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), value), {
      minLength: 1,
      maxLength: 3,
      selector: ([name]) => name,
    });
    await holdsAsync(
      fc.asyncProperty(parameters, async (given) => {
        const url = `${api.url}${path.replace(/\{\w+\}/g, String(id))}?${new URLSearchParams(given)}`;
        const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
        const body = await response.json();
        expect(response.status, JSON.stringify(body)).toBeLessThan(500);
        if (response.ok) answer.parse(body);
        else if (body.error.code === "input.invalid")
          expect(body.error).toMatchObject({ field: expect.any(String), detail: expect.any(String) });
      }),
      { runs: drawnRuns(50) },
    );
  },
  60_000,
);
