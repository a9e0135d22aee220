import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { isDecodable, resolvePath } from "./damaged-requests";

const resolved = (url: string): string | null => {
  const req = { url };
  return resolvePath(req) ? req.url : null;
};

test.each([
  "/health/../v1/me",
  "/health/%2e%2e/v1/me",
  "/health/.%2E/v1/me",
  "/health/%2e/",
  "/metrics/..",
  "/.",
  "/..?x=1",
  "/files/1/..%2fx",
  "/files/1/%2e%2e%5Cx",
  "/health\\..\\v1",
  "/health/.\t./v1",
  "/v1/me#x",
  "http://tickline.example/v1/me",
  "*",
  "",
])("%s is no path", (url) => expect(resolved(url)).toBeNull());

test.each([
  ["/%76%31/me?a=%76..", "/v1/me?a=%76.."],
  ["/wukongim/%68ealth", "/wukongim/health"],
  ["/files/7/a%2Eb.txt", "/files/7/a.b.txt"],
  ["/files/7/1..2%20(3)%2f%E4%BD%A0....txt", "/files/7/1..2%20(3)%2f%E4%BD%A0....txt"],
  ["/files/7/...", "/files/7/..."],
  ["/v1/contacts/a%252e%252e", "/v1/contacts/a%252e%252e"],
  ["/api//x", "/api//x"],
  ["/?q=/../x\\#", "/?q=/../x\\#"],
])("%s is resolved to %s", (url, path) => expect(resolved(url)).toBe(path));

test("a resolved path is the one that a parser of URLs finds", () => {
  const part = fc.constantFrom(
    "/",
    ".",
    "..",
    "%2e",
    "%2E",
    "%2f",
    "%5c",
    "\\",
    "v1",
    "%76",
    "%",
    "~",
    "%7e",
    "\t",
    "?",
    "#",
    "你",
  );
  holds(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const path = resolved(`/v${parts.join("")}`);
      if (path === null) return;
      const { pathname } = new URL(`http://x${path}`);
      expect(pathname).toBe(path.split("?")[0]?.replaceAll("你", "%E4%BD%A0"));
    }),
  );
});

test.each([
  ["/inbox?c=%zz", true],
  ["/api/auth/callback/%E4%BD%A0", true],
  ["/api/auth/%zz", false],
  ["/api/auth/callback/%ff", false],
  ["/%c0%ae%c0%ae", false],
  ["/x/%/z", false],
])("%s has a path that can be decoded: %s", (url, expected) => {
  expect(isDecodable(url)).toBe(expected);
});
