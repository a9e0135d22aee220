import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HEALTH, WUKONGIM_ROUTES } from "./routes";

const readme = readFileSync(join(import.meta.dirname, "README.md"), "utf8");

/** The routes of the table's rows with this state: `| `METHOD /path`, … | state | …`. */
const stated = (wanted: string): string[] =>
  readme
    .split("\n")
    .flatMap((line) => {
      const [, cells = "", state = ""] = /^\| (`[A-Z]+ \/.*?`) \| ([^|]+) \|/.exec(line) ?? [];
      return state.trim() === wanted ? [...cells.matchAll(/`([^`]+)`/g)].map(([, route = ""]) => route) : [];
    })
    .sort();

const routes = [...WUKONGIM_ROUTES.map(([method, path]) => `${method} ${path}`), `GET ${HEALTH}`].sort();

test("the README's table has every route, and no other as supported", () => {
  expect(stated("supported")).toEqual(routes);
});

test("what the README calls unsupported is no route", () => {
  const missing = stated("not supported");
  expect(missing.length).toBeGreaterThan(5);
  expect(missing.filter((route) => routes.includes(route))).toEqual([]);
});

test("the README's first paragraph says what is not spoken", () => {
  expect(readme.split("\n\n")[1]).toMatch(/Not spoken: the binary protocol/);
});
