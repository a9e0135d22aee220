import type { RenderTest } from "@/server/contract/inbox/test-call";
import { signedCall } from "./signed-call";

/** `{ type: "ping", testId, inbox }`, signed like a message. The receiver answers 2xx and does nothing. */
export const renderTicklineTest: RenderTest = ({ testId, inbox, secretVersions }, now) =>
  signedCall({ type: "ping", testId, inbox }, { id: testId, inbox, secretVersions, now });
