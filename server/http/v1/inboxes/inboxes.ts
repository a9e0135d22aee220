import { z } from "@hono/zod-openapi";
import {
  createInbox,
  rotateCallbackSecret,
  rotateIdentifier,
  rotateIdentitySecret,
  updateInbox,
} from "@/server/commands/inboxes/inboxes";
import { createInboxInput, updateInboxInput } from "@/server/contract/inbox/inputs";
import { wholeList } from "@/server/http/v1/_route/noun-routes";
import { given } from "@/server/http/v1/_route/read-body";
import { get, patch, post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { inbox, pageOf } from "@/server/http/v1/schemas";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { getCallbackSecret } from "@/server/queries/inboxes/inbox-secrets";
import { getInbox, listInboxes } from "@/server/queries/inboxes/list-inboxes";

const tag = "Inboxes";
const params = z.object({ id: pathId("inbox.not_found") });

export const inboxRoutes = [
  get(
    {
      path: "/v1/inboxes",
      tag,
      summary: "List the inboxes the token has access to, by name",
      answer: pageOf(inbox),
    },
    wholeList(listInboxes),
  ),
  post(
    {
      path: "/v1/inboxes",
      tag,
      summary: "Create an inbox",
      body: createInboxInput.strict(),
      answer: inbox,
      status: 201,
      location: ({ id }) => `/v1/inboxes/${id}`,
      refuses: ["auth.forbidden"],
    },
    (tx, { body }) => createInbox(tx, { ...body, policy: given(body.policy ?? {}) }),
  ),
  get(
    {
      path: "/v1/inboxes/{id}",
      tag,
      summary: "Get an inbox",
      params,
      answer: inbox,
      refuses: ["inbox.not_found"],
    },
    ({ caller, params, services }) => getInbox(services.database, caller, params.id),
  ),
  patch(
    {
      path: "/v1/inboxes/{id}",
      tag,
      summary: "Update an inbox: what is not named stays",
      params,
      body: updateInboxInput.strict(),
      answer: inbox,
      refuses: ["auth.forbidden", "auth.scope_missing", "inbox.not_found"],
    },
    (tx, { params, body }) => updateInbox(tx, { inboxId: params.id, ...body }),
  ),
  post(
    {
      path: "/v1/inboxes/{id}/rotate-identifier",
      tag,
      summary: "Replace the public identifier; software that has the old one loses access at once",
      params,
      answer: inbox,
      refuses: ["auth.forbidden", "inbox.not_found"],
    },
    (tx, { params }) => rotateIdentifier(tx, { inboxId: params.id }),
  ),
  get(
    {
      path: "/v1/inboxes/{id}/callback-secret",
      tag,
      summary: "Get the secret that signs the calls of the inbox's program",
      params,
      answer: z.object({ secret: z.string() }),
      refuses: ["auth.forbidden", "inbox.not_found"],
    },
    ({ caller, params, services }) => getCallbackSecret(services.database, caller, params.id),
  ),
  post(
    {
      path: "/v1/inboxes/{id}/rotate-callback-secret",
      tag,
      summary: "Change the secret that signs the calls of the inbox's program",
      description:
        "The old secret signs too for 24 more hours (in the format `chatwoot`, which has room for one signature, the new one signs at once).",
      params,
      answer: z.object({ secret: z.string() }),
      isSecret: true,
      refuses: ["auth.forbidden", "inbox.not_found"],
    },
    (tx, { params }) => rotateCallbackSecret(tx, { inboxId: params.id }),
  ),
  post(
    {
      path: "/v1/inboxes/{id}/rotate-identity-secret",
      tag,
      summary: "Create a new secret for signing customers' identifiers; it is only in this response",
      description:
        "Your site sends `identifier_hash`, the HMAC-SHA256 of `identifier` under this secret in hexadecimal, when it creates a " +
        "customer by the public API. The customer is then the contact with that identifier. The old secret is invalid at once.",
      params,
      answer: z.object({ secret: z.string() }),
      isSecret: true,
      refuses: ["auth.forbidden", "inbox.not_found"],
    },
    async (tx, { params }) => {
      const secret = newSecret();
      await rotateIdentitySecret(tx, { inboxId: params.id, secret });
      return { secret };
    },
  ),
];
