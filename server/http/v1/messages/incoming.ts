import { z } from "@hono/zod-openapi";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { receiveFromInput } from "@/server/contract/message/inputs";
import { given } from "@/server/http/v1/_route/read-body";
import { post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { placed, withPlace } from "./create-message";
import { FORM, placedMessage } from "./new-message";

export const incomingRoutes = [
  post(
    {
      path: "/v1/inboxes/{id}/messages",
      tag: "Messages",
      summary: "Deliver a customer's message, identified by their id in your channel",
      description:
        "Creates the contact and the conversation if they don't exist. The message goes to the customer's newest unresolved conversation in the inbox, or else to the newest one; the policy decides. " +
        FORM,
      params: z.object({ id: pathId("inbox.not_found") }),
      body: receiveFromInput.strict(),
      takes: "attach",
      answer: placedMessage,
      status: 201,
      location: ({ id }) => `/v1/messages/${id}`,
      direct: true,
      refuses: [
        "inbox.not_found",
        "client_id.taken",
        "contact.taken",
        "file.attached",
        "file.not_found",
        "file.too_many",
        "message.not_found",
      ],
    },
    async (tx, { params, body: { from: customer, ...input } }) => {
      const done = await receiveFrom(tx, { inboxId: params.id, from: given(customer), ...withPlace(input) });
      return placed(tx, done);
    },
  ),
];
