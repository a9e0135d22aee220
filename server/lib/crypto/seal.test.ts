import { beforeEach, expect, test, vi } from "vitest";
import { seal, unseal } from "./seal";

beforeEach(() => void vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough"));

test("a sealed text opens for its own purpose only, and differs each time", () => {
  const sealed = seal("JBSWY3DPEHPK3PXP", "two-factor 7");
  expect(sealed).not.toContain("JBSWY3DPEHPK3PXP");
  expect(seal("JBSWY3DPEHPK3PXP", "two-factor 7")).not.toBe(sealed);
  expect(unseal(sealed, "two-factor 7")).toBe("JBSWY3DPEHPK3PXP");
  expect(unseal(sealed, "two-factor 8")).toBeNull();
});

test("a damaged text, or one sealed under another secret, does not open", () => {
  const sealed = seal("秘密", "x");
  const at = sealed.length - 3;
  expect(
    unseal(sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1), "x"),
  ).toBeNull();
  expect(unseal("", "x")).toBeNull();
  expect(unseal(sealed.slice(0, 20), "x")).toBeNull();
  vi.stubEnv("NEXTAUTH_SECRET", "another one, after it was changed");
  expect(unseal(sealed, "x")).toBeNull();
});
