import type { IncomingMessage, ServerResponse } from "node:http";

/** Replaces Next in the bundle of the tests: they need no pages, whose build takes half a minute. */
const next = () => ({
  prepare: async () => {},
  getRequestHandler: () => async (_req: IncomingMessage, res: ServerResponse) => void res.end("a page"),
});
export default next;
