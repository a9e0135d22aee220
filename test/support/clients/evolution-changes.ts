import type { ServerResponse } from "node:http";

/** A change that the stand-in of an Evolution API server was called to make of a message that it has sent. */
export type EvolutionChange = {
  action: "edit" | "delete";
  // biome-ignore lint/suspicious/noExplicitAny: a stand-in reads JSON of any form
  json: any;
  answer: ServerResponse;
  /** Makes it. */
  make(): void;
};

type Server = { changes: EvolutionChange[]; onChange: (change: EvolutionChange) => unknown };
type Stored = { key: { id: string; remoteJid: string; deleted?: boolean }; message: Record<string, unknown> };
type Call = { action: string; messages: Stored[] } & Pick<EvolutionChange, "json" | "answer">;

/** Hands a change to the test; refuses one of a message that is not stored in that chat, as the server does. */
export function takeChange(server: Server, { action, messages, json, answer }: Call): unknown {
  const isEdit = action === "chat/updateMessage";
  const { id, remoteJid } = isEdit ? json.key : json;
  const found = messages.find(({ key }) => key.id === id);
  if (!found || found.key.remoteJid !== remoteJid)
    return write(answer, 400, {
      status: 400,
      error: "Bad Request",
      response: { message: [found ? "RemoteJid does not match" : "Message not found"] },
    });
  const make = () => {
    if (isEdit) found.message = { conversation: json.text };
    else found.key.deleted = true;
  };
  const change: EvolutionChange = { action: isEdit ? "edit" : "delete", json, answer, make };
  server.changes.push(change);
  return server.onChange(change);
}

/** Makes a change, and answers as Evolution API does. */
export function acceptChange({ make, json, answer }: EvolutionChange): void {
  make();
  write(answer, 201, { key: json.key ?? json, status: "PENDING" });
}

const write = (answer: ServerResponse, status: number, value: object) =>
  answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
