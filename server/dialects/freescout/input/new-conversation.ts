import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation, type InitialLine } from "@/server/commands/conversations/create-conversation";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import type { FreescoutContext, Route } from "@/server/dialects/freescout/context";
import { WIRE_STATUSES, type WireStatusWord } from "@/server/dialects/freescout/conversations/set-status";
import { findCustomer, localIdentifier, requireOwnThread } from "@/server/dialects/freescout/customers";
import { invalid } from "@/server/dialects/freescout/errors";
import { answerCreated } from "@/server/dialects/freescout/json/answer-created";
import { OTHER_PHONES, requireUsers } from "@/server/dialects/freescout/json/customer-body";
import { SPAM, TYPE, WIRE_TYPES } from "@/server/dialects/freescout/json/words";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import { failedOf, hasFewFiles, type ThreadFiles, TOO_MANY_FILES, withFiles } from "./attachments";
import { assignee, hasContent, hasUser, threadFields } from "./conversation-params";
import { email, isInternational, names, phone } from "./customer-params";
import { THREADS_AT_ONCE } from "./limits";
import { refuseTimes } from "./list-params";
import { flag, given, id, instant, parseInput, subject, type Written, withLargeJson } from "./read-input";

export const newConversationRoutes: readonly Route[] = [["POST", "/conversations", create]];

const customer = z
  .object({ id: given(id), email: given(email), phone: given(phone), ...names })
  .refine((one) => one.id !== undefined || one.email !== undefined || one.phone !== undefined, {
    error: "must say id, email or phone",
  });

const thread = z
  .object(threadFields)
  .refine(hasContent, { path: ["text"], error: "must not be empty" })
  .refine(hasUser, { path: ["user"], error: "is required for a message or a note" });

const newConversation = z.object({
  type: z.enum(WIRE_TYPES, { error: `must be one of ${WIRE_TYPES.join(", ")}` }),
  mailboxId: id,
  subject,
  customer,
  threads: z
    .array(thread)
    .min(1, "must hold a thread")
    .max(THREADS_AT_ONCE)
    .refine(hasFewFiles, TOO_MANY_FILES),
  imported: given(flag),
  assignTo: assignee.optional(),
  status: given(z.enum(WIRE_STATUSES, { error: `must be one of ${WIRE_STATUSES.join(", ")}` })),
  createdAt: given(instant),
  closedAt: given(instant),
  customFields: given(z.array(z.unknown()).max(0, "have no ids here: set attributes by /v1")),
});
type NewConversation = z.infer<typeof newConversation>;

/**
 * Creates a conversation with its threads, in one operation. It has its status from the beginning, whatever its threads
 * are; for active the inbox's policy decides.
 */
function create(c: FreescoutContext): Promise<Response> {
  return withLargeJson(c, ({ bytes, json }) => createOf(c, bytes, json));
}

async function createOf(c: FreescoutContext, bytes: Uint8Array, json: Written): Promise<Response> {
  const { caller, services } = c.var;
  const wanted = parseInput(newConversation, json);
  refuseTimesOf(wanted, services.now());
  const inbox = await getInbox(services.database, caller, wanted.mailboxId);
  if (inbox.channel !== "api" && wanted.threads.some(({ type }) => type === "customer"))
    throw new Refusal("message.incoming_not_allowed");
  await requireUsers(
    services.database,
    caller,
    wanted.threads.map(({ user: id }, index) => ({ id, path: `threads.${index}.user` })),
  );
  return withFiles(c, wanted.threads, (files) => {
    const show = (made: Begun) => ({ ...made, ...failedOf(files) });
    return answerCreated(c, begin, { ...wanted, files }, { bytes, show });
  });
}

function refuseTimesOf(wanted: NewConversation, now: Date): void {
  const { imported, createdAt, closedAt, status, threads } = wanted;
  const written = threads.map((one, index) => [`threads.${index}.createdAt`, one.createdAt] as const);
  refuseTimes({ createdAt, closedAt, ...Object.fromEntries(written) }, { imported, now });
  if (closedAt && status !== "closed" && status !== "spam")
    throw invalid({ path: "closedAt", message: "is only for closed conversations: say status" });
  if (closedAt && createdAt && closedAt < createdAt)
    throw invalid({ path: "closedAt", message: "must not be before createdAt" });
}

/** When an import began: as given, or with its first thread. */
function startOf({ createdAt, threads }: NewConversation): Date | undefined {
  const times = threads.flatMap((one) => one.createdAt ?? []);
  const [first] = times.sort((a, b) => a.getTime() - b.getTime());
  return createdAt ?? first;
}

type Begun = { id: number; number: number };

/** The requested status in the policy's input. */
const REQUESTED = {
  active: null,
  pending: "snoozed",
  closed: "resolved",
  spam: null,
} as const satisfies Record<WireStatusWord, string | null>;

const begin: Command<NewConversation & { files: readonly ThreadFiles[] }, Begun> = async (tx, wanted) => {
  const { status = "active", assignTo = null, imported, type } = wanted;
  const startedAt = startOf(wanted);
  const contactId = await provideContact(tx, wanted.customer);
  for (const [index, { customer: author }] of wanted.threads.entries())
    await requireOwnThread(tx, tx.caller, { contactId, author, path: `threads.${index}.customer` });
  const { conversation } = await createConversation(tx, {
    inboxId: wanted.mailboxId,
    contactId,
    startedBy: "other",
    status: REQUESTED[status],
    assigneeId: assignTo,
    labels: status === "spam" ? [SPAM] : [],
    additionalAttributes: { subject: wanted.subject, ...(type !== "chat" && { [TYPE]: type }) },
    startedAt,
    statusSince: wanted.closedAt,
    // The request has the newest first.
    initialLines: wanted.threads
      .map((one, index) =>
        lineOf(one, { fileIds: wanted.files[index]?.fileIds, isImported: imported ?? false, startedAt }),
      )
      .toReversed(),
  });
  return { id: conversation.id, number: conversation.displayId };
};

const BY = { customer: "contact", message: "us", note: "note" } as const;

type LineContext = {
  fileIds: readonly number[] | undefined;
  isImported: boolean;
  startedAt: Date | undefined;
};

const lineOf = (
  { type, text: content, createdAt }: NewConversation["threads"][number],
  { fileIds, isImported, startedAt }: LineContext,
): InitialLine => ({
  by: BY[type],
  content,
  fileIds,
  hasLeft: isImported,
  writtenAt: createdAt ?? startedAt,
  ...(isImported ? { contentAttributes: { imported: true } } : {}),
});

/** The customer with this id, email or phone; created when unknown. */
const provideContact: Command<NewConversation["customer"], number> = async (
  tx,
  { id: contactId, ...reached },
) => {
  if (contactId !== undefined) return contactId;
  const find = async () => (await findCustomer(tx, tx.caller, reached))?.id;
  const known = await find();
  if (known !== undefined) return known;
  const { firstName = "", lastName = "", email: address, phone: number } = reached;
  const name = `${firstName} ${lastName}`.trim() || address || number || "";
  const hasCountry = number === undefined || isInternational(number);
  const fields = {
    name,
    email: address ?? null,
    ...(hasCountry
      ? { phone: number ?? null }
      : { identifier: localIdentifier(number), additionalAttributes: { [OTHER_PHONES]: [number] } }),
  };
  try {
    return (await tx.savepoint(() => createContact(tx, fields))).contact.id;
  } catch (error) {
    // Created by another request in the meantime.
    const made = isRefusal(error) && error.refusal === "contact.taken" ? await find() : undefined;
    if (made === undefined) throw error;
    return made;
  }
};
