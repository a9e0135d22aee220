import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type CannedValues, cannedValues, fillIn, unfilledIn } from "@/server/contract/organising/fill-in";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { findMember } from "@/server/store/_rows/member-rows";
import { findContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";
import { findAccount } from "@/server/store/members/accounts";

/**
 * Returns a function that fills in the texts of a macro for a conversation; it reads what they need once. A text of which
 * a variable has no value is refused where nobody can complete it.
 */
export function textsFor(tx: Tx, conversation: ConversationRow, today: string) {
  let known: Promise<CannedValues> | undefined;
  const fill = async (content: string): Promise<string> => {
    if (!content.includes("{{")) return content;
    known ??= valuesOf(tx, conversation, today);
    return fillIn(content, await known);
  };
  return {
    fill,
    fillWholly: async (content: string): Promise<string> => {
      const filled = await fill(content);
      const [missing] = content.includes("{{") ? unfilledIn(filled) : [];
      if (missing !== undefined) throw new Refusal("macro.value_missing", { detail: missing });
      return filled;
    },
  };
}

async function valuesOf(tx: Tx, { contactId, inboxId, displayId }: ConversationRow, date: string) {
  const { accountId } = tx.caller;
  const contact = await findContact(tx, accountId, contactId);
  const inbox = await shareInbox(tx, inboxId);
  const account = await findAccount(tx, accountId);
  return cannedValues({
    contact: contact ?? { name: "", email: null, phone: null, customAttributes: {} },
    agent: await agentOf(tx, tx.caller),
    displayId,
    inbox: inbox?.name ?? "",
    account: account?.name ?? "",
    date,
  });
}

async function agentOf(tx: Tx, { accountId, userId, actor }: Caller) {
  const member = userId === null ? null : await findMember(tx, accountId, userId);
  return member ?? { name: actor.name ?? "", email: "" };
}
