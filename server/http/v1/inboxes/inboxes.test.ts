import { randomBytes } from "node:crypto";
import { createTranslator } from "next-intl";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import en from "@/messages/en.json";
import zh from "@/messages/zh.json";
import { createToken } from "@/server/commands/credentials/tokens";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { POLICY_SETTINGS } from "@/server/contract/inbox/constants";
import { TIMELINE_SIGNALS } from "@/server/contract/message/constants";
import { REPLY_EFFECTS } from "@/server/domain/inbox/diagnosis";
import { REPLY_TAKERS } from "@/server/domain/inbox/reply-takers";
import { createApp } from "@/server/http/app";
import { ROUTES } from "@/server/http/v1/routes";
import {
  type Api,
  begin,
  type Client,
  clientOf,
  createTokenTenant,
  openApi,
} from "@/test/support/clients/api";
import { CALL_TEXTS, EVOLUTION_TEXTS, effectOf, TEST_CALL_TEXTS, WARNING_TEXTS } from "./diagnosis-texts";

describe("diagnosis texts", () => {
  const policies = POLICY_SETTINGS.flatMap((setting) =>
    [true, false, "reopen", "newConversation"].map((value) => effectOf({ setting, value, effect: null })),
  );

  const replies = REPLY_EFFECTS.map((effect) => effectOf({ setting: "stuckAfterMinutes", value: 5, effect }));

  const effects = [...policies, ...replies];

  test("every setting and effect of a check has a text of its own, in the API and on the screen", () => {
    expect(new Set(replies).size).toBe(REPLY_EFFECTS.length);
    expect(effects.filter((text) => text.length < 20)).toEqual([]);
    for (const [locale, messages] of [
      ["en", en],
      ["zh", zh],
    ] as const) {
      const onError = (error: Error) => {
        throw error;
      };
      const t = createTranslator({ locale, messages, namespace: "settings.check", onError });
      const words = REPLY_EFFECTS.map((effect) => t(`effect.${effect}`, { minutes: 5, seconds: 5 }));
      expect(new Set(words).size).toBe(REPLY_EFFECTS.length);
      for (const taker of REPLY_TAKERS) expect(t(`replies.taker.${taker}`)).not.toContain("taker");
      for (const signal of TIMELINE_SIGNALS) expect(t(`programs.signal.${signal}`)).not.toContain("signal");
    }
  });

  const texts = [
    ...[WARNING_TEXTS, TEST_CALL_TEXTS, EVOLUTION_TEXTS].flatMap((of) => Object.values(of)),
    ...effects,
    ...Object.values(CALL_TEXTS).map(({ request }) => `${request.method} ${request.path}`),
    ...[en, zh].flatMap(({ settings }) => [
      JSON.stringify(settings.check),
      JSON.stringify(settings.policy.warning),
    ]),
  ];

  const known = new Set(ROUTES.map(({ method, path }) => `${method.toUpperCase()} ${path}`));

  test("the texts of a check name only routes that exist, each with its method", () => {
    const named = texts.flatMap((text) => [...text.matchAll(/(?:([A-Z]+) )?(\/v1\/[\w{}/-]+)/g)]);
    expect(named.length).toBeGreaterThan(10);
    const unknown = named.filter(([, method, path]) => !known.has(`${method} ${path}`));
    expect(unknown.map(([name]) => name)).toEqual([]);
  });

  test("the texts of a check name only events that exist", () => {
    const types: readonly string[] = EVENT_TYPES;
    const named = texts.flatMap((text) => [...text.matchAll(/\b(?:message|conversation)\.[a-z_]+/g)]);
    expect(named.length).toBeGreaterThan(3);
    expect(named.map(([type]) => type).filter((type) => !types.includes(type))).toEqual([]);
  });
});

