import { updateContact } from "@/server/commands/contacts/save-contact";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { updateMember } from "@/server/commands/members/members";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import {
  cancelScheduled,
  changeScheduled,
  type ScheduleMessage,
  scheduleMessage,
  sendDueScheduled,
  sendScheduledNow,
} from "@/server/commands/messages/scheduled-messages";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import {
  all,
  conversation,
  forbidden,
  foreignConversation,
  later,
  ofAgent,
  shortMessages,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { filesOf, uploaded } from "@/test/guarantees/laws/entries/messages/files";
import { type Case, type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

/** The scheduled message of each stage. */
const ids = new WeakMap<Stage, number>();
const ref = (s: Stage) => ({ scheduledMessageId: ids.get(s) ?? 0 });
const of = { input: ref };
const due = { ...of, as: (s: Stage) => systemCaller(s.accountId) };

const tomorrow = (s: Stage): ScheduleMessage => ({
  conversation: conversation(s),
  content: "Did it arrive?",
  sendAt: later(s, 24),
});
const scheduled =
  (more: Partial<ScheduleMessage> = {}, as: (s: Stage) => Caller = (s) => s.admin) =>
  async (s: Stage) => {
    const { result } = await s.world.run(scheduleMessage, as(s), { ...tomorrow(s), ...more });
    ids.set(s, result.id);
  };
/** A scheduled message with two files. */
const withFiles = all(uploaded, async (s: Stage) => scheduled({ fileIds: filesOf(s) })(s));
const byAgent = (more?: Partial<ScheduleMessage>) => scheduled(more, (s) => s.agent);
const its = async (s: Stage) => pass(s.world, 25 * 3_600_000);
const customerWrites = (s: Stage) =>
  s.run(receiveMessage, { conversation: conversation(s), content: "Never mind" });
const cancelled = (s: Stage) => s.run(cancelScheduled, ref(s));
const run = (s: Stage) => s.world.run(sendDueScheduled, systemCaller(s.accountId), ref(s));
const blocked = (s: Stage) => s.run(updateContact, { contactId: s.contact.id, isBlocked: true });
const onHold = (s: Stage) => s.run(updateInbox, { inboxId: s.inbox.id, legalHold: true });
const withoutInbox = (s: Stage) => s.run(updateMember, { userId: ofAgent(s), inboxIds: [] });
const notSent = all(scheduled(), its, blocked, run);
const full = async (s: Stage) => {
  for (let i = 0; i < 20; i++) await s.run(scheduleMessage, tomorrow(s));
};

const SENT = ["message.created", "message.send_requested", "scheduled_message.sent"] as const;
const FAILED = ["scheduled_message.not_sent"] as const;
const foreign: ForeignId<{ scheduledMessageId: number }>[] = [
  {
    what: "scheduled message",
    scope: "inbox",
    expect: "scheduled_message.not_found",
    given: scheduled(),
    input: (_, owner) => ref(owner),
  },
];

/** What all commands about one that has not ended refuse. */
const refused: Case<{ scheduledMessageId: number }>[] = [
  { ...of, title: "an ended one", expect: "scheduled_message.not_found", given: all(scheduled(), cancelled) },
  { ...of, ...forbidden, title: "another member's, by an agent", given: scheduled() },
];

export const SCHEDULED_ENTRIES: Record<string, Entry> = {
  "schedule-message": entry(scheduleMessage)({
    cases: [
      { title: "for tomorrow", expect: ["scheduled_message.created"], input: tomorrow },
      {
        title: "in less than a minute",
        expect: "input.invalid",
        input: (s) => ({ ...tomorrow(s), sendAt: s.world.clock.now }),
      },
      {
        title: "in two years",
        expect: "input.invalid",
        input: (s) => ({ ...tomorrow(s), sendAt: later(s, 2 * 366 * 24) }),
      },
      { title: "into a trashed one", expect: "conversation.trashed", given: trash, input: tomorrow },
      {
        title: "files without a text",
        expect: ["scheduled_message.created"],
        given: uploaded,
        input: (s) => ({ ...tomorrow(s), content: "", fileIds: filesOf(s) }),
      },
      {
        title: "neither a text nor a file",
        expect: "input.invalid",
        input: (s) => ({ ...tomorrow(s), content: "" }),
      },
      {
        title: "a file that another one has",
        expect: "file.attached",
        given: withFiles,
        input: (s) => ({ ...tomorrow(s), fileIds: filesOf(s).slice(1) }),
      },
      {
        title: "a quote of nothing",
        expect: "message.not_found",
        input: (s) => ({ ...tomorrow(s), inReplyToId: 0 }),
      },
      { title: "too long", expect: "message.too_long", given: shortMessages, input: tomorrow },
      { title: "one too many", expect: "scheduled_message.too_many", given: full, input: tomorrow },
      {
        title: "by nobody",
        expect: "auth.forbidden",
        as: (s) => systemCaller(s.accountId),
        input: tomorrow,
      },
    ],
    foreign: foreignConversation((own, place) => ({ ...tomorrow(own), conversation: place })),
  }),
  "change-scheduled": entry(changeScheduled)({
    cases: [
      {
        title: "its text",
        expect: ["scheduled_message.updated"],
        given: scheduled(),
        input: (s) => ({ ...ref(s), content: "Did the parcel arrive?" }),
      },
      {
        title: "its files, one of which goes",
        expect: ["scheduled_message.updated"],
        given: withFiles,
        input: (s) => ({ ...ref(s), fileIds: filesOf(s).slice(1) }),
      },
      {
        title: "an agent's files, by an administrator",
        expect: ["scheduled_message.updated"],
        given: all(byAgent(), uploaded),
        input: (s) => ({ ...ref(s), fileIds: filesOf(s) }),
      },
      {
        title: "an agent's, by an administrator",
        expect: ["scheduled_message.updated"],
        given: byAgent(),
        input: (s) => ({ ...ref(s), sendAt: later(s, 48) }),
      },
      {
        title: "one that was not sent, which waits again",
        expect: ["scheduled_message.updated"],
        given: notSent,
        input: (s) => ({ ...ref(s), sendAt: later(s, 48) }),
      },
      {
        title: "one that was not sent, without another time",
        expect: "input.invalid",
        given: notSent,
        input: (s) => ({ ...ref(s), content: "Again" }),
      },
      { ...of, title: "to the same", expect: "nothing", given: scheduled() },
      {
        title: "too long",
        expect: "message.too_long",
        given: all(scheduled(), shortMessages),
        input: ref,
      },
      { ...of, title: "in the trash", expect: "conversation.trashed", given: all(scheduled(), trash) },
      ...refused,
    ],
    foreign,
  }),
  "cancel-scheduled": entry(cancelScheduled)({
    cases: [
      { ...of, title: "one", expect: ["scheduled_message.cancelled"], given: scheduled() },
      { ...of, title: "one with files", expect: ["scheduled_message.cancelled"], given: withFiles },
      {
        ...of,
        title: "one's own",
        expect: ["scheduled_message.cancelled"],
        as: (s) => s.agent,
        given: byAgent(),
      },
      { ...of, title: "one that was not sent", expect: ["scheduled_message.cancelled"], given: notSent },
      {
        ...of,
        title: "in the trash",
        expect: ["scheduled_message.cancelled"],
        given: all(scheduled(), trash),
      },
      ...refused,
    ],
    foreign,
  }),
  "send-scheduled-now": entry(sendScheduledNow)({
    cases: [
      { ...of, title: "before its time", expect: SENT, given: scheduled() },
      {
        ...of,
        title: "after the customer wrote",
        expect: SENT,
        given: all(scheduled({ cancelIfCustomerWrites: true }), customerWrites),
      },
      { ...of, title: "to a blocked contact", expect: FAILED, given: all(scheduled(), blocked) },
      { ...of, title: "to a contact that is still blocked", expect: "nothing", given: notSent },
      ...refused,
    ],
    foreign,
  }),
  "send-due-scheduled": entry(sendDueScheduled)({
    cases: [
      { ...due, title: "at its time", expect: SENT, given: all(scheduled(), its) },
      { ...due, title: "with files, at its time", expect: SENT, given: all(withFiles, its) },
      { ...due, title: "with files, in the trash", expect: FAILED, given: all(withFiles, trash, its) },
      {
        ...due,
        title: "after the customer wrote",
        expect: SENT,
        given: all(scheduled(), customerWrites, its),
      },
      { ...due, title: "before its time", expect: "nothing", given: scheduled() },
      { ...due, title: "twice", expect: "nothing", given: all(scheduled(), its, run) },
      { ...due, title: "a cancelled one", expect: "nothing", given: all(scheduled(), cancelled, its) },
      { ...due, title: "in the trash", expect: FAILED, given: all(scheduled(), trash, its) },
      { ...due, title: "to a blocked contact", expect: FAILED, given: all(scheduled(), blocked, its) },
      { ...due, title: "from an inbox on hold", expect: FAILED, given: all(scheduled(), onHold, its) },
      { ...due, title: "too long by now", expect: FAILED, given: all(scheduled(), shortMessages, its) },
      {
        ...due,
        title: "of a member without the inbox",
        expect: FAILED,
        given: all(byAgent(), withoutInbox, its),
      },
      {
        ...due,
        title: "overtaken by the customer",
        expect: FAILED,
        given: all(scheduled({ cancelIfCustomerWrites: true }), customerWrites, its),
      },
    ],
    foreign: "the worker lists what is due; what is unknown is not due",
  }),
};
