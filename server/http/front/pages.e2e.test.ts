import { expect, onTestFinished, test, vi } from "vitest";
import { openPages } from "./pages";

vi.mock("next", () => ({
  default: () => ({
    async prepare() {
      console.log(" ✓ Running next.config.js took 2ms");
    },
    getRequestHandler: () => async () => undefined,
  }),
}));

test.each([
  ["without a line of Next in the log, which is JSON", false, 0],
  ["with Next's lines for the developer", true, 1],
])("the pages are opened %s", async (_, isDev, lines) => {
  const written = vi.spyOn(console, "log").mockImplementation(() => undefined);
  onTestFinished(() => written.mockRestore());
  const before = console.log;
  await openPages({ isDev, host: "127.0.0.1", port: 0 });
  expect(written).toHaveBeenCalledTimes(lines);
  expect(console.log).toBe(before);
});
