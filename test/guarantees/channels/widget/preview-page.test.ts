import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWidget } from "@/scripts/build-widget.js";
import { openWidgetScene, type WidgetScene } from "@/test/support/scenes/widget-scene";

let scene: WidgetScene;
beforeAll(async () => {
  await buildWidget("dist");
  scene = await openWidgetScene();
});
afterAll(() => scene.close());

test("the preview runs its own program only, has no origin, no network and no form, and only Tickline's pages frame it", async () => {
  const answer = await fetch(`${scene.api.url}/widget-preview`);
  const html = await answer.text();
  const [, program = ""] = /<script>([\s\S]*)<\/script>/.exec(html) ?? [];
  const hash = createHash("sha256").update(program).digest("base64");
  const policy = answer.headers.get("content-security-policy")?.split("; ");
  expect(policy).toEqual(
    expect.arrayContaining([
      "sandbox allow-scripts allow-forms",
      "default-src 'none'",
      `script-src 'sha256-${hash}'`,
      "connect-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
    ]),
  );
  expect(policy?.join("; ")).not.toContain("unsafe");
  expect(answer.headers.get("x-frame-options")).toBe("SAMEORIGIN");
  expect(program).not.toContain("</script");
});
