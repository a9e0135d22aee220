import { randomUUID } from "node:crypto";
import type { Command, Operation } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/create-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/create-inbox";
import { createMember } from "@/server/commands/members/create-member";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto, InboxDto } from "@/server/contract/_shared/dto";
import type { TokenDto } from "@/server/contract/credentials/token";
import type { MemberDto } from "@/server/contract/member/member";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
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

export async function createStage(world: World): Promise<Stage> {
  const { accountId, admin } = await createTenant(world);
  const run = <I, R>(command: Command<I, R>, input: I) => {
    pass(world);
    return world.run(command, admin, input);
  };
  const inbox = (await run(createInbox, { name: "Website", channel: "api" })).result;
  const hiddenInbox = (await run(createInbox, { name: "Billing", channel: "api" })).result;
  const contact = (await run(createContact, { name: "李文 Li Wen", email: "li@example.test" })).result
    .contact;
  const begun = await run(createConversation, {
    inboxId: inbox.id,
    contactId: contact.id,
    startedBy: "other",
  });
  const conversation = { conversationId: begun.result.conversation.id };
  const received = await run(receiveMessage, { conversation, content: "你好" });
  const sent = await run(sendMessage, { conversation, content: "Hello" });
  const member = async (inboxIds: number[]): Promise<Caller> => {
    const email = `${randomUUID()}@example.test`;
    const fields = { name: "Grace", email, role: "agent" as const, inboxIds, passwordHash: "unusable" };
    return agentOf(accountId, (await run(createMember, fields)).result);
  };
  return {
    accountId,
    admin,
    agent: await member([inbox.id]),
    outsider: await member([hiddenInbox.id]),
    inbox,
    hiddenInbox,
    contact,
    conversation: sent.result.conversation,
    incoming: received.result.message,
    outgoing: sent.result.message,
    token: (await run(createToken, { name: "CRM", secret: randomUUID() })).result,
    run,
    world,
  };
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
