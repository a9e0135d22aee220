import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { buildWidget, WIDGET_GZIP_BYTES_MAX } from "@/scripts/build-widget.js";

test("the widget is one script of at most 25,000 bytes as gzip", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tickline-widget-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { gzipBytes } = await buildWidget(folder);
  expect(WIDGET_GZIP_BYTES_MAX).toBe(25_000);
  expect(gzipBytes).toBeGreaterThan(10_000);
  expect(gzipBytes).toBeLessThanOrEqual(WIDGET_GZIP_BYTES_MAX);
});
