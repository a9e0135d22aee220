import type { IncomingMessage } from "node:http";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";

/** What a request carries through the app. */
export type HttpEnv = {
  Variables: {
    requestId: string;
    /** What handlers work with. */
    services: Services;
    /** Set once the request's token is known. */
    caller?: Caller;
  };
  /** Of our own server; absent where Next calls the app. */
  Bindings: { incoming?: IncomingMessage };
};
