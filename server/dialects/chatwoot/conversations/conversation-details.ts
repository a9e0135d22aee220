import type { Command } from "@/server/commands/_run/run";
import { requireMails } from "@/server/commands/_run/services";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { changeParticipants } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { sendTranscript } from "@/server/commands/conversations/send-transcript";
import { setAttributes, setPriority } from "@/server/commands/conversations/set-fields";
import { EMAIL_CHARS_MAX, PARTICIPANTS_MAX } from "@/server/contract/_shared/limits";
import { contactEmail } from "@/server/contract/contact/inputs";
import { PRIORITIES } from "@/server/contract/conversation/constants";
import {
  CHANGE,
  type ChatwootContext,
  pathId,
  type Route,
  renderingOf,
  viewerOf,
} from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { readAttributeNames } from "@/server/dialects/chatwoot/input/contact-params";
import { readUserIds } from "@/server/dialects/chatwoot/input/member-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { agentJson } from "@/server/dialects/chatwoot/json/agent-json";
import { attachmentJson } from "@/server/dialects/chatwoot/json/attachment-json";
import { senderJson } from "@/server/dialects/chatwoot/json/message-json";
import { showConversation } from "@/server/dialects/chatwoot/json/show";
import { seconds } from "@/server/dialects/chatwoot/json/wire-time";
import { reachConversation } from "@/server/dialects/chatwoot/reach";
import { findAgents } from "@/server/queries/members/members";
import { listFiles } from "@/server/queries/messages/files";

const AT = "/conversations/:conversation_id";

export const conversationDetailRoutes: readonly Route[] = [
  [CHANGE, AT, update],
  ["POST", `${AT}/toggle_priority`, togglePriority],
  ["POST", `${AT}/mute`, (c) => mute(c, true)],
  ["POST", `${AT}/unmute`, (c) => mute(c, false)],
  ["POST", `${AT}/custom_attributes`, replaceAttributes],
  ["POST", `${AT}/destroy_custom_attributes`, removeAttributes],
  ["GET", `${AT}/participants`, listParticipants],
  ["POST", `${AT}/participants`, (c) => writeParticipants(c, "add")],
  [CHANGE, `${AT}/participants`, (c) => writeParticipants(c, "set")],
  ["DELETE", `${AT}/participants`, (c) => writeParticipants(c, "remove")],
  ["GET", `${AT}/attachments`, listAttachments],
  ["POST", `${AT}/transcript`, mailTranscript],
];

async function reach(c: ChatwootContext) {
  const { caller, services } = c.var;
  const found = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  return { ...found, ref: { conversationId: found.conversation.id } };
}

/** Null removes it; so does its absence, as upstream. */
function readPriority(params: Params) {
  const text = params.text("priority") ?? null;
  const priority = text === null ? null : PRIORITIES.find((known) => known === text);
  if (priority === undefined) throw invalid("priority", `must be one of ${PRIORITIES.join(", ")}`);
  return priority;
}

/** Of the fields that upstream changes here Tickline has the priority only. */
async function update(c: ChatwootContext): Promise<Response> {
  const { ref } = await reach(c);
  const params = await readParams(c.req.raw, "conversation");
  if (params.text("priority") !== undefined)
    await c.var.services.run(setPriority, c.var.caller, {
      conversation: ref,
      priority: readPriority(params),
    });
  return c.json(await showConversation(viewerOf(c), ref.conversationId));
}

async function togglePriority(c: ChatwootContext): Promise<Response> {
  const { ref } = await reach(c);
  const priority = readPriority(await readParams(c.req.raw, "conversation"));
  await c.var.services.run(setPriority, c.var.caller, { conversation: ref, priority });
  return c.body(null, 200);
}

type Mute = { conversationId: number; contactId: number; isMuted: boolean };

/** One operation: muting blocks the contact and resolves the conversation; unmuting only unblocks. */
const muteConversation: Command<Mute, void> = async (tx, { conversationId, contactId, isMuted }) => {
  await updateContact(tx, { contactId, isBlocked: isMuted });
  if (isMuted) await changeStatus(tx, { conversation: { conversationId }, signal: "resolve" });
};

