import type { IncomingMessage } from "node:http";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";

/** The context of a request in the app. */
export type HttpEnv = {
  Variables: {
    requestId: string;
    /** Services for handlers. */
    services: Services;
    /** Set once the request's token is known. */
    caller?: Caller;
  };
  /** Set by Tickline's own server; absent where Next calls the app. */
  Bindings: { incoming?: IncomingMessage };
};
