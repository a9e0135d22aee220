import { named, type Owned, type RouteTable } from "./route-case";

const queue = ({ contactId }: Owned) => `/v1/contacts/${contactId}/command-messages`;

/** The queues of command messages. */
export const COMMAND_MESSAGE_ROUTES: RouteTable = {
  "GET /v1/contacts/:id/command-messages": named(queue),
  "POST /v1/contacts/:id/command-messages/acknowledge": named(
    (o) => `${queue(o)}/acknowledge`,
    () => ({ upTo: 0 }),
  ),
  "GET /v1/conversations/:displayId/command-messages": named(
    ({ displayId }) => `/v1/conversations/${displayId}/command-messages`,
  ),
};
