import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { updateVisitor } from "@/server/commands/contacts/visitors";
import { receiveFromVisitor } from "@/server/commands/messages/receive-from-visitor";
import { name as nameField } from "@/server/contract/_shared/fields";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type WidgetFile, type WidgetMessage, widgetMessageInput } from "@/server/contract/channel/widget";
import { OFFLINE_EMAIL } from "@/server/contract/channel/widget-presentation";
import { deleteUploads, refuseFailed } from "@/server/files/receive-file";
import { isForm, receiveForm } from "@/server/files/receive-form";
import { streamOf } from "@/server/lib/web/read-bytes";
import { messageOf } from "@/server/queries/messages/get-message";
import { toAttachment } from "@/server/store/files/files";
import { markConnectionUsed } from "@/server/store/inboxes/channel-connection";
import { provideContact, renderingOf, requireVisitor, type Widget, type WidgetContext } from "./context";
import { readJson } from "./read-json";
import { viewOf, widgetAttachment, widgetMessage } from "./render";

/** `POST messages`: 201 with the message; 200 for one that is stored already under this client id. */
export async function answerMessage(c: WidgetContext): Promise<Response> {
  const { widget } = c.var;
  const { accountId, inbox, services } = widget;
  const visitor = await requireVisitor(c, "message");
  const { text, answers = {}, clientId, ...rest } = await readJson(c.req.raw, widgetMessageInput);
  if (text.trim() === "" && rest.fileIds === undefined)
    throw new Refusal("input.invalid", { field: "text", detail: "is empty, and there are no files" });
  const { contact, caller } = await provideContact(widget, visitor);
  const { claims, customAttributes } = readAnswers(widget, answers);
  if (Object.keys(claims).length > 0)
    await services.run(updateVisitor, caller, { contactId: contact.id, ...claims });
  const { result } = await services.run(receiveFromVisitor, caller, {
    ...rest,
    inboxId: inbox.id,
    sourceId: visitor.sourceId,
    content: text,
    clientId: clientId.toLowerCase(),
    customAttributes,
  });
  const { database, now } = services;
  if (!result.isRepeated)
    await markConnectionUsed(database, accountId, { inboxId: inbox.id, direction: "in", now: now() });
  const message = messageOf(result.message);
  const view = await viewOf(database, { accountId, rendering: renderingOf(c) }, { messages: [message] });
  return c.json(widgetMessage(message, view) satisfies WidgetMessage, result.isRepeated ? 200 : 201);
}

const visitorName = nameField(NAME_CHARS_MAX);
const visitorEmail = z.email();

/** The answers to the inbox's questions: what they claim about the visitor, and the rest, which the conversation gets. */
function readAnswers({ settings }: Widget, answers: Readonly<Record<string, string>>) {
  const claims: { name?: string; email?: string } = {};
  const customAttributes: Record<string, string> = {};
  // The page may have been opened while nobody was online.
  for (const { key, kind, options } of [OFFLINE_EMAIL, ...settings.questions]) {
    const answer = answers[key]?.trim() ?? "";
    if (answer === "") continue;
    if (kind === "name") claims.name = parsed(visitorName, key, answer);
    else if (kind === "email") claims.email = parsed(visitorEmail, key, answer);
    else if (kind === "choice" && !options.includes(answer)) throw refused(key, "is none of the options");
    else customAttributes[key] = answer;
  }
  return { claims, customAttributes };
}

function parsed(schema: z.ZodType<string, string>, key: string, answer: string): string {
  const read = schema.safeParse(answer);
  if (!read.success) throw refused(key, read.error.issues[0]?.message ?? "is not valid");
  return read.data;
}

const refused = (key: string, detail: string): Refusal =>
  new Refusal("input.invalid", { field: `answers.${key}`, detail });

const errors = { tooLarge: () => new HTTPException(413), broken: () => new HTTPException(400) };

/** `POST files`: a form with one file, which a message of the visitor names afterwards. */
export async function answerFile(c: WidgetContext): Promise<Response> {
  const { widget } = c.var;
  const visitor = await requireVisitor(c, "file");
  const contentType = c.req.header("content-type") ?? "";
  if (!isForm(contentType)) throw new Refusal("media.unsupported");
  const { caller } = await provideContact(widget, visitor);
  const form = await receiveForm(
    {
      stream: streamOf(c),
      contentType,
      length: c.req.header("content-length"),
      errors,
      fieldsBytesMax: 10_000,
    },
    widget.services,
    caller,
  );
  const [first, ...more] = form.files;
  if (!first || more.length > 0) {
    const ids = form.files.map(({ file }) => file.id);
    await deleteUploads(widget.services, caller, ids);
    throw new Refusal("input.invalid", { field: "file", detail: "must be one file" });
  }
  await refuseFailed(widget.services, caller, first.file);
  return c.json(widgetAttachment(toAttachment(first.file), renderingOf(c)) satisfies WidgetFile, 201);
}
