/** One server-sent event: its id and data. */
export type Frame = { id: string | null; data: string };

/** Reads server-sent events from text that arrives in pieces. Comments, which are heartbeats, make no frame. */
export function createFrameReader(onFrame: (frame: Frame) => void): (text: string) => void {
  let rest = "";
  let id: string | null = null;
  let data: string[] = [];
  const readLine = (line: string) => {
    if (line === "") {
      if (data.length > 0) onFrame({ id, data: data.join("\n") });
      data = [];
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") id = value;
    if (field === "data") data.push(value);
  };
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) readLine(line.endsWith("\r") ? line.slice(0, -1) : line);
  };
}
