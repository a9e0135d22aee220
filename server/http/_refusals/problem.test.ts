import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REFUSAL_CODES, Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { SENTENCES } from "@/server/contract/_shared/refusal-sentences";
import { answerOf as answerOfChatwoot } from "@/server/dialects/chatwoot/errors";
import { answerOf as answerOfFreescout } from "@/server/dialects/freescout/errors";
import { createApp } from "@/server/http/app";
import { toTrpcError } from "@/server/trpc/errors";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { FAULTS, statusOf } from "./problem";

let api: Api;
let client: Client;
let path: string;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client } = await createTokenTenant(api));
  ({ path } = await begin(client));
  await client.post("/v1/contacts", { name: "Nadia", email: "nadia@example.test" });
});
afterAll(() => api.close());

describe("404", () => {
  test.each(["/v1/nothing", "/v1", "/nothing", "/v2/me"])("%s: resource.not_found", async (to) => {
    expect((await client.get(to)).body).toMatchObject({ error: { code: "resource.not_found" } });
  });

  test.each(["abc", "0", "-1", "1.5", "1e3", "9007199254740993", "99999999999999999999", "%00", "1%2F2"])(
    "an invalid id, %s, is not found",
    async (id) => {
      const { status, body } = await client.get(`/v1/contacts/${id}`);
      expect({ status, code: body.error.code }).toMatchObject({
        status: 404,
        code: expect.stringMatching(/not_found$/),
      });
    },
  );

  test("a trailing slash is tolerated", async () => {
    expect((await client.get(`${path}/`)).status).toBe(200);
  });
});

describe("409", () => {
  test("an email that another contact has: contact.taken, with the field", async () => {
    const { status, body } = await client.post("/v1/contacts", {
      name: "Other",
      email: "NADIA@example.test",
    });
    expect({ status, error: body.error }).toMatchObject({
      status: 409,
      error: { code: "contact.taken", field: "email" },
    });
  });

  test("waking a conversation that is not snoozed", async () => {
    const { status, body } = await client.post(`${path}/status`, { signal: "wake" });
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: "conversation.not_snoozed" });
  });

  test("retrying a message that has not failed", async () => {
    const { body: message } = await client.post(`${path}/messages`, { content: "Hello" });
    const { status, body } = await client.post(`/v1/messages/${message.id}/retry`);
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: "message.not_failed" });
  });
});

describe("410 cursor.gone", () => {
  test.each(["otherepoch:0", "ahead"])("%s: contains the oldest cursor, which works", async (kind) => {
    await api.stamped();
    const { asOf } = (await client.get("/v1/inboxes")).body;
    const [epoch, seq] = asOf.split(":");
    const cursor = kind === "ahead" ? `${epoch}:${Number(seq) + 1000}` : kind;
    const { status, body } = await client.get(`/v1/events?after=${cursor}`);
    expect({ status, error: body.error }).toMatchObject({
      status: 410,
      error: { code: "cursor.gone", field: "after" },
    });
    expect((await client.get(`/v1/events?after=${body.error.oldest}`)).body.data[0].seq).toBe(1);
  });
});

test("every refusal has a status of its class and a message", () => {
  for (const code of REFUSAL_CODES) {
    const status = statusOf(code);
    expect([503, 507].includes(status) || (status >= 400 && status < 500), code).toBe(true);
    expect(SENTENCES[code]).toMatch(/^[A-Z].*\.$/);
  }
  expect(Object.values(FAULTS).map(([status]) => status)).toEqual([400, 405, 413, 500]);
});

/**
 * Published statuses that clients rely on: the status on `/v1`, tRPC's code, Chatwoot's and FreeScout's
 * status. A new refusal needs no line here: its class determines all four.
 */
