import { describe, expect, test } from "vitest";
import type { ContactDto, MessageDto } from "@/server/contract/_shared/dto";
import { isRefusal, REFUSAL_CODES, REFUSALS, Refusal } from "@/server/contract/_shared/refusal";
import { answerOf } from "@/server/dialects/chatwoot/errors";
import {
  activityText,
  messageJson,
  publicMessageJson,
  wireStatus,
} from "@/server/dialects/chatwoot/json/message-json";
import { type Story, testStories, toggle, write } from "@/test/support/clients/evolution";

describe("json", () => {
  const contact: ContactDto = {
    id: 5,
    version: 1,
    createdAt: "2026-01-01T00:00:00.000Z",
    updatedAt: "2026-01-01T00:00:00.000Z",
    name: "李文",
    email: null,
    phone: "+4712345678",
    identifier: null,
    isBlocked: false,
    isIntegrationOwn: false,
    labels: [],
    companyId: null,
    mergedIntoId: null,
    customAttributes: { plan: "pro" },
    additionalAttributes: {},
  };

  const message: MessageDto = {
    id: 9,
    version: 3,
    createdAt: "2026-01-01T00:00:00.999Z",
    updatedAt: "2026-01-01T00:00:01.000Z",
    conversationId: 77,
    inboxId: 2,
    number: 1,
    kind: "message",
    direction: "out",
    content: "hi",
    contentType: "text",
    contentAttributes: { mine: 1, external_error: "a sender's own" },
    sender: { type: "token", id: 3, name: "Integrator" },
    status: "delivered",
    externalError: null,
    attempt: 1,
    unconfirmed: false,
    sendAfter: null,
    retryAt: null,
    withdrawnAt: null,
    editedAt: null,
    deletedAt: null,
    deletedBy: null,
    sourceId: "WAID:1",
    clientId: "c",
    activity: null,
  };

  const context = {
    accountId: 6,
    rendering: { now: new Date("2026-01-01T00:00:00Z"), baseUrl: "https://inbox.example.test" },
    conversation: { displayId: 4 },
    contact,
    agents: new Map([["token:3", { id: 8, name: "Ada", email: "a@example.test", role: "agent" as const }]]),
  };

  describe("a message's status in Chatwoot's JSON", () => {
    test.each([
      [null, "sent"],
      ["pending", "sent"],
      ["sent", "sent"],
      ["delivered", "delivered"],
      ["read", "read"],
      ["failed", "failed"],
    ] as const)("%s shows %s, a status that Chatwoot knows", (status, shown) => {
      expect(wireStatus(status)).toBe(shown);
    });
  });

  describe("a message", () => {
    test("shows its type's number, times in seconds, the conversation's number and the token's member", () => {
      expect(messageJson(message, context)).toMatchObject({
        id: 9,
        message_type: 1,
        created_at: 1_767_225_600,
        conversation_id: 4,
        status: "delivered",
        source_id: "WAID:1",
        content_attributes: { mine: 1 },
        sender: { id: 8, name: "Ada", type: "user" },
      });
      expect(messageJson(message, context)).not.toHaveProperty("echo_id");
    });

    test("carries its error in the attributes, and only while it is failed", () => {
      const failed = { ...message, status: "failed", externalError: "err123" } as const;
      expect(messageJson(failed, context).content_attributes).toEqual({ mine: 1, external_error: "err123" });
      expect(publicMessageJson(failed, context).content_attributes).toEqual({ mine: 1 });
      const arrived = { ...failed, status: "read", externalError: null } as const;
      expect(messageJson(arrived, context).content_attributes).toEqual({ mine: 1 });
    });

    test.each([
      ["pending", false, { tickline_status: "pending" }],
      ["pending", true, { tickline_status: "pending", tickline_unconfirmed: true }],
      ["sent", false, {}],
      ["sent", true, { tickline_unconfirmed: true }],
      ["delivered", false, {}],
      ["failed", false, {}],
    ] as const)(
      "that is %s (unconfirmed: %s) says %j in its attributes, whatever its sender wrote there",
      (status, unconfirmed, said) => {
        const forged = { mine: 1, tickline_status: "taken", tickline_unconfirmed: "no" };
        const shown = { ...message, status, unconfirmed, contentAttributes: forged };
        expect(messageJson(shown, context).content_attributes).toEqual({ mine: 1, ...said });
        expect(publicMessageJson(shown, context).content_attributes).toEqual({ mine: 1 });
      },
    );

    test.each([
      [
        { direction: "in", sender: { type: "contact", id: 5, name: "李文" } },
        0,
        false,
        { type: "contact", id: 5 },
      ],
      [{ kind: "note", direction: null }, 1, true, { type: "user", id: 8 }],
      [{ sender: { type: "user", id: 99, name: "Gone" } }, 1, false, { type: "user", id: 99, name: "Gone" }],
      [{ sender: { type: "bot", id: 1, name: "Bot" } }, 1, false, { type: "agent_bot", name: "Bot" }],
    ] as const)("%j", (patch, type, isPrivate, sender) => {
      const shown = messageJson({ ...message, ...patch }, context);
      expect(shown).toMatchObject({ message_type: type, private: isPrivate, sender });
    });
  });

  describe("an activity line", () => {
    const ada = { type: "user", id: 8, name: "Ada" } as const;
    const system = { type: "system", id: null, name: null } as const;
    const line = { from: "open", snoozedUntil: null } as const;
    test.each([
      ["resolved", "manual", ada, "Conversation was marked resolved by Ada"],
      ["pending", "manual", ada, "Conversation was marked pending by Ada"],
      ["snoozed", "manual", ada, "Conversation was snoozed by Ada"],
      ["open", "manual", system, "Conversation was reopened by the system"],
      ["open", "customer_reply", ada, "Conversation was reopened because the customer wrote again"],
      ["open", "snooze_due", system, "Conversation was reopened because its snooze ran out"],
    ] as const)("to %s by %s", (to, rule, actor, text) => {
      expect(activityText({ ...line, to, cause: { rule }, actor })).toBe(text);
    });
  });

  describe("refusals", () => {
    test("every code has an answer below 500, except those of an outage", () => {
      for (const code of REFUSAL_CODES) {
        const answer = answerOf(new Refusal(code, { field: "email" }));
        expect(answer, code).not.toBeNull();
        const isOutage = ["unavailable", "full"].includes(REFUSALS[code]) && code !== "operation.timed_out";
        expect(answer?.status ?? 0, code).toBeLessThan(isOutage ? 508 : 500);
      }
    });

    test("any other error is not handled here", () => {
      expect(answerOf(new Error("a bug"))).toBeNull();
      expect(isRefusal(new Error("a bug"))).toBe(false);
    });
  });
});

