import {
  addContactNote,
  deleteContactNote,
  updateContactNote,
} from "@/server/commands/contacts/contact-notes";
import { CONTACT_NOTE_CHARS_MAX } from "@/server/contract/_shared/limits";
import { CONTACT_NOTES_MAX, type ContactNoteDto } from "@/server/contract/contact/contact-note";
import { actorKey } from "@/server/contract/conversation/actor-view";
import {
  CHANGE,
  type ChatwootContext,
  pathId,
  type Route,
  renderingOf,
} from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { agentJson } from "@/server/dialects/chatwoot/json/agent-json";
import { seconds } from "@/server/dialects/chatwoot/json/wire-time";
import { getContactNote, listContactNotes } from "@/server/queries/contacts/list-contact-notes";
import { findAgents } from "@/server/queries/members/members";

const AT = "/contacts/:contact_id/notes";

export const contactNoteRoutes: readonly Route[] = [
  ["GET", AT, list],
  ["POST", AT, create],
  ["GET", `${AT}/:note_id`, show],
  [CHANGE, `${AT}/:note_id`, update],
  ["DELETE", `${AT}/:note_id`, destroy],
];

/** The newest, as many as a contact may have. */
async function list(c: ChatwootContext): Promise<Response> {
  const contactId = pathId(c, "contact_id");
  const page = { contactId, limit: CONTACT_NOTES_MAX };
  const { data } = await listContactNotes(c.var.services.database, c.var.caller, page);
  return c.json(await notesJson(c, data));
}

async function show(c: ChatwootContext): Promise<Response> {
  const note = await getContactNote(c.var.services.database, c.var.caller, refOf(c));
  return answer(c, note);
}

async function create(c: ChatwootContext): Promise<Response> {
  const input = { contactId: pathId(c, "contact_id"), content: await readContent(c) };
  return answer(c, (await c.var.services.run(addContactNote, c.var.caller, input)).result);
}

async function update(c: ChatwootContext): Promise<Response> {
  const input = { ...refOf(c), content: await readContent(c) };
  return answer(c, (await c.var.services.run(updateContactNote, c.var.caller, input)).result);
}

async function destroy(c: ChatwootContext): Promise<Response> {
  await c.var.services.run(deleteContactNote, c.var.caller, refOf(c));
  return c.body(null, 200);
}

const refOf = (c: ChatwootContext) => ({
  contactId: pathId(c, "contact_id"),
  noteId: pathId(c, "note_id"),
});

async function readContent(c: ChatwootContext): Promise<string> {
  const content = (await readParams(c.req.raw, "note")).text("content", CONTACT_NOTE_CHARS_MAX);
  if (!content?.trim()) throw invalid("content", "can't be blank");
  return content;
}

async function answer(c: ChatwootContext, note: ContactNoteDto): Promise<Response> {
  const [shown] = await notesJson(c, [note]);
  return c.json(shown ?? {});
}

/** `user` is absent where the author is no member. */
async function notesJson(c: ChatwootContext, notes: readonly ContactNoteDto[]) {
  const { accountId } = c.var.caller;
  const authors = notes.map(({ author }) => author);
  const agents = await findAgents(c.var.services.database, accountId, authors);
  return notes.map((note) => {
    const agent = agents.get(actorKey(note.author));
    return {
      id: note.id,
      content: note.content,
      account_id: accountId,
      contact_id: note.contactId,
      ...(agent && { user: agentJson(agent, accountId, renderingOf(c)) }),
      created_at: seconds(note.createdAt),
      updated_at: seconds(note.updatedAt),
    };
  });
}
