import { createConversation } from "@/server/commands/conversations/create-conversation";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import {
  acknowledgeDeletion,
  confirmDeletion,
  type PrepareDeletion,
  prepareDeletion,
} from "@/server/commands/deletions/confirmed-deletion";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import type { TokenScope } from "@/server/contract/credentials/token";
import {
  all,
  conversation,
  daysLater,
  forbidden,
  foreignConversation,
  forwarded,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { restore } from "@/test/guarantees/laws/entries/conversations/trash";
import { ARCHIVED_TURNS } from "@/test/guarantees/laws/entries/retention";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The token of each stage, and its deletion. */
const tokens = new WeakMap<Stage, string>();
const begun = new WeakMap<Stage, { id: number; operationId: string }>();
const endpoints = new WeakMap<Stage, number>();
const tokenOf = (s: Stage) => ({ token: tokens.get(s) ?? "del_none" });
export const deletionOf = (s: Stage) => ({ deletionId: begun.get(s)?.id ?? 0 });
const operationOf = (s: Stage) => ({ operationId: begun.get(s)?.operationId ?? crypto.randomUUID() });

const prepare = (input: (s: Stage) => PrepareDeletion) => async (s: Stage) => {
  const { result } = await s.run(prepareDeletion, input(s));
  if (result.token !== null) tokens.set(s, result.token);
};
const it = (s: Stage): PrepareDeletion => ({ ids: [s.conversation.id] });
const contact = (s: Stage): PrepareDeletion => ({ contactId: s.contact.id });
const prepared = all(trash, prepare(it));
const confirm = async (s: Stage) => {
  begun.set(s, (await s.run(confirmDeletion, tokenOf(s))).result);
};

/** A token for the trashed conversation of the stage. */
export { prepared as deletionPrepared, tokenOf as deletionToken };
export const erasurePrepared = prepare(contact);
export const confirmed = all(prepared, confirm);
export const erasing = all(trash, prepare(contact), confirm);
const advance = (s: Stage) => s.run(advanceDeletion, deletionOf(s));
const acknowledge = (s: Stage) => s.run(acknowledgeDeletion, operationOf(s));
const write = (s: Stage) => s.run(receiveMessage, { conversation: conversation(s), content: "Wait" });
const another = (s: Stage) =>
  s.run(createConversation, { inboxId: s.inbox.id, contactId: s.contact.id, startedBy: "other" });
const one = { input: (s: Stage) => ({ conversation: conversation(s) }) };
export const withScope =
  (...scopes: TokenScope[]) =>
  (s: Stage) => ({ ...s.admin, tokenId: s.token.id, scopes });

const PURGED = ["conversation.purged", "operation.succeeded"] as const;

export const DELETION_ENTRIES: Record<string, Entry> = {
  "prepare-deletion": entry(prepareDeletion)({
    cases: [
      { title: "of a trashed one", expect: "nothing", given: trash, input: it },
      { title: "of one that is not in the trash", expect: "nothing", input: it },
      { title: "of a contact", expect: "nothing", input: contact },
      {
        title: "of a contact that does not exist",
        expect: "contact.not_found",
        input: () => ({ contactId: 9e9 }),
      },
      { title: "by an agent", ...forbidden, input: it },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (_, owner) => ({ contactId: owner.contact.id }),
      },
    ],
  }),

  "confirm-deletion": entry(confirmDeletion)({
    cases: [
      { title: "of the prepared set", expect: "nothing", given: prepared, input: tokenOf },
      { title: "of a contact", expect: "nothing", given: prepare(contact), input: tokenOf },
      { title: "without a token", expect: "deletion.token_unknown", input: tokenOf },
      { title: "twice", expect: "deletion.token_used", given: confirmed, input: tokenOf },
      {
        title: "too late",
        expect: "deletion.token_expired",
        given: all(prepared, daysLater(1)),
        input: tokenOf,
      },
      {
        title: "of one that was restored since",
        expect: "deletion.set_changed",
        given: all(prepared, restore),
        input: tokenOf,
      },
      {
        title: "of a contact that has begun another conversation since",
        expect: "deletion.set_changed",
        given: all(prepare(contact), another),
        input: tokenOf,
      },
      { title: "by an agent", ...forbidden, given: prepared, input: tokenOf },
      {
        title: "by a token without the scope",
        expect: "auth.scope_missing",
        as: withScope(),
        given: prepared,
        input: tokenOf,
      },
    ],
    foreign: [
      {
        what: "token",
        scope: "account",
        expect: "deletion.token_unknown",
        given: prepared,
        input: (_, owner) => tokenOf(owner),
      },
    ],
  }),

  "advance-deletion": entry(advanceDeletion)({
    cases: [
      { title: "to its end", expect: PURGED, given: confirmed, input: deletionOf },
      {
        title: "of one forwarded",
        expect: ["message.deleted", ...PURGED],
        given: all(forwarded, confirmed),
        input: deletionOf,
      },
      {
        title: "of one that its customer has restored",
        expect: ["operation.failed"],
        given: all(confirmed, write),
        input: deletionOf,
      },
      {
        title: "whose time is over",
        expect: ["operation.timed_out"],
        given: all(confirmed, daysLater(2)),
        input: deletionOf,
      },
      { title: "that has ended", expect: "nothing", given: all(confirmed, advance), input: deletionOf },
      {
        title: "of a contact",
        expect: ["conversation.purged", "contact.erased", "operation.succeeded"],
        given: erasing,
        input: deletionOf,
      },
      {
        title: "of a contact with a new conversation since",
        expect: ["conversation.purged"],
        given: all(erasing, another),
        input: deletionOf,
      },
      ...ARCHIVED_TURNS,
    ],
    foreign: "only the worker calls it, with ids of the account's own rows",
  }),

  "acknowledge-deletion": entry(acknowledgeDeletion)({
    cases: [
      {
        title: "by its token",
        expect: "nothing",
        as: (s) => ({ ...s.admin, tokenId: s.token.id }),
        given: all(confirmed, advance),
        input: operationOf,
      },
      { title: "of nothing that is known", expect: "deletion.not_found", input: operationOf },
      {
        title: "by a member, twice",
        expect: "nothing",
        given: all(confirmed, advance, acknowledge),
        input: operationOf,
      },
      { title: "that still runs", expect: "deletion.running", given: confirmed, input: operationOf },
      {
        title: "for an endpoint that does not exist",
        expect: "endpoint.not_found",
        given: confirmed,
        input: (s) => ({ ...operationOf(s), endpointId: 9e9 }),
      },
      { title: "by an agent", ...forbidden, given: confirmed, input: operationOf },
    ],
    foreign: [
      {
        what: "deletion",
        scope: "account",
        expect: "deletion.not_found",
        given: all(confirmed, advance),
        input: (_, owner) => operationOf(owner),
      },
      {
        what: "endpoint",
        scope: "account",
        expect: "endpoint.not_found",
        given: async (s) => {
          await all(confirmed, advance)(s);
          const url = "https://hooks.example.com/";
          const { result } = await s.run(createEndpoint, { url, types: ["*"] });
          endpoints.set(s, result.endpoint.id);
        },
        input: (own, owner) => ({ ...operationOf(own), endpointId: endpoints.get(owner) ?? 0 }),
      },
    ],
  }),

  "delete-conversation": entry(deleteConversation)({
    cases: [
      { ...one, title: "a live one", expect: ["conversation.trashed", ...PURGED] },
      { ...one, title: "a trashed one", expect: PURGED, given: trash },
      {
        ...one,
        title: "by a token with the scope",
        expect: ["conversation.trashed", ...PURGED],
        as: withScope("conversations:purge"),
      },
      { ...one, title: "by a token without it", expect: "auth.scope_missing", as: withScope() },
      {
        ...one,
        title: "in an inbox on legal hold",
        expect: "inbox.legal_hold",
        given: (s) => s.run(updateInbox, { inboxId: s.inbox.id, legalHold: true }),
      },
      {
        ...one,
        title: "twice",
        expect: "conversation.not_found",
        given: (s) => s.run(deleteConversation, one.input(s)),
      },
      { ...one, title: "by an agent", ...forbidden },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref })),
  }),
};
