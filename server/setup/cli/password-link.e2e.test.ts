import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPasswordLink } from "@/server/queries/credentials/password-links";
import { bundled } from "@/test/support/processes/bundled";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Runs the program as an operator would. */
function passwordLink(...args: string[]) {
  const done = spawnSync(process.execPath, [...bundled("server/setup/cli/password-link.ts"), ...args], {
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "test",
      DATABASE_URL: world.url,
      PUBLIC_URL: "https://inbox.example",
      LOG_LEVEL: "silent",
    },
    encoding: "utf8",
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

test("an operator creates a link for a member who cannot sign in", async () => {
  const { admin } = await createTenant(world);
  const [user] = await world.database.query<{ email: string }>("select email from app_user where id = $1", [
    admin.userId,
  ]);
  const made = passwordLink("--email", (user?.email ?? "").toUpperCase());
  expect(made).toMatchObject({ code: 0, stderr: "" });
  const secret = /^https:\/\/inbox\.example\/join\/(\S+)\n$/.exec(made.stdout)?.[1] ?? "";
  const found = await findPasswordLink(world.database, { secret, now: new Date() });
  expect(found).toMatchObject({ userId: admin.userId, isInvitation: false });
});

test("for an unknown or invalid address it prints one line", () => {
  expect(passwordLink("--email", "nobody@example.test")).toEqual({
    code: 1,
    stdout: "",
    stderr: "tickline: no member has the e-mail nobody@example.test\n",
  });
  expect(passwordLink("--email", "x").stderr).toContain("usage: npm run password:link -- --email");
});
