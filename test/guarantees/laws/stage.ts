import { randomUUID } from "node:crypto";
import type { Command, Operation } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { createMember } from "@/server/commands/members/members";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto, InboxDto } from "@/server/contract/_shared/dto";
import type { TokenDto } from "@/server/contract/credentials/token";
import type { MemberDto } from "@/server/contract/member/member";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { createTenant, type World } from "@/test/support/scenes/world";

/** An account with one row of most kinds, for one command. */
export type Stage = {
  accountId: number;
  admin: Caller;
  /** May see `inbox`, but not `hiddenInbox`. */
  agent: Caller;
  /** May see `hiddenInbox` only. */
  outsider: Caller;
  inbox: InboxDto;
  hiddenInbox: InboxDto;
  contact: ContactDto;
  /** Open, with an incoming and an outgoing message. */
  conversation: ConversationRow;
  incoming: MessageRow;
  /** With a pending tick and no source id. */
  outgoing: MessageRow;
  token: TokenDto;
  /** Runs a command as the administrator, one second after the last one. */
  run<I, R>(command: Command<I, R>, input: I): Promise<Operation<R>>;
  world: World;
};

/**
 * Two transactions for all rows, since tests make hundreds of stages. Its agents join after the customer's message, and the
 * administrator answers after it: nobody is notified of it.
 */
export async function createStage(world: World): Promise<Stage> {
  const { accountId, admin } = await createTenant(world);
  const run = <I, R>(command: Command<I, R>, input: I) => {
    pass(world);
    return world.run(command, admin, input);
  };
  const begun = (await run(beginConversation, undefined)).result;
  const { members, ...rest } = (await run(answerIt, begun)).result;
  const [agent, outsider] = members.map((member) => agentOf(accountId, member));
  if (!agent || !outsider) throw new Error("a stage has two agents");
  return { ...begun, ...rest, accountId, admin, agent, outsider, run, world };
}

async function beginConversation(tx: Tx) {
  const inbox = await createInbox(tx, { name: "Website", channel: "api" });
  const hiddenInbox = await createInbox(tx, { name: "Billing", channel: "api" });
  const { contact } = await createContact(tx, { name: "李文 Li Wen", email: "li@example.test" });
  const inboxId = inbox.id;
  const begun = await createConversation(tx, { inboxId, contactId: contact.id, startedBy: "other" });
  const conversation = { conversationId: begun.conversation.id };
  const { message } = await receiveMessage(tx, { conversation, content: "你好" });
  return { inbox, hiddenInbox, contact, incoming: message };
}

type Begun = Awaited<ReturnType<typeof beginConversation>>;

async function answerIt(tx: Tx, { inbox, hiddenInbox, incoming: { conversationId } }: Begun) {
  const sent = await sendMessage(tx, { conversation: { conversationId }, content: "Hello" });
  const members: MemberDto[] = [];
  for (const { id } of [inbox, hiddenInbox]) {
    const email = `${randomUUID()}@example.test`;
    const fields = { name: "Grace", email, role: "agent" as const, inboxIds: [id], passwordHash: "unusable" };
    members.push(await createMember(tx, fields));
  }
  const token = await createToken(tx, { name: "CRM", secret: randomUUID() });
  return { conversation: sent.conversation, outgoing: sent.message, members, token };
}

/** Moves the clock, by default one second. */
export const pass = (world: World, ms = 1000): void => {
  world.clock.now = new Date(world.clock.now.getTime() + ms);
};

export const agentOf = (accountId: number, member: MemberDto): Caller => ({
  accountId,
  actor: { type: "user", id: member.id, name: member.name },
  role: "agent",
  inboxIds: member.inboxIds,
  userId: member.id,
  tokenId: null,
  via: "ui",
});