describe("list messages", () => {
  const LIST: Story[] = [
    [
      "9 the list names the contact",
      async (s) => {
        const { status, body } = await s.client.get(s.messages);
        expect(status).toBe(200);
        expect(body.meta).toMatchObject({ contact: { id: s.contactId }, labels: [] });
        expect(body.payload).toEqual([]);
      },
    ],
    [
      "10 windows by before, after, both and none",
      async (s) => {
        const ids: number[] = [];
        for (let i = 0; i < 25; i++) ids.push((await write(s, { content: `${i}` })).id);
        const read = async (query: string) =>
          (await s.client.get(`${s.messages}?${query}`)).body.payload.map((m: { id: number }) => m.id);
        expect(await read("")).toEqual(ids.slice(-20));
        expect(await read(`before=${ids[22]}`)).toEqual(ids.slice(2, 22));
        expect(await read(`after=${ids[2]}`)).toEqual(ids.slice(3));
        expect([await read("after=0"), await read("before=0")]).toEqual([ids, []]);
        expect(await read(`after=${ids[2]}&before=${ids[5]}`)).toEqual(ids.slice(2, 5));
        const foreign = (ids.at(-1) ?? 0) + 100;
        expect(await read(`before=${foreign}`)).toEqual(ids.slice(-20));
        expect(await read(`after=${foreign}`)).toEqual([]);
      },
    ],
    [
      "10 filter_internal_messages leaves out notes and activity lines",
      async (s) => {
        await write(s, { content: "note", private: true });
        const { id } = await write(s, { content: "public" });
        await toggle(s);
        const { body } = await s.client.get(`${s.messages}?filter_internal_messages=true`);
        expect(body.payload.map((m: { id: number }) => m.id)).toEqual([id]);
      },
    ],
  ];

  testStories([["listing messages", LIST]]);
});