describe("policy", () => {
  let api: Api;
  let client: Client;
  let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
  beforeAll(async () => {
    api = await openApi(createApp);
  });
  beforeEach(async () => {
    tenant = await createTokenTenant(api);
    ({ client } = tenant);
  });
  afterAll(() => api.close());

  test("a preview contains each situation, overridden settings, and the conversations that would have moved", async () => {
    const { inbox, conversation } = await begin(client);
    const { status, body } = await client.post(`/v1/inboxes/${inbox.id}/policy/preview`, {
      botEnabled: true,
    });
    expect(status).toBe(200);
    expect(body.policy).toMatchObject({ botEnabled: true, callerStatusWins: true });
    expect(body.outcomes).toContainEqual(
      expect.objectContaining({
        situation: "customerStarts",
        current: expect.objectContaining({ status: "open" }),
        draft: expect.objectContaining({
          status: "pending",
          cause: expect.objectContaining({ rule: "bot_enabled" }),
        }),
      }),
    );
    expect(body.warnings[0]).toEqual({
      code: "botOverridesStart",
      text: expect.stringContaining("even though startAsPending is off"),
    });
    expect(body.dryRun).toMatchObject({ decided: 1, moved: 1, nextCursor: null });
    expect(body.dryRun.data[0]).toMatchObject({ displayId: conversation.displayId });
    expect((await client.get(`/v1/inboxes/${inbox.id}/policy`)).body.botEnabled).toBe(false);
  });

  test("a preview under an Idempotency-Key returns the same again, and is refused another page", async () => {
    const { inbox } = await begin(client);
    const request = (page = "") =>
      client.post(
        `/v1/inboxes/${inbox.id}/policy/preview${page}`,
        { startAsPending: true },
        { "idempotency-key": "p1" },
      );
    const first = await request();
    expect(first.body.dryRun.moved).toBe(1);
    expect((await request()).body).toEqual(first.body);
    const { status, body } = await request("?limit=1");
    expect([status, body.error?.code]).toEqual([422, "idempotency.mismatch"]);
  });

  test("a read-only token gets a preview, also under an Idempotency-Key", async () => {
    const { inbox } = await begin(client);
    const secret = randomBytes(32).toString("base64url");
    await api.world.run(createToken, tenant.admin, { name: "Reader", secret, isReadOnly: true });
    for (const headers of [{}, { "idempotency-key": "r1" }, { "idempotency-key": "r1" }]) {
      const path = `/v1/inboxes/${inbox.id}/policy/preview`;
      const { status, body } = await clientOf(api, secret).post(path, { startAsPending: true }, headers);
      expect([status, body.policy?.startAsPending]).toEqual([200, true]);
    }
  });

  test("a change is reverted by a change that names it; the second time there is nothing to revert", async () => {
    const { inbox } = await begin(client);
    const path = `/v1/inboxes/${inbox.id}/policy`;
    await client.patch(path, { botEnabled: true, reason: "a trial" });
    const [change] = (await client.get(`${path}/changes`)).body.data;
    const revert = () => client.post(`${path}/changes/${change.id}/revert`, { reason: "too early" });
    const back = await revert();
    expect([back.status, back.body.botEnabled]).toEqual([200, false]);
    const [taken] = (await client.get(`${path}/changes`)).body.data;
    expect(taken).toMatchObject({
      setting: "botEnabled",
      from: true,
      to: false,
      revertsId: change.id,
      reason: "too early",
      via: "api",
    });
    const again = await revert();
    expect([again.status, again.body.error.code]).toEqual([409, "undo.superseded"]);
  });

  test("a change of another inbox, or an invalid id, is not found; a body is optional", async () => {
    const [one, other] = [await begin(client), await begin(client)];
    await client.patch(`/v1/inboxes/${other.inbox.id}/policy`, { startAsPending: true });
    const [change] = (await client.get(`/v1/inboxes/${other.inbox.id}/policy/changes`)).body.data;
    for (const id of [change.id, "x"]) {
      const { status, body } = await client.post(`/v1/inboxes/${one.inbox.id}/policy/changes/${id}/revert`);
      expect([status, body.error.code]).toEqual([404, "policy.change_not_found"]);
    }
    const { status } = await client.post(`/v1/inboxes/${other.inbox.id}/policy/changes/${change.id}/revert`);
    expect(status).toBe(200);
  });
});
