import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CHATWOOT_ROUTES } from "./routes";

const ACCOUNT = "/api/v1/accounts/{id}";

type Row = { methods: string[]; path: string; state: string };

/** `| `METHOD METHOD /path` | state | … |`, with paths below an account's unless they are whole. */
const rows: Row[] = readFileSync(join(import.meta.dirname, "README.md"), "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, cell = "", state = ""] = /^\| `([^`]+)` \| ([^|]+) \|/.exec(line) ?? [];
    if (!cell) return [];
    const parts = cell.split(" ");
    const path = parts.at(-1) ?? "";
    const isWhole = /^\/(api|public|platform|auth)(\/|$)/.test(path);
    return [{ methods: parts.slice(0, -1), path: isWhole ? path : `${ACCOUNT}${path}`, state: state.trim() }];
  });

const stated = (state: string): string[] =>
  rows
    .filter((row) => row.state === state)
    .flatMap(({ methods, path }) => methods.map((method) => `${method} ${path}`))
    .sort();

const routes = CHATWOOT_ROUTES.flatMap(([methods, path]) =>
  [methods].flat().map((method) => `${method} ${path.replaceAll(/:\w+/g, "{id}")}`),
).sort();

test("the README's table has every route, and no other as supported", () => {
  expect(stated("supported")).toEqual(routes);
});

test("what the README calls unsupported is no route", () => {
  const missing = stated("not supported");
  expect(missing.length).toBeGreaterThan(10);
  expect(missing.filter((route) => routes.includes(route))).toEqual([]);
  expect(rows.map(({ state }) => state).filter((state) => !/^(not )?supported$/.test(state))).toEqual([]);
});