const PUBLISHED = {
  "account.not_found": [404, "NOT_FOUND", 401, 404],
  "attributes.too_much": [409, "CONFLICT", 422, 400],
  "auth.required": [401, "UNAUTHORIZED", 401, 401],
  "auth.scope_missing": [403, "FORBIDDEN", 403, 403],
  "auth.code_required": [401, "UNAUTHORIZED", 401, 401],
  "auth.invalid_token": [401, "UNAUTHORIZED", 401, 401],
  "auth.invalid_credentials": [401, "UNAUTHORIZED", 401, 401],
  "auth.too_many_attempts": [429, "TOO_MANY_REQUESTS", 429, 429],
  "auth.forbidden": [403, "FORBIDDEN", 401, 403],
  "auth.foreign_origin": [403, "FORBIDDEN", 401, 403],
  "channel.identity_invalid": [403, "FORBIDDEN", 401, 403],
  "channel.origin_forbidden": [403, "FORBIDDEN", 401, 403],
  "bulk_operation.not_found": [404, "NOT_FOUND", 404, 404],
  "bulk_operation.not_resumable": [409, "CONFLICT", 422, 409],
  "bulk_operation.not_running": [409, "CONFLICT", 422, 409],
  "bulk_operation.too_many": [422, "UNPROCESSABLE_CONTENT", 422, 409],
  "attribute.invalid": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "attribute_definition.not_found": [404, "NOT_FOUND", 404, 404],
  "attribute_definition.taken": [409, "CONFLICT", 422, 409],
  "attribute_definition.too_many": [409, "CONFLICT", 422, 409],
  "canned_reply.not_found": [404, "NOT_FOUND", 404, 404],
  "canned_reply.taken": [409, "CONFLICT", 422, 409],
  "canned_reply.too_many": [409, "CONFLICT", 422, 409],
  "auth.wrong_code": [422, "UNPROCESSABLE_CONTENT", 422, 403],
  "auth.wrong_password": [422, "UNPROCESSABLE_CONTENT", 422, 403],
  "company.not_found": [404, "NOT_FOUND", 404, 404],
  "company.taken": [409, "CONFLICT", 422, 409],
  "company.too_many": [409, "CONFLICT", 422, 409],
  "contact.being_erased": [409, "CONFLICT", 422, 409],
  "channel.receives_only": [409, "CONFLICT", 422, 409],
  "channel.unreachable": [503, "SERVICE_UNAVAILABLE", 503, 503],
  "channel_template.not_approved": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "channel_template.not_supported": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "channel_template.not_found": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "inbox.no_templates": [409, "CONFLICT", 422, 409],
  "channel.window_closed": [409, "CONFLICT", 422, 409],
  "contact.merge_itself": [422, "UNPROCESSABLE_CONTENT", 422, 409],
  "contact.merge_too_large": [422, "UNPROCESSABLE_CONTENT", 422, 409],
  "contact.not_found": [404, "NOT_FOUND", 404, 404],
  "contact.taken": [409, "CONFLICT", 422, 400],
  "contact_note.not_found": [404, "NOT_FOUND", 404, 404],
  "contact_note.too_many": [409, "CONFLICT", 422, 409],
  "conversation.contact_unreachable": [409, "CONFLICT", 422, 409],
  "conversation.exists": [409, "CONFLICT", 422, 409],
  "conversation.not_found": [404, "NOT_FOUND", 404, 404],
  "conversation.not_pending": [409, "CONFLICT", 422, 409],
  "conversation.not_snoozed": [409, "CONFLICT", 422, 409],
  "conversation.snooze_in_past": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "conversation.trashed": [409, "CONFLICT", 422, 409],
  "conversation.not_trashed": [409, "CONFLICT", 422, 409],
  "cursor.gone": [410, "PRECONDITION_FAILED", 422, 409],
  "cursor.invalid": [422, "BAD_REQUEST", 422, 400],
  "delivery.not_found": [404, "NOT_FOUND", 404, 404],
  "deletion.not_found": [404, "NOT_FOUND", 404, 404],
  "deletion.running": [409, "CONFLICT", 422, 409],
  "deletion.set_changed": [409, "CONFLICT", 422, 409],
  "deletion.token_expired": [410, "CONFLICT", 422, 409],
  "deletion.token_unknown": [404, "NOT_FOUND", 404, 404],
  "deletion.token_used": [409, "CONFLICT", 422, 409],
  "deletion.too_large": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "endpoint.disabled": [409, "CONFLICT", 422, 409],
  "endpoint.not_found": [404, "NOT_FOUND", 404, 404],
  "endpoint.rotation_open": [409, "CONFLICT", 422, 409],
  "endpoint.too_many": [409, "CONFLICT", 422, 409],
  "endpoint.url_refused": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "idempotency.mismatch": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "inbox.legal_hold": [409, "CONFLICT", 422, 409],
  "inbox.not_found": [404, "NOT_FOUND", 404, 404],
  "input.invalid": [422, "BAD_REQUEST", 422, 400],
  "label.moving": [409, "CONFLICT", 422, 409],
  "label.not_found": [404, "NOT_FOUND", 404, 404],
  "label.taken": [409, "CONFLICT", 422, 409],
  "label.too_many": [409, "CONFLICT", 422, 409],
  "link.invalid": [404, "NOT_FOUND", 404, 404],
  "media.unsupported": [415, "UNSUPPORTED_MEDIA_TYPE", 422, 415],
  "mail.not_configured": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "member.deactivated": [409, "CONFLICT", 422, 409],
  "member.last_administrator": [409, "CONFLICT", 422, 409],
  "member.not_found": [404, "NOT_FOUND", 404, 400],
  "message.already_left": [409, "CONFLICT", 422, 409],
  "message.no_recipient": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "message.content_missing": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "message.too_long": [422, "UNPROCESSABLE_CONTENT", 422, 400],
  "message.deleted": [409, "CONFLICT", 422, 409],
  "message.held": [409, "CONFLICT", 422, 409],
  "message.incoming_not_allowed": [422, "UNPROCESSABLE_CONTENT", 422, 409],
  "message.no_tick": [422, "UNPROCESSABLE_CONTENT", 422, 409],
  "message.not_deletable": [422, "UNPROCESSABLE_CONTENT", 422, 409],
  "message.not_editable": [422, "UNPROCESSABLE_CONTENT", 422, 409],
  "message.not_failed": [409, "CONFLICT", 422, 409],
  "message.not_found": [404, "NOT_FOUND", 404, 404],
  "message.not_yours": [403, "FORBIDDEN", 403, 403],
  "message.status_not_allowed": [422, "UNPROCESSABLE_CONTENT", 403, 403],
  "message.unseen_newer": [409, "CONFLICT", 422, 409],
  "notification.not_found": [404, "NOT_FOUND", 404, 404],
  "operation.timed_out": [503, "SERVICE_UNAVAILABLE", 422, 409],
  "policy.change_not_found": [404, "NOT_FOUND", 404, 404],
  "policy.unchanged": [422, "UNPROCESSABLE_CONTENT", 422, 409],
  "receipt.not_tried": [409, "CONFLICT", 422, 409],
  "receipt.unknown_attempt": [422, "UNPROCESSABLE_CONTENT", 422, 409],
  "resource.not_found": [404, "NOT_FOUND", 404, 404],
  "server.busy": [503, "SERVICE_UNAVAILABLE", 503, 503],
  "server.maintenance": [503, "SERVICE_UNAVAILABLE", 503, 503],
  "session.not_found": [404, "NOT_FOUND", 404, 404],
  "client_id.taken": [409, "CONFLICT", 422, 409],
  "source_id.taken": [409, "CONFLICT", 422, 409],
  "storage.unavailable": [503, "SERVICE_UNAVAILABLE", 503, 503],
  "team.not_found": [404, "NOT_FOUND", 404, 404],
  "team.taken": [409, "CONFLICT", 422, 409],
  "team.too_many": [409, "CONFLICT", 422, 409],
  "view.not_found": [404, "NOT_FOUND", 404, 404],
  "view.taken": [409, "CONFLICT", 422, 409],
  "view.too_many": [409, "CONFLICT", 422, 409],
  "token.not_found": [404, "NOT_FOUND", 404, 404],
  "two_factor.already_on": [409, "CONFLICT", 422, 409],
  "two_factor.not_begun": [409, "CONFLICT", 422, 409],
  "two_factor.not_on": [409, "CONFLICT", 422, 409],
  "sso.not_linked": [409, "CONFLICT", 422, 409],
  "sso.unavailable": [503, "SERVICE_UNAVAILABLE", 503, 503],
  "undo.not_found": [404, "NOT_FOUND", 404, 404],
  "undo.superseded": [409, "CONFLICT", 422, 409],
  "user.email_taken": [409, "CONFLICT", 422, 400],
} as const satisfies Partial<Record<RefusalCode, readonly [number, string, number, number]>>;

test.each(Object.entries(PUBLISHED))("%s keeps its status on every edge", (code, published) => {
  const refusal = new Refusal(code as RefusalCode);
  expect([
    statusOf(refusal.refusal),
    toTrpcError(refusal).code,
    answerOfChatwoot(refusal)?.status,
    answerOfFreescout(refusal)?.status,
  ]).toEqual(published);
});