async function mute(c: ChatwootContext, isMuted: boolean): Promise<Response> {
  const { ref, contact } = await reach(c);
  await c.var.services.run(muteConversation, c.var.caller, { ...ref, contactId: contact.id, isMuted });
  return c.body(null, 200);
}

async function replaceAttributes(c: ChatwootContext): Promise<Response> {
  const { ref } = await reach(c);
  const set = (await readParams(c.req.raw)).object("custom_attributes");
  if (!set) throw invalid("custom_attributes", "can't be blank");
  const change = { conversation: ref, set, isWhole: true };
  const { result } = await c.var.services.run(setAttributes, c.var.caller, change);
  return c.json({ custom_attributes: result.customAttributes });
}

async function removeAttributes(c: ChatwootContext): Promise<Response> {
  const { ref } = await reach(c);
  const remove = readAttributeNames(await readParams(c.req.raw));
  const { result } = await c.var.services.run(setAttributes, c.var.caller, { conversation: ref, remove });
  return c.json({ custom_attributes: result.customAttributes });
}

async function listParticipants(c: ChatwootContext): Promise<Response> {
  return c.json(await participantsJson(c, (await reach(c)).conversation.participants));
}

async function writeParticipants(c: ChatwootContext, how: "add" | "set" | "remove"): Promise<Response> {
  const { conversation, ref } = await reach(c);
  const userIds = readUserIds(await readParams(c.req.raw), PARTICIPANTS_MAX);
  const others = conversation.participants.map(({ userId }) => userId).filter((id) => !userIds.includes(id));
  const change = {
    add: { add: userIds },
    set: { add: userIds, remove: others },
    remove: { remove: userIds },
  }[how];
  const { result } = await c.var.services.run(changeParticipants, c.var.caller, {
    conversation: ref,
    ...change,
  });
  return how === "remove" ? c.body(null, 200) : c.json(await participantsJson(c, result.participants));
}

async function mailTranscript(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { ref } = await reach(c);
  const given = (await readParams(c.req.raw)).text("email", EMAIL_CHARS_MAX)?.trim();
  if (!given) throw invalid("email", "param missing");
  const email = contactEmail.safeParse(given).data;
  if (email === undefined) throw invalid("email", "is invalid");
  requireMails(services);
  await services.countExpensive(caller);
  await services.run(sendTranscript, caller, { conversation: ref, email });
  return c.body(null, 200);
}

/** Former members are left out. */
async function participantsJson(c: ChatwootContext, participants: readonly { userId: number }[]) {
  const { caller, services } = c.var;
  const actors = participants.map(({ userId }) => ({ type: "user" as const, id: userId }));
  const agents = await findAgents(services.database, caller.accountId, actors);
  return [...agents.values()].map((agent) => agentJson(agent, caller.accountId, renderingOf(c)));
}

/** Messages with files that are read at once. */
const FILE_MESSAGES_MAX = 100;

/**
 * The files of the newest hundred messages that have any, on one page; those after it are empty. Older ones are reached by their
 * messages.
 */
async function listAttachments(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { ref, contact } = await reach(c);
  const isFirst = ((await readParams(c.req.raw)).count("page") ?? 1) === 1;
  const page = { conversation: ref, limit: FILE_MESSAGES_MAX };
  const { data } = await listFiles(services.database, caller, page);
  const senders = data.map(({ sender }) => sender);
  const agents = await findAgents(services.database, caller.accountId, senders);
  const around = { contact, agents, rendering: renderingOf(c) };
  const payload = data.flatMap((message) =>
    message.attachments.map((file) => ({
      ...attachmentJson(file, {
        messageId: message.id,
        accountId: caller.accountId,
        rendering: around.rendering,
      }),
      created_at: seconds(message.createdAt),
      sender: senderJson(message, around),
    })),
  );
  return c.json({ meta: { total_count: payload.length }, payload: isFirst ? payload : [] });
}
