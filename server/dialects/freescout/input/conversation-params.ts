import { z } from "zod";
import { CONTENT_CHARS_MAX, EMAIL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { WIRE_STATUSES, type WireStatusWord } from "@/server/dialects/freescout/conversations/set-status";
import { invalid } from "@/server/dialects/freescout/errors";
import { plainText } from "@/server/dialects/freescout/json/plain-text";
import { attachments } from "./attachments";
import { PHONE_CHARS_MAX } from "./limits";
import { flag, given, id, instant, parseInput, subject, text, type Written } from "./read-input";

/** One change of a conversation. */
export type Step =
  | { kind: "status"; status: WireStatusWord }
  | { kind: "assign"; assigneeId: number | null }
  | { kind: "move"; inboxId: number }
  | { kind: "subject"; subject: string };

/** Unassigned: null, or FreeScout's number for it. */
export const assignee = z.union([z.literal([null, -1, 0, "-1", "0", ""]).transform(() => null), id], {
  error: "must be a user's id, or -1 for nobody",
});

const change = z.object({
  byUser: given(id),
  status: given(z.enum(WIRE_STATUSES, { error: `must be one of ${WIRE_STATUSES.join(", ")}` })),
  assignTo: assignee.optional(),
  mailboxId: given(id),
  customerId: given(id),
  subject: given(subject),
});

/** Changes that need a user. */
const NEED_USER = ["status", "assignTo", "mailboxId"] as const;

type WireChange = { byUser: number | undefined; customerId: number | undefined; steps: Step[] };

/** The changes of a PUT, in the order of its keys. */
export function readChange(json: Written): WireChange {
  const { byUser, status, assignTo, mailboxId, customerId, subject } = parseInput(change, json);
  const given = { status, assignTo, mailboxId };
  const needsUser = NEED_USER.some((name) => given[name] !== undefined);
  if (needsUser && byUser === undefined)
    throw invalid({ path: "byUser", message: "is required to change status, assignTo or mailboxId" });
  const steps = Object.keys(json).flatMap((key): Step[] => {
    if (key === "status" && status !== undefined) return [{ kind: "status", status }];
    if (key === "assignTo" && assignTo !== undefined) return [{ kind: "assign", assigneeId: assignTo }];
    if (key === "mailboxId" && mailboxId !== undefined) return [{ kind: "move", inboxId: mailboxId }];
    if (key === "subject" && subject !== undefined) return [{ kind: "subject", subject }];
    return [];
  });
  return { byUser, customerId, steps };
}

const TYPES = ["customer", "message", "note"] as const;
const STATUSES = ["active", "pending", "closed"] as const;

/** The fields of a new thread, alone or in a new conversation. */
export const threadFields = {
  type: z.enum(TYPES, { error: `must be one of ${TYPES.join(", ")}` }),
  text: given(text(CONTENT_CHARS_MAX))
    .transform((html) => plainText(html ?? ""))
    .pipe(text(CONTENT_CHARS_MAX)),
  user: given(id),
  customer: given(
    z.object({ id: given(id), email: given(text(EMAIL_CHARS_MAX)), phone: given(text(PHONE_CHARS_MAX)) }),
  ),
  state: given(
    z.literal("published", { error: "only published threads can be made: drafts are their writer's alone" }),
  ),
  attachments,
  createdAt: given(instant),
};

/** Whether a thread says something: with files, its text may be empty. */
export const hasContent = (thread: { text: string; attachments?: readonly unknown[] | undefined }): boolean =>
  thread.text !== "" || (thread.attachments ?? []).length > 0;

/** Whether a thread names its user; a customer's thread needs none. */
export const hasUser = ({ type, user }: { type: string; user?: number | undefined }): boolean =>
  type === "customer" || user !== undefined;

export const newThread = z
  .object({
    ...threadFields,
    imported: given(flag),
    status: given(z.enum(STATUSES, { error: `must be one of ${STATUSES.join(", ")}` })),
  })
  .refine(hasContent, { path: ["text"], error: "must not be empty" })
  .refine(hasUser, { path: ["user"], error: "is required for a message or a note" });

export type WireThread = z.infer<typeof newThread>;
