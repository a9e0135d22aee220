import { changeStatus, markSpam, takeOver, wakeDue } from "@/server/commands/conversations/change-status";
import { restoreConversation } from "@/server/commands/conversations/trash";
import type { ConversationSignal } from "@/server/domain/conversation/conversation";
import { wakeSnoozed } from "@/server/worker/jobs/conversation-jobs";
import { action, at, by, chatwoot, customers, freescout, NO, type Path, v1, type Ways } from "./path";
import { all, pending, resolved, SLEEP_MS, sleptOutInTrash, snoozed } from "./requests";

type Signalled = { wire: string; status?: string; until?: null };

/** A status set by a member: the signal of screens and of the native API, Chatwoot's and FreeScout's statuses. */
const byHand = (signal: ConversationSignal, { wire, status, ...more }: Signalled): Ways => ({
  command: by(changeStatus)((p) => ({ ...at(p), signal, ...more })),
  procedure: action("changeStatus", () => ({ signal, ...more })),
  v1: v1("status", () => ({ signal, ...more })),
  chatwoot: chatwoot("/toggle_status", () => ({ status: wire })),
  freescout: status ? toStatus(status) : "its pending is our snoozed",
  worker: NO.worker,
});

const toStatus = (status: string) => freescout("", ({ userId }) => ({ byUser: userId, status }));

const takenOver: Ways = {
  command: by(takeOver)(at),
  procedure: action("takeOver"),
  v1: NO.calls,
  chatwoot: NO.calls,
  freescout: NO.calls,
  worker: NO.worker,
};
const spam: Ways = {
  command: by(markSpam)(at),
  procedure: action("markSpam"),
  v1: NO.calls,
  chatwoot: NO.calls,
  freescout: toStatus("spam"),
  worker: NO.worker,
};

/** The end of its snooze. */
const timer: Ways = {
  command: async (run, callers, p) => {
    await p.wait(SLEEP_MS + 500);
    return by(wakeDue)(({ conversationId }) => ({ conversationId }), "system")(run, callers, p);
  },
  procedure: NO.time,
  v1: NO.time,
  chatwoot: NO.time,
  freescout: NO.time,
  worker: async (workerContext, p) => {
    await p.wait(SLEEP_MS + 500);
    return wakeSnoozed(workerContext);
  },
};

const events = ["conversation.status_changed"] as const;
/** `change-together` makes the same change for requests over `/v1` that wait together. */
const BY_HAND = ["change-status", "change-together"] as const;

/** One conversation's status. */
export const STATUS_PATHS: readonly Path[] = [
  {
    title: "1, 11 one conversation's status",
    commands: BY_HAND,
    ways: byHand("resolve", { wire: "resolved", status: "closed" }),
    events,
    again: [],
  },
  {
    title: "1, 11 reopened",
    commands: BY_HAND,
    given: resolved,
    ways: byHand("reopen", { wire: "open", status: "active" }),
    events,
    again: [],
  },
  {
    title: "1, 11 left to triage",
    commands: BY_HAND,
    ways: byHand("markPending", { wire: "pending" }),
    events,
    again: [],
  },
  {
    title: "1, 11 snoozed until the customer writes",
    commands: BY_HAND,
    ways: byHand("snooze", { wire: "snoozed", status: "pending", until: null }),
    events,
    again: [],
  },
  {
    title: "1 by the customer themselves",
    commands: ["change-status"],
    ways: {
      command: NO.above,
      procedure: NO.screen,
      v1: "programs set it, not the customer",
      chatwoot: customers("toggle_status"),
      freescout: NO.call,
      worker: NO.worker,
    },
    events,
    again: [],
    actor: "contact",
  },
  {
    title: "11 a bot hands over",
    commands: ["change-status"],
    given: pending,
    ways: {
      command: by(changeStatus)((p) => ({ ...at(p), signal: "handoff" }), "program"),
      procedure: "screens take over, which is another path",
      v1: v1("status", () => ({ signal: "handoff" })),
      chatwoot: "its bots open the conversation",
      freescout: NO.call,
      worker: NO.worker,
    },
    events,
  },
  {
    title: "11 taken over from the bot",
    commands: ["take-over"],
    given: pending,
    ways: takenOver,
    events: ["conversation.status_changed", "conversation.assigned"],
  },
  {
    title: "11 taken over from the bot that it began with",
    commands: ["take-over"],
    policy: { botEnabled: true },
    ways: takenOver,
    events: ["conversation.status_changed", "conversation.assigned"],
  },
  {
    title: "2 marked as spam",
    commands: ["mark-spam"],
    ways: spam,
    events: ["conversation.labelled", "conversation.status_changed"],
    again: [],
  },
  {
    title: "2 marked as spam while it waits",
    commands: ["mark-spam"],
    given: pending,
    ways: spam,
    events: ["conversation.labelled", "conversation.status_changed"],
    again: [],
  },
  {
    title: "2 unmarked as spam, where spam is a status",
    commands: ["change-status"],
    ways: {
      command: "undoing does it",
      procedure: "undoing does it",
      v1: NO.calls,
      chatwoot: NO.calls,
      freescout: [toStatus("spam"), toStatus("active")],
      worker: NO.worker,
    },
    events: ["conversation.status_changed", "conversation.labelled"],
    again: [],
  },
  {
    title: "12 a timer",
    commands: ["wake-due"],
    given: snoozed,
    ways: timer,
    events,
    again: [],
    actor: "system",
  },
  {
    title: "12 a timer, where triage waits",
    commands: ["wake-due"],
    given: all(pending, snoozed),
    ways: timer,
    events,
    again: [],
    actor: "system",
  },
  {
    title: "12, 16 its snooze ended while it was in the trash",
    commands: ["restore-conversation"],
    given: sleptOutInTrash,
    ways: {
      command: by(restoreConversation)(at),
      procedure: action("restoreConversation"),
      v1: v1("restore"),
      chatwoot: NO.call,
      freescout: NO.call,
      worker: NO.worker,
    },
    events: ["conversation.restored", "conversation.status_changed"],
    again: [],
  },
];
