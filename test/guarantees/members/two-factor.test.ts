import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { passTwoFactor, turnOffTwoFactor } from "@/server/commands/credentials/two-factor";
import { systemCaller } from "@/server/contract/_shared/caller";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { codeOf, TOTP_SECRET, turnOnTwoFactor } from "./turn-on-two-factor";

const RECOVERY = "AAAA-BBBB-CCCC-DDDD";
let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(() => world.close());
afterEach(() => vi.unstubAllEnvs());

const userId = () => stage.agent.userId ?? 0;
const tryCode = (code: string) =>
  world.run(passTwoFactor, systemCaller(stage.accountId), { userId: userId(), code }).then(
    () => "passed",
    (error) => error.refusal,
  );

test("of two concurrent sign-ins with one code, or with one recovery code, one succeeds", async () => {
  await turnOnTwoFactor(world, stage.agent, [RECOVERY]);
  pass(world, 30_000);
  const code = codeOf(world);
  expect((await Promise.all([tryCode(code), tryCode(code)])).sort()).toEqual(["auth.wrong_code", "passed"]);
  const both = [tryCode(RECOVERY), tryCode(RECOVERY.toLowerCase())];
  expect((await Promise.all(both)).sort()).toEqual(["auth.wrong_code", "passed"]);
});

test("once a later code is used, the earlier one is refused", async () => {
  pass(world, 60_000);
  const [before, now] = [codeOf(world, -30), codeOf(world)];
  expect(await tryCode(now)).toBe("passed");
  expect(await tryCode(before)).toBe("auth.wrong_code");
});

test("the database contains neither the secret nor a recovery code", async () => {
  const [row] = await world.database.query<{ kept: string }>(
    "select concat((select json_agg(f) from two_factor f), (select json_agg(r) from recovery_code r)) as kept",
    [],
  );
  expect(row?.kept).not.toContain(TOTP_SECRET);
  expect(row?.kept).not.toContain(RECOVERY);
  expect(row?.kept).not.toContain(RECOVERY.replaceAll("-", ""));
});

test("with another installation's secret codes are refused, and an administrator can still turn two-factor off", async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "another secret, changed in the configuration");
  pass(world, 60_000);
  expect(await tryCode(codeOf(world))).toBe("auth.wrong_code");
  await world.run(turnOffTwoFactor, stage.admin, { userId: userId() });
  expect(await tryCode(codeOf(world))).toBe("two_factor.not_on");
});
