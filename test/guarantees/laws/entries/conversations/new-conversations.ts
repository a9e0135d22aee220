import { randomUUID } from "node:crypto";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { FOREIGN_FILE, uploaded, withFiles } from "@/test/guarantees/laws/entries/messages/files";
import { foreignTeam, idOfTeam, team } from "@/test/guarantees/laws/entries/organising/teams";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { bare, KEPT_CASES } from "./moves";
import { later } from "./states";

const filesIn = (stage: Stage, [earlier, first]: readonly number[]) => ({
  inboxId: stage.inbox.id,
  contactId: stage.contact.id,
  startedBy: "other" as const,
  initialLines: [{ by: "contact" as const, content: "", fileIds: [earlier ?? 0] }],
  message: { content: "", fileIds: [first ?? 0] },
});

export const NEW_CONVERSATION_ENTRIES: Record<string, Entry> = {
  "create-conversation": entry(createConversation)({
    cases: [
      {
        title: "by another program",
        expect: ["conversation.created"],
        input: (s) => ({ inboxId: s.inbox.id, contactId: s.contact.id, startedBy: "other" }),
      },
      {
        title: "an empty one again, where that is wanted",
        expect: "nothing",
        given: (s) => s.run(createConversation, bare(s)),
        input: (s) => ({ ...bare(s), orEmptySince: later(s, -1) }),
      },
      {
        title: "beside an empty one in another status",
        expect: ["conversation.created"],
        given: (s) => s.run(createConversation, bare(s)),
        input: (s) => ({ ...bare(s), status: "pending", orEmptySince: later(s, -1) }),
      },
      {
        title: "with status, assignee, team, priority, labels, source id and first message",
        expect: ["label.created", "label.created", "conversation.created", "message.created"],
        given: team,
        input: (s) => ({
          inboxId: s.inbox.id,
          contactId: s.contact.id,
          sourceId: randomUUID(),
          startedBy: "other",
          status: "snoozed",
          snoozedUntil: later(s, 2),
          assigneeId: s.agent.userId,
          teamId: idOfTeam(s),
          priority: "high",
          labels: ["VIP ", "vip", "a"],
          customAttributes: { z: 1, a: [null, { é: 1e21 }] },
          message: { content: "Welcome", sourceId: randomUUID() },
        }),
      },
      {
        title: "with earlier messages from elsewhere",
        expect: ["conversation.created", "message.created", "note.created", "message.created"],
        input: (s) => ({
          inboxId: s.inbox.id,
          contactId: s.contact.id,
          startedBy: "other",
          status: "resolved",
          initialLines: [
            { by: "contact", content: "Where is it?" },
            { by: "note", content: "Ask the carrier" },
            { by: "us", content: "On its way", hasLeft: true, contentAttributes: { imported: true } },
          ],
        }),
      },
      {
        title: "with a file in an earlier message, and one in the first",
        expect: ["conversation.created", "message.created", "message.created", "message.send_requested"],
        given: uploaded,
        input: (s) => filesIn(s, withFiles(s).fileIds),
      },
      {
        title: "by an agent, with a status that is overridden",
        expect: ["conversation.created"],
        as: (s) => s.agent,
        input: (s) => ({
          inboxId: s.inbox.id,
          contactId: s.contact.id,
          startedBy: "agent",
          status: "pending",
        }),
      },
      {
        title: "as spam",
        expect: ["conversation.created"],
        input: (s) => ({
          inboxId: s.inbox.id,
          contactId: s.contact.id,
          startedBy: "other",
          labels: ["Spam"],
        }),
      },
      ...KEPT_CASES,
      {
        title: "snoozed into the past",
        expect: "conversation.snooze_in_past",
        input: (s) => ({
          inboxId: s.inbox.id,
          contactId: s.contact.id,
          startedBy: "other",
          status: "snoozed",
          snoozedUntil: later(s, -1),
        }),
      },
      {
        title: "for an assignee who may not see the inbox",
        expect: "member.not_found",
        input: (s) => ({
          inboxId: s.inbox.id,
          contactId: s.contact.id,
          startedBy: "agent",
          assigneeId: s.outsider.userId,
        }),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (a, o) => ({ inboxId: o.inbox.id, contactId: a.contact.id, startedBy: "other" }),
      },
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (a, o) => ({ inboxId: a.inbox.id, contactId: o.contact.id, startedBy: "other" }),
      },
      {
        what: "assignee",
        scope: "account",
        expect: "member.not_found",
        input: (a, o) => ({
          inboxId: a.inbox.id,
          contactId: a.contact.id,
          startedBy: "other",
          assigneeId: o.agent.userId,
        }),
      },
      { ...FOREIGN_FILE, input: (a, o) => filesIn(a, withFiles(o).fileIds) },
      foreignTeam((a, teamId) => ({
        inboxId: a.inbox.id,
        contactId: a.contact.id,
        startedBy: "other",
        teamId,
      })),
    ],
  }),

  "receive-from": entry(receiveFrom)({
    cases: [
      {
        title: "a new customer",
        expect: ["contact.created", "conversation.created", "message.created"],
        input: (s) => ({
          inboxId: s.inbox.id,
          from: { sourceId: randomUUID(), name: "Amal" },
          content: "Hi",
        }),
      },
      {
        title: "a known customer, into their conversation",
        expect: ["message.created"],
        given: (s) => s.run(receiveFrom, { inboxId: s.inbox.id, from: { sourceId: "wa:1" }, content: "Hi" }),
        input: (s) => ({ inboxId: s.inbox.id, from: { sourceId: "wa:1" }, content: "Me again" }),
      },
      {
        title: "the same message again",
        expect: "nothing",
        given: (s) =>
          s.run(receiveFrom, {
            inboxId: s.inbox.id,
            from: { sourceId: "wa:1" },
            content: "Hi",
            sourceId: "m-1",
          }),
        input: (s) => ({ inboxId: s.inbox.id, from: { sourceId: "wa:1" }, content: "Hi", sourceId: "m-1" }),
      },
      {
        title: "with an email that another contact has",
        expect: "contact.taken",
        input: (s) => ({
          inboxId: s.inbox.id,
          from: { sourceId: randomUUID(), email: "LI@example.test" },
          content: "Hi",
        }),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ inboxId: o.inbox.id, from: { sourceId: randomUUID() }, content: "Hi" }),
      },
    ],
  }),
};
