import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readEnv } from "@/server/lib/env/env";

const env = readEnv({});
const LIMITS = {
  token: env.RATE_LIMIT_TOKEN,
  session: env.RATE_LIMIT_SESSION,
  address: env.RATE_LIMIT_ADDRESS,
  refused: env.RATE_LIMIT_REFUSED,
  expensive: env.RATE_LIMIT_EXPENSIVE,
  sockets: env.RATE_LIMIT_SOCKETS,
};
const [, section = ""] = readFileSync("docs/api.md", "utf8").split("\n## Rate limits\n");
const [text = ""] = section.split("\n## ");
const figures = (n: number) => n.toLocaleString("en");

test.each(Object.entries(LIMITS))("docs/api.md states the default of the rate limit %s", (name, limit) => {
  if (!limit) throw new Error("every limit has a default");
  const [row = ""] = text.split("\n").filter((line) => line.startsWith(`| \`${name}\` |`));
  expect(row).toContain(`| ${figures(limit.perSecond)} a second, ${figures(limit.burst)} at once |`);
});

test("docs/api.md shows the headers of a token's limit", () => {
  const limit = LIMITS.token;
  if (!limit) throw new Error("every limit has a default");
  const { burst, perSecond } = limit;
  expect(text).toContain(
    `A token has ${figures(burst)} requests at once, and ${figures(perSecond)} more each second`,
  );
  expect(text).toContain(`RateLimit-Policy: "token";q=${burst};w=${Math.ceil(burst / perSecond)}`);
});
