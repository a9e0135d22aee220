import { z } from "@hono/zod-openapi";
import { receivedText } from "@/server/commands/conversations/_steps/apply-change";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { receiveFromInput } from "@/server/contract/message/inputs";
import { given } from "@/server/http/v1/_route/read-body";
import { post } from "@/server/http/v1/_route/route";
import type { Input } from "@/server/http/v1/_route/route-spec";
import { pathId } from "@/server/http/v1/inputs";
import { answerOfChanged, placed, withPlace } from "./create-message";
import { FORM, placedMessage } from "./new-message";

type Tx = Parameters<typeof receiveFrom>[0];
type Body = z.infer<typeof receiveFromInput>;
type Incoming = Input<{ id: number }, unknown, Body>;

async function receive(tx: Tx, { params, body: { from: customer, ...input } }: Incoming) {
  const done = await receiveFrom(tx, { inboxId: params.id, from: given(customer), ...withPlace(input) });
  return placed(tx, done);
}

/** The text of a customer as a change that shares its transaction with others; null for another message. */
function shared({ params, body: { from: customer, ...message } }: Incoming) {
  const change = receivedText(message);
  const { sourceId, ...called } = given(customer);
  const to = { inboxId: params.id, sourceId, called };
  return change && { to, change, answer: answerOfChanged };
}

export const incomingRoutes = [
  post(
    {
      path: "/v1/inboxes/{id}/messages",
      tag: "Messages",
      summary: "Deliver a customer's message, identified by their id in your channel",
      description:
        "Creates the contact and the conversation if they don't exist. The message goes to the customer's newest unresolved conversation in the inbox, or else to the newest one, first of those that they began under this id; the policy decides. " +
        FORM,
      params: z.object({ id: pathId("inbox.not_found") }),
      body: receiveFromInput.strict(),
      takes: "attach",
      answer: placedMessage,
      status: 201,
      location: ({ id }) => `/v1/messages/${id}`,
      direct: true,
      refuses: [
        "attributes.too_much",
        "inbox.not_found",
        "client_id.taken",
        "contact.taken",
        "file.attached",
        "file.not_found",
        "file.too_many",
        "message.not_found",
      ],
    },
    receive,
    { shared },
  ),
];
