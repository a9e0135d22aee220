import type { IncomingMessage, ServerResponse } from "node:http";

/** What stands for Next in the bundle of the tests: pages are its own business, and its build takes half a minute. */
const next = () => ({
  prepare: async () => {},
  getRequestHandler: () => async (_req: IncomingMessage, res: ServerResponse) => void res.end("a page"),
});
export default next;
